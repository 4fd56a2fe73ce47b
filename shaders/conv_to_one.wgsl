// A convolution or transposed convolution to a single channel: each output is one long dot product.
//
//   out[b, oy, ox] = act(bias + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i])      iy, ix: conv_geometry.wgsl
//
// Tile: one thread holds PIXELS pixels. Dispatch: x (folded into y) over pixel blocks, z over phases. IC is a multiple of 4.
#read x 0 VEC4 B * IH * IW * IC4
#read w 1 VEC4 K * K * IC4

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = (id.x + id.y * THREADS_X) * PIXELS;
  let phaseY = group.z / STEP;
  let phaseX = group.z % STEP;
#for p PIXELS
  let m$p = min(row + $p, M - 1);
  let b$p = m$p / (UH * UW);
  let uy$p = m$p / UW % UH;
  let ux$p = m$p % UW;
  var acc$p = 0f;
#end

  for (var ky = (phaseY + PAD) % STEP; ky < rolled(K, groups); ky += STEP) {
#for p PIXELS
    let iy$p = inputIndex(uy$p, phaseY, ky);
    let inside$p = iy$p >= 0 && iy$p < i32(IH);
    let line$p = (b$p * IH + u32(iy$p)) * IW;
#end
    for (var kx = (phaseX + PAD) % STEP; kx < rolled(K, groups); kx += STEP) {
#for p PIXELS
      let ix$p = inputIndex(ux$p, phaseX, kx);
      let read$p = inside$p && ix$p >= 0 && ix$p < i32(IW);
      let at$p = select(0u, (line$p + u32(ix$p)) * IC4, read$p);
      var sum$p = 0f;
#end
      let tap = (ky * K + kx) * IC4;
      for (var i = 0u; i < rolled(IC4, groups); i++) {
        let weights = wAt(tap + i);
#for p PIXELS
        sum$p += dot(xAt(at$p + i), weights);
#end
      }
#for p PIXELS
      acc$p += select(0f, sum$p, read$p);
#end
    }
  }

#for p PIXELS
  let oy$p = uy$p * STEP + phaseY;
  let ox$p = ux$p * STEP + phaseX;
  if (row + $p < M && oy$p < OH && ox$p < OW) {
    store((b$p * OH + oy$p) * OW + ox$p, 0, acc$p);
  }
#end
}
