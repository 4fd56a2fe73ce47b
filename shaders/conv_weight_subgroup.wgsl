// The gradient of a convolution's weights as in conv_weight.wgsl, for adapters whose subgroups have few threads.
//
//   partial[s, ky, kx, i, o] = Σ_(b,y) in part s Σ_x gathered[b, y·STRIDE + ky − PAD, x·STRIDE + kx − PAD] · dense[b, y, x]
//   X_GATHERED  gathered = x (channels i), dense = dy (channels o)     conv2d
//   otherwise   gathered = dy (channels o), dense = x (channels i)     convTranspose2d
//   BIAS        biasPartial[s, o] = Σ_(b,y) in part s Σ_x dy[b, y, x], the bias's gradient; where dy is gathered, in STRIDE²
//               rows a part: those taps from PAD on read every pixel of dy once between them
//
// The dense pixel is the same for every tap and every gathered channel, and those are what the threads of a workgroup
// differ in: each lane of a quad reads one dense pixel of the line, and swaps bring it the other three. A lane so takes
// the four pixels in an order of its own, which is always the same. Lines and pixels are one loop: every loop that the
// sums are carried through costs as much as a part of the product.
//
// Tile: one thread holds 4 gathered channels (1 when THIN) × DENSE vec4 of dense channels, as outer products.
// Dispatch: x (folded into y) over taps × gathered channels, z over dense blocks × parts. The dense channels DC are a
// multiple of 4, and so are the gathered ones, GC, unless THIN.
enable subgroups;
#read gathered 0 GATHERED B * GH * GW * G_BLOCKS
#read dense 1 vec4f B * DH * DW * DC4
@group(0) @binding(2) var<storage, read_write> partial: array<vec4f, PARTS * K * K * GC * DC4>;
#if BIAS
@group(0) @binding(3) var<storage, read_write> biasPartial: array<BIAS_ELEMENT, BIAS_LENGTH>;
#end

const DENSE_BLOCKS = DC4 / DENSE;
// Four dense pixels of a line, one for each lane of a quad.
const CHUNKS = (DW + 3) / 4;

// What the lane has that is `$l` away by exclusive or: a swap inside a quad costs a third of a broadcast.
fn from0(v: vec4f) -> vec4f {
  return v;
}
fn from1(v: vec4f) -> vec4f {
  return quadSwapX(v);
}
fn from2(v: vec4f) -> vec4f {
  return quadSwapY(v);
}
fn from3(v: vec4f) -> vec4f {
  return quadSwapDiagonal(v);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let thread = id.x + id.y * THREADS_X;
  // Threads beyond the last tap repeat it, so that every lane has a pixel to pass on.
  let tap = min(thread / G_BLOCKS, K * K - 1);
  let g = thread % G_BLOCKS;
  let ky = i32(tap / K) - i32(PAD);
  let kx = i32(tap % K) - i32(PAD);
  let d = group.z % DENSE_BLOCKS * DENSE;
  let part = group.z / DENSE_BLOCKS;
#for n DENSE
#for r HELD
  var acc$r_$n = vec4f();
#end
#if BIAS_DENSE
  var bias$n = vec4f();
#end
#end
#if BIAS_GATHERED
  var bias = BIAS_ELEMENT();
#end

  let end = min(B * DH, (part + 1) * LINES) * CHUNKS;
  for (var chunk = part * LINES * CHUNKS; chunk < end; chunk++) {
    let line = chunk / CHUNKS;
    let column = chunk % CHUNKS * 4 + lane % 4;
    let gy = i32(line % DH * STRIDE) + ky;
    let inside = u32(gy) < GH;
    let gLine = (i32(line / DH * GH) + gy) * i32(GW);
#for n DENSE
    let own$n = select(vec4f(), denseAt((line * DW + min(column, DW - 1)) * DC4 + d + $n), column < DW);
#if BIAS_DENSE
    bias$n += own$n;
#end
#end
#for l QUAD
    let gx$l = i32((column ^ $l) * STRIDE) + kx;
    let read$l = inside & (u32(gx$l) < GW);
    let at$l = select(0u, u32(gLine + gx$l) * G_BLOCKS + g, read$l);
#if THIN
    let v$l = select(0f, gatheredAt(at$l), read$l);
#else
    let v$l = select(vec4f(), gatheredAt(at$l), read$l);
#end
#if BIAS_GATHERED
    bias += v$l;
#end
#for n DENSE
    let d$l_$n = from$l(own$n);
#if THIN
    acc0_$n = fma(vec4f(v$l), d$l_$n, acc0_$n);
#else
#if X_GATHERED
    acc0_$n = fma(vec4f(v$l.x), d$l_$n, acc0_$n);
    acc1_$n = fma(vec4f(v$l.y), d$l_$n, acc1_$n);
    acc2_$n = fma(vec4f(v$l.z), d$l_$n, acc2_$n);
    acc3_$n = fma(vec4f(v$l.w), d$l_$n, acc3_$n);
#else
    acc0_$n = fma(vec4f(d$l_$n.x), v$l, acc0_$n);
    acc1_$n = fma(vec4f(d$l_$n.y), v$l, acc1_$n);
    acc2_$n = fma(vec4f(d$l_$n.z), v$l, acc2_$n);
    acc3_$n = fma(vec4f(d$l_$n.w), v$l, acc3_$n);
#end
#end
#end
#end
  }

#if BIAS_DENSE
  // Each lane has added up its own pixels; one quad of all has something to store.
#for n DENSE
  let pair$n = bias$n + quadSwapX(bias$n);
  let quad$n = pair$n + quadSwapY(pair$n);
  if (thread == 0) {
    biasPartial[part * DC4 + d + $n] = quad$n;
  }
#end
#end
  if (thread >= K * K * G_BLOCKS) {
    return;
  }
#if BIAS_GATHERED
  // As unsigned numbers, the taps before the padding's are beyond the stride too.
  if (d == 0 && u32(ky) < STRIDE && u32(kx) < STRIDE) {
    biasPartial[((part * STRIDE + u32(ky)) * STRIDE + u32(kx)) * G_BLOCKS + g] = bias;
  }
#end
  let base = part * K * K + tap;
  // One store in a loop compiles several times as fast as one for each sum.
  for (var q = 0u; q < rolled(HELD * DENSE, groups); q++) {
    var sum = acc0_0;
#for r HELD
#for n DENSE
    sum = select(sum, acc$r_$n, q == $r * DENSE + $n);
#end
#end
    let r = q / DENSE;
    let o = d + q % DENSE;
    if (THIN || X_GATHERED) {
      partial[(base * GC + g * HELD + r) * DC4 + o] = sum;
    } else {
      partial[(base * DC4 + o) * GC + r * G_BLOCKS + g] = sum;
    }
  }
}
