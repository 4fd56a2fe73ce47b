// The same operation as conv_to_one.wgsl for GPUs: neighbouring threads read neighbouring channels of one pixel, and add
// their shares of its dot product up in workgroup memory.
//
//   sum[b, oy, ox] = Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i]      iy, ix: conv_geometry.wgsl
//
// Tile: LANES threads share PIXELS pixels. Dispatch: x (folded into y) over pixel blocks × lanes, z over phases. IC is a
// multiple of 4.
#read x 0 VEC4 B * IH * IW * IC4
#read w 1 VEC4 K * K * IC4

var<workgroup> shares: array<f32, WORKGROUP * PIXELS>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let first = (group.x + group.y * (THREADS_X / WORKGROUP)) * (WORKGROUP / LANES * PIXELS);
  let row = first + local / LANES * PIXELS;
  let lane = local % LANES;
  let phaseY = group.z / STEP;
  let phaseX = group.z % STEP;
#for p PIXELS
  let m$p = min(row + $p, M - 1);
  let uy$p = m$p / UW % UH;
  let ux$p = m$p % UW;
  let image$p = i32(m$p / (UH * UW) * IH);
  var acc$p = 0f;
#end

  for (var ky = (phaseY + PAD) % STEP; ky < K; ky += STEP) {
    for (var kx = (phaseX + PAD) % STEP; kx < K; kx += STEP) {
#for p PIXELS
      let iy$p = inputIndex(uy$p, phaseY, ky);
      let ix$p = inputIndex(ux$p, phaseX, kx);
      let read$p = iy$p >= 0 && ix$p >= 0 && iy$p < i32(IH) && ix$p < i32(IW);
      let at$p = select(0u, u32((image$p + iy$p) * i32(IW) + ix$p) * IC4, read$p);
#end
      for (var i = lane; i < IC4; i += LANES) {
        let weights = wAt((ky * K + kx) * IC4 + i);
#for p PIXELS
        acc$p += select(0f, dot(xAt(at$p + i), weights), read$p);
#end
      }
    }
  }

#for p PIXELS
  shares[local * PIXELS + $p] = acc$p;
#end
  workgroupBarrier();
  // One thread a pixel; there are fewer threads than pixels where there are few lanes.
  for (var pixel = local; pixel < WORKGROUP / LANES * PIXELS; pixel += WORKGROUP) {
    var sum = 0f;
    for (var l = 0u; l < LANES; l++) {
      sum += shares[(pixel / PIXELS * LANES + l) * PIXELS + pixel % PIXELS];
    }
    let m = first + pixel;
    let oy = m / UW % UH * STEP + phaseY;
    let ox = m % UW * STEP + phaseX;
    if (m < M && oy < OH && ox < OW) {
      store((m / (UH * UW) * OH + oy) * OW + ox, 0, sum);
    }
  }
}
