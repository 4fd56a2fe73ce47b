// A direct convolution of an image of few channels (IC = 1, mostly), whose window has K·IC neighbouring numbers in each
// line: one contiguous run, taken four at a time as if it were four channels.
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_ky Σ_(e < K·IC) x[b, oy·STRIDE + ky − PAD, (ox·STRIDE − PAD)·IC + e] · w[ky, e, o])
//
// Tile: one thread holds PIXELS pixels × COLUMNS vec4 of channels; weights are passed round a subgroup as in conv.wgsl.
// Dispatch: x (folded into y) over pixel blocks, z over column blocks. OC is a multiple of 4.
enable subgroups;
#read x 0 SCALAR B * IH * IW * IC
#read w 1 VEC4 K * K * IC * OC4

const RUN = K * IC;
const LINE = i32(IW * IC);

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let row = (id.x + id.y * THREADS_X) * PIXELS;
  let column = group.z * COLUMNS;
#for p PIXELS
  let m$p = min(row + $p, M - 1);
  let b$p = m$p / (OH * OW);
  let oy$p = m$p / OW % OH;
  let start$p = i32(m$p % OW * STRIDE * IC) - i32(PAD * IC);
#for n COLUMNS
  var acc$p_$n = vec4f();
#end
#end

  for (var ky = 0u; ky < rolled(K, groups); ky++) {
#for p PIXELS
    let iy$p = i32(oy$p * STRIDE + ky) - i32(PAD);
    let inside$p = iy$p >= 0 && iy$p < i32(IH);
    let line$p = (i32(b$p * IH) + iy$p) * LINE;
#end
    for (var e = 0u; e < rolled(RUN, groups); e += 4) {
#for p PIXELS
      let at$p = vec4i(start$p + i32(e)) + vec4i(0, 1, 2, 3);
      let read$p = (at$p >= vec4i(0)) & (at$p < vec4i(LINE)) & vec4<bool>(inside$p);
      let from$p = vec4u(select(vec4i(0), at$p + line$p, read$p));
      let v$p = select(vec4f(), vec4f(xAt(from$p.x), xAt(from$p.y), xAt(from$p.z), xAt(from$p.w)), read$p);
#end
      // Beyond the run the weights are zero, whatever the pixel is.
#for n COLUMNS
      let part$n = e + lane % 4;
      let own$n = select(vec4f(), wAt((ky * RUN + min(part$n, RUN - 1)) * OC4 + column + $n), part$n < RUN);
      let w0_$n = quadBroadcast(own$n, 0u);
      let w1_$n = quadBroadcast(own$n, 1u);
      let w2_$n = quadBroadcast(own$n, 2u);
      let w3_$n = quadBroadcast(own$n, 3u);
#for p PIXELS
      acc$p_$n = fma(vec4f(v$p.x), w0_$n, acc$p_$n);
      acc$p_$n = fma(vec4f(v$p.y), w1_$n, acc$p_$n);
      acc$p_$n = fma(vec4f(v$p.z), w2_$n, acc$p_$n);
      acc$p_$n = fma(vec4f(v$p.w), w3_$n, acc$p_$n);
#end
#end
    }
  }

  // One store in a loop compiles several times as fast as one for each sum.
  for (var q = 0u; q < rolled(PIXELS * COLUMNS, groups); q++) {
    var sum = acc0_0;
#for p PIXELS
#for n COLUMNS
    sum = select(sum, acc$p_$n, q == $p * COLUMNS + $n);
#end
#end
    let m = row + q / COLUMNS;
    if (m < M) {
      let o = column + q % COLUMNS;
      store(m * OC4 + o, o, sum);
    }
  }
}
