// A direct convolution of an image of few channels (IC = 1, mostly), whose window has K·IC neighbouring numbers in each
// line: one contiguous run, taken four at a time as if it were four channels.
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_ky Σ_(e < K·IC) x[b, oy·STRIDE + ky − PAD, (ox·STRIDE − PAD)·IC + e] · w[ky, e, o])
//
// Tile: one thread holds PIXELS neighbouring pixels of a line × COLUMNS vec4 of channels. Of four numbers of their runs at a time, it reads
// the WINDOW that they cover once; weights are passed round a subgroup as in conv.wgsl. Dispatch: x (folded into y) over blocks of a line,
// z over column blocks. OC is a multiple of 4.
enable subgroups;
#read x 0 SCALAR B * IH * IW * IC
#read w 1 VEC4 K * K * IC * OC4

const RUN = K * IC;
const LINE = i32(IW * IC);
const BLOCKS = (OW + PIXELS - 1) / PIXELS;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let block = id.x + id.y * THREADS_X;
  let line = min(block / BLOCKS, B * OH - 1);
  let pixel = block % BLOCKS * PIXELS;
  let column = group.z * COLUMNS;
  let left = i32(pixel * STRIDE * IC) - i32(PAD * IC);
#for p PIXELS
#for n COLUMNS
  var acc$p_$n = vec4f();
#end
#end

  for (var ky = 0u; ky < rolled(K, groups); ky++) {
    let iy = i32(line % OH * STRIDE + ky) - i32(PAD);
    let inside = u32(iy) < IH;
    let start = (i32(line / OH * IH) + iy) * LINE;
    for (var e = 0u; e < rolled(RUN, groups); e += 4) {
      var v: array<f32, WINDOW>;
#for d WINDOW
      let x$d = left + i32(e) + $d;
      // `&&` would branch, which SwiftShader takes seconds to compile.
      let read$d = inside & (u32(x$d) < u32(LINE));
      v[$d] = select(0f, xAt(u32(select(0, start + x$d, read$d))), read$d);
#end
      // Beyond the run the weights are zero, whatever the pixel is.
#for n COLUMNS
      let part$n = e + lane % 4;
      let own$n = select(vec4f(), wAt((ky * RUN + min(part$n, RUN - 1)) * OC4 + column + $n), part$n < RUN);
#for t QUAD
      let w$t_$n = quadBroadcast(own$n, $tu);
#for p PIXELS
      acc$p_$n = fma(vec4f(v[$p * STRIDE * IC + $t]), w$t_$n, acc$p_$n);
#end
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
    let ox = pixel + q / COLUMNS;
    if (block < BLOCKS * B * OH && ox < OW) {
      let o = column + q % COLUMNS;
      store((line * OW + ox) * OC4 + o, o, sum);
    }
  }
}
