// The same operation as conv.wgsl for channel counts that are not multiples of 4 (1, 3, …): scalar reads.
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o])
//
// Tile: one thread holds PIXELS pixels × COLUMNS channels. Dispatch: as conv.wgsl.
#read x 0 SCALAR B * IH * IW * IC
#read w 1 SCALAR K * K * IC * OC

const COLUMN_BLOCKS = OC / COLUMNS;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let row = (id.x + id.y * THREADS_X) * PIXELS;
  let column = group.z % COLUMN_BLOCKS * COLUMNS;
  let phaseY = group.z / COLUMN_BLOCKS / STEP;
  let phaseX = group.z / COLUMN_BLOCKS % STEP;
#for p PIXELS
  let m$p = min(row + $p, M - 1);
  let b$p = m$p / (UH * UW);
  let uy$p = m$p / UW % UH;
  let ux$p = m$p % UW;
#for n COLUMNS
  var acc$p_$n = 0f;
#end
#end

  for (var ky = (phaseY + PAD) % STEP; ky < K; ky += STEP) {
#for p PIXELS
    let iy$p = inputIndex(uy$p, phaseY, ky);
    let inside$p = iy$p >= 0 && iy$p < i32(IH);
    let line$p = (b$p * IH + u32(iy$p)) * IW;
#end
    for (var kx = (phaseX + PAD) % STEP; kx < K; kx += STEP) {
#for p PIXELS
      let ix$p = inputIndex(ux$p, phaseX, kx);
      let read$p = inside$p && ix$p >= 0 && ix$p < i32(IW);
      let at$p = select(0u, (line$p + u32(ix$p)) * IC, read$p);
#end
      let tap = ky * K + kx;
      for (var i = 0u; i < IC; i++) {
#for p PIXELS
        let v$p = select(0f, xAt(at$p + i), read$p);
#end
#for n COLUMNS
#if SWAPPED
        let w_$n = wAt((tap * OC + column + $n) * IC + i);
#else
        let w_$n = wAt((tap * IC + i) * OC + column + $n);
#end
#for p PIXELS
        acc$p_$n += v$p * w_$n;
#end
#end
      }
    }
  }

#for p PIXELS
  let oy$p = uy$p * STEP + phaseY;
  let ox$p = ux$p * STEP + phaseX;
  if (row + $p < M && oy$p < OH && ox$p < OW) {
    let at = ((b$p * OH + oy$p) * OW + ox$p) * OC + column;
#for n COLUMNS
    store(at + $n, column + $n, acc$p_$n);
#end
  }
#end
}
