// The same operation as conv_run.wgsl for GPUs: neighbouring threads make neighbouring channels of one pixel, so that
// they store side by side and read the same numbers of the image.
//
//   sum[b, oy, ox, o] = Σ_ky Σ_(e < K·IC) x[b, oy·STRIDE + ky − PAD, (ox·STRIDE − PAD)·IC + e] · w[ky, e, o]
//
// Tile: LANES threads share PIXELS pixels; each makes one vec4 of channels of them at a time.
// Dispatch: x (folded into y) over pixel blocks × lanes, z over blocks of LANES vec4 of channels. OC is a multiple of 4.
#read x 0 SCALAR B * IH * IW * IC
#read w 1 VEC4 K * K * IC * OC4

const RUN = K * IC;
const LINE = i32(IW * IC);

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  let row = thread / LANES * PIXELS;
  let column = id.z * LANES + thread % LANES;
  if (column >= OC4) {
    return;
  }
#for p PIXELS
  let m$p = min(row + $p, M - 1);
  let y$p = i32(m$p / OW % OH * STRIDE) - i32(PAD);
  let start$p = i32(m$p % OW * STRIDE * IC) - i32(PAD * IC);
  let image$p = i32(m$p / (OH * OW) * IH);
  var acc$p = vec4f();
#end
  for (var ky = 0u; ky < K; ky++) {
#for p PIXELS
    let iy$p = y$p + i32(ky);
    let inside$p = iy$p >= 0 && iy$p < i32(IH);
    let line$p = (image$p + iy$p) * LINE;
#end
    for (var e = 0u; e < RUN; e++) {
      let weights = wAt((ky * RUN + e) * OC4 + column);
#for p PIXELS
      let at$p = start$p + i32(e);
      let read$p = inside$p && at$p >= 0 && at$p < LINE;
      let v$p = select(0f, xAt(u32(select(0, line$p + at$p, read$p))), read$p);
      acc$p = fma(vec4f(v$p), weights, acc$p);
#end
    }
  }
#for p PIXELS
  if (row + $p < M) {
    store((row + $p) * OC4 + column, column, acc$p);
  }
#end
}
