// Convolution and transposed convolution as one gather, an implicit matrix product over M = B·UH·UW output pixels,
// N = OC output channels and taps·IC:
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o])
//
// iy, ix and the phases of a transposed convolution: conv_geometry.wgsl; bias and act: conv_epilogue.wgsl.
// SWAPPED reads the weights as w[ky, kx, o, i], which is what both dInputs need.
//
// Tile: one thread holds PIXELS pixels × COLUMNS vec4 of channels in registers; no workgroup memory, no barrier. On a
// software adapter a read is a gather, lane by lane, and costs as much as a dozen multiply-adds, so the four lanes of a
// quad share what they read. QUADS: each reads the weights of one of 4 columns, 4 × 4 channels, and three swaps bring it
// those of the other columns; its n-th sums are of column n xor its own place in the quad. Otherwise each
// reads a quarter of a column's weights and passes it on.
// Dispatch: x (folded into y) over pixel blocks, z over column blocks × phases, taken in the order that has all column
// blocks of the same pixels one after another: they find them in the cache. IC and OC are multiples of 4.
enable subgroups;
#read x 0 VEC4 B * IH * IW * IC4
#read w 1 VEC4 K * K * IC * OC4

const COLUMN_BLOCKS = OC4 / COLUMNS;

// Four vec4 (`part` 0 … 3) make up the weights between input channels 4i … 4i + 3 and a column of 4 output channels:
// one for each input channel, or, when SWAPPED, one for each output channel.
fn weightAt(tap: u32, i: u32, column: u32, part: u32) -> u32 {
  if (SWAPPED) {
    return (tap * OC + column * 4 + part) * IC4 + i;
  }
  return (tap * IC + i * 4 + part) * OC4 + column;
}

fn product(v: vec4f, w0: vec4f, w1: vec4f, w2: vec4f, w3: vec4f, sum: vec4f) -> vec4f {
  if (SWAPPED) {
    return vec4f(
      fma(v.w, w0.w, fma(v.z, w0.z, fma(v.y, w0.y, fma(v.x, w0.x, sum.x)))),
      fma(v.w, w1.w, fma(v.z, w1.z, fma(v.y, w1.y, fma(v.x, w1.x, sum.y)))),
      fma(v.w, w2.w, fma(v.z, w2.z, fma(v.y, w2.y, fma(v.x, w2.x, sum.z)))),
      fma(v.w, w3.w, fma(v.z, w3.z, fma(v.y, w3.y, fma(v.x, w3.x, sum.w)))),
    );
  }
  return fma(vec4f(v.w), w3, fma(vec4f(v.z), w2, fma(vec4f(v.y), w1, fma(vec4f(v.x), w0, sum))));
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let linear = group.x + groups.x * (group.y + groups.y * group.z);
  let block = linear % groups.z;
  let row = (linear / groups.z * WORKGROUP + local) * PIXELS;
  let column = block % COLUMN_BLOCKS * COLUMNS;
  let phaseY = block / COLUMN_BLOCKS / STEP;
  let phaseX = block / COLUMN_BLOCKS % STEP;
#for p PIXELS
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m$p = min(row + $p, M - 1);
  let y$p = startIndex(m$p / UW % UH);
  let x$p = startIndex(m$p % UW);
  let start$p = ((i32(m$p / (UH * UW) * IH) + y$p) * i32(IW) + x$p) * i32(IC4);
#for n COLUMNS
  var acc$p_$n = vec4f();
#end
#end

  // One loop over taps and channels: every loop that the sums are carried through costs as much as a part of the product.
  let kx0 = (phaseX + PAD) % STEP;
  var ky = (phaseY + PAD) % STEP;
  var kx = kx0;
  var i = 0u;
  while (ky < K) {
    let dy = tapOffset(phaseY, ky);
    let dx = tapOffset(phaseX, kx);
    let offset = (dy * i32(IW) + dx) * i32(IC4) + i32(i);
#for p PIXELS
    // As unsigned numbers, what lies before the image is beyond it too.
    let read$p = !CHECKED | ((u32(y$p + dy) < IH) & (u32(x$p + dx) < IW));
    let at$p = select(i, u32(start$p + offset), read$p);
#end
    let tap = ky * K + kx;
#if QUADS
#for k ROWS
    let w$k_0 = wAt(weightAt(tap, i, column + lane % 4, $k));
    let w$k_1 = quadSwapX(w$k_0);
    let w$k_2 = quadSwapY(w$k_0);
    let w$k_3 = quadSwapDiagonal(w$k_0);
#end
#end
#for p PIXELS
    let v$p = select(vec4f(), xAt(at$p), read$p);
#end
#for n COLUMNS
#if QUADS
#else
    let own$n = wAt(weightAt(tap, i, column + $n, lane % 4));
    let w0_$n = quadBroadcast(own$n, 0u);
    let w1_$n = quadBroadcast(own$n, 1u);
    let w2_$n = quadBroadcast(own$n, 2u);
    let w3_$n = quadBroadcast(own$n, 3u);
#end
#for p PIXELS
    acc$p_$n = product(v$p, w0_$n, w1_$n, w2_$n, w3_$n, acc$p_$n);
#end
#end
    i++;
    if (i == IC4) {
      i = 0;
      kx += STEP;
      if (kx >= K) {
        kx = kx0;
        ky += STEP;
      }
    }
  }

#if QUADS
  let firstColumn = lane % 4;
#else
  let firstColumn = 0u;
#end
  // One store in a loop compiles several times as fast as one for each sum.
  for (var q = 0u; q < rolled(PIXELS * COLUMNS, groups); q++) {
    var sum = acc0_0;
#for p PIXELS
#for n COLUMNS
    sum = select(sum, acc$p_$n, q == $p * COLUMNS + $n);
#end
#end
    let m = row + q / COLUMNS;
    let oy = m / UW % UH * STEP + phaseY;
    let ox = m % UW * STEP + phaseX;
    if (m < M && oy < OH && ox < OW) {
      let o = column + ((q % COLUMNS) ^ firstColumn);
      store(((m / (UH * UW) * OH + oy) * OW + ox) * OC4 + o, o, sum);
    }
  }
}
