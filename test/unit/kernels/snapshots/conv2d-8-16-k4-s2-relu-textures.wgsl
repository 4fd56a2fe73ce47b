enable subgroups;
const B = 32u;
const IH = 32u;
const IW = 32u;
const IC = 8u;
const OH = 16u;
const OW = 16u;
const OC = 16u;
const K = 4u;
const STRIDE = 2u;
const PAD = 1u;
const BIAS = true;
const RELU = true;
const MASK = false;
const TRANSPOSED = false;
const SWAPPED = false;
const COPIES = 1u;
const OUTS = 4u;
const OC4 = 4u;
const IC4 = 2u;
const PIXELS = 6u;
const CHECKED = true;
const QUADS = true;
const COLUMNS = 4u;
const ROWS = 4u;
const WORKGROUP = 24u;
const THREADS_X = 1368u;
// `count`, of which a compiler cannot know that it is constant: the bound of a loop that must stay one. Software adapters
// unroll short loops; a shader then takes several times as long to compile, and what no longer fits the registers makes
// the loop slower.
//
// Tile, Dispatch: those of the kernel that this stands in front of; `groups` is its number of workgroups.
fn rolled(count: u32, groups: vec3u) -> u32 {
  return count * min(groups.x, 1u);
}

// Shared by the convolution kernels: which output pixels there are, and which input pixel a tap reads.
//
//   direct       iy = oy·STRIDE + ky − PAD                       conv2d forward, dInput of convTranspose2d
//   TRANSPOSED   iy = (oy + PAD − ky) / STRIDE where it divides   convTranspose2d forward, dInput of conv2d
//
// A transposed convolution is STRIDE² dense convolutions, one for each phase (oy mod STRIDE, ox mod STRIDE): no tap is
// tried in vain. A phase has UH × UW pixels a patch; (u, phase) is the output pixel u·STEP + phase.
//
// Tile, Dispatch: those of the kernel that this stands in front of.
const STEP = select(1u, STRIDE, TRANSPOSED);
const UH = (OH + STEP - 1) / STEP;
const UW = (OW + STEP - 1) / STEP;
const M = B * UH * UW;

// The input pixel is the sum of what depends on the output pixel and what depends on the tap.
fn startIndex(u: u32) -> i32 {
  return i32(select(u * STRIDE, u, TRANSPOSED));
}

fn tapOffset(phase: u32, k: u32) -> i32 {
  if (TRANSPOSED) {
    return (i32(phase + PAD) - i32(k)) / i32(STRIDE);
  }
  return i32(k) - i32(PAD);
}

fn inputIndex(u: u32, phase: u32, k: u32) -> i32 {
  return startIndex(u) + tapOffset(phase, k);
}

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

@group(0) @binding(0) var x: texture_storage_2d<rgba32float, read>;
fn xAt(i: u32) -> vec4f { return textureLoad(x, vec2u(i % 1024u, i / 1024u)); }
@group(0) @binding(1) var w: texture_storage_2d<rgba32float, read>;
fn wAt(i: u32) -> vec4f { return textureLoad(w, vec2u((i + 128u) % 1024u, (i + 128u) / 1024u)); }

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
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m0 = min(row + 0, M - 1);
  let y0 = startIndex(m0 / UW % UH);
  let x0 = startIndex(m0 % UW);
  let start0 = ((i32(m0 / (UH * UW) * IH) + y0) * i32(IW) + x0) * i32(IC4);
  var acc0_0 = vec4f();
  var acc0_1 = vec4f();
  var acc0_2 = vec4f();
  var acc0_3 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m1 = min(row + 1, M - 1);
  let y1 = startIndex(m1 / UW % UH);
  let x1 = startIndex(m1 % UW);
  let start1 = ((i32(m1 / (UH * UW) * IH) + y1) * i32(IW) + x1) * i32(IC4);
  var acc1_0 = vec4f();
  var acc1_1 = vec4f();
  var acc1_2 = vec4f();
  var acc1_3 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m2 = min(row + 2, M - 1);
  let y2 = startIndex(m2 / UW % UH);
  let x2 = startIndex(m2 % UW);
  let start2 = ((i32(m2 / (UH * UW) * IH) + y2) * i32(IW) + x2) * i32(IC4);
  var acc2_0 = vec4f();
  var acc2_1 = vec4f();
  var acc2_2 = vec4f();
  var acc2_3 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m3 = min(row + 3, M - 1);
  let y3 = startIndex(m3 / UW % UH);
  let x3 = startIndex(m3 % UW);
  let start3 = ((i32(m3 / (UH * UW) * IH) + y3) * i32(IW) + x3) * i32(IC4);
  var acc3_0 = vec4f();
  var acc3_1 = vec4f();
  var acc3_2 = vec4f();
  var acc3_3 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m4 = min(row + 4, M - 1);
  let y4 = startIndex(m4 / UW % UH);
  let x4 = startIndex(m4 % UW);
  let start4 = ((i32(m4 / (UH * UW) * IH) + y4) * i32(IW) + x4) * i32(IC4);
  var acc4_0 = vec4f();
  var acc4_1 = vec4f();
  var acc4_2 = vec4f();
  var acc4_3 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m5 = min(row + 5, M - 1);
  let y5 = startIndex(m5 / UW % UH);
  let x5 = startIndex(m5 % UW);
  let start5 = ((i32(m5 / (UH * UW) * IH) + y5) * i32(IW) + x5) * i32(IC4);
  var acc5_0 = vec4f();
  var acc5_1 = vec4f();
  var acc5_2 = vec4f();
  var acc5_3 = vec4f();

  // One loop over taps and channels: every loop that the sums are carried through costs as much as a part of the product.
  let kx0 = (phaseX + PAD) % STEP;
  var ky = (phaseY + PAD) % STEP;
  var kx = kx0;
  var i = 0u;
  while (ky < K) {
    let dy = tapOffset(phaseY, ky);
    let dx = tapOffset(phaseX, kx);
    let offset = (dy * i32(IW) + dx) * i32(IC4) + i32(i);
    // As unsigned numbers, what lies before the image is beyond it too.
    let read0 = !CHECKED | ((u32(y0 + dy) < IH) & (u32(x0 + dx) < IW));
    let at0 = select(i, u32(start0 + offset), read0);
    // As unsigned numbers, what lies before the image is beyond it too.
    let read1 = !CHECKED | ((u32(y1 + dy) < IH) & (u32(x1 + dx) < IW));
    let at1 = select(i, u32(start1 + offset), read1);
    // As unsigned numbers, what lies before the image is beyond it too.
    let read2 = !CHECKED | ((u32(y2 + dy) < IH) & (u32(x2 + dx) < IW));
    let at2 = select(i, u32(start2 + offset), read2);
    // As unsigned numbers, what lies before the image is beyond it too.
    let read3 = !CHECKED | ((u32(y3 + dy) < IH) & (u32(x3 + dx) < IW));
    let at3 = select(i, u32(start3 + offset), read3);
    // As unsigned numbers, what lies before the image is beyond it too.
    let read4 = !CHECKED | ((u32(y4 + dy) < IH) & (u32(x4 + dx) < IW));
    let at4 = select(i, u32(start4 + offset), read4);
    // As unsigned numbers, what lies before the image is beyond it too.
    let read5 = !CHECKED | ((u32(y5 + dy) < IH) & (u32(x5 + dx) < IW));
    let at5 = select(i, u32(start5 + offset), read5);
    let tap = ky * K + kx;
    let w0_0 = wAt(weightAt(tap, i, column + lane % 4, 0));
    let w0_1 = quadSwapX(w0_0);
    let w0_2 = quadSwapY(w0_0);
    let w0_3 = quadSwapDiagonal(w0_0);
    let w1_0 = wAt(weightAt(tap, i, column + lane % 4, 1));
    let w1_1 = quadSwapX(w1_0);
    let w1_2 = quadSwapY(w1_0);
    let w1_3 = quadSwapDiagonal(w1_0);
    let w2_0 = wAt(weightAt(tap, i, column + lane % 4, 2));
    let w2_1 = quadSwapX(w2_0);
    let w2_2 = quadSwapY(w2_0);
    let w2_3 = quadSwapDiagonal(w2_0);
    let w3_0 = wAt(weightAt(tap, i, column + lane % 4, 3));
    let w3_1 = quadSwapX(w3_0);
    let w3_2 = quadSwapY(w3_0);
    let w3_3 = quadSwapDiagonal(w3_0);
    let v0 = select(vec4f(), xAt(at0), read0);
    let v1 = select(vec4f(), xAt(at1), read1);
    let v2 = select(vec4f(), xAt(at2), read2);
    let v3 = select(vec4f(), xAt(at3), read3);
    let v4 = select(vec4f(), xAt(at4), read4);
    let v5 = select(vec4f(), xAt(at5), read5);
    acc0_0 = product(v0, w0_0, w1_0, w2_0, w3_0, acc0_0);
    acc1_0 = product(v1, w0_0, w1_0, w2_0, w3_0, acc1_0);
    acc2_0 = product(v2, w0_0, w1_0, w2_0, w3_0, acc2_0);
    acc3_0 = product(v3, w0_0, w1_0, w2_0, w3_0, acc3_0);
    acc4_0 = product(v4, w0_0, w1_0, w2_0, w3_0, acc4_0);
    acc5_0 = product(v5, w0_0, w1_0, w2_0, w3_0, acc5_0);
    acc0_1 = product(v0, w0_1, w1_1, w2_1, w3_1, acc0_1);
    acc1_1 = product(v1, w0_1, w1_1, w2_1, w3_1, acc1_1);
    acc2_1 = product(v2, w0_1, w1_1, w2_1, w3_1, acc2_1);
    acc3_1 = product(v3, w0_1, w1_1, w2_1, w3_1, acc3_1);
    acc4_1 = product(v4, w0_1, w1_1, w2_1, w3_1, acc4_1);
    acc5_1 = product(v5, w0_1, w1_1, w2_1, w3_1, acc5_1);
    acc0_2 = product(v0, w0_2, w1_2, w2_2, w3_2, acc0_2);
    acc1_2 = product(v1, w0_2, w1_2, w2_2, w3_2, acc1_2);
    acc2_2 = product(v2, w0_2, w1_2, w2_2, w3_2, acc2_2);
    acc3_2 = product(v3, w0_2, w1_2, w2_2, w3_2, acc3_2);
    acc4_2 = product(v4, w0_2, w1_2, w2_2, w3_2, acc4_2);
    acc5_2 = product(v5, w0_2, w1_2, w2_2, w3_2, acc5_2);
    acc0_3 = product(v0, w0_3, w1_3, w2_3, w3_3, acc0_3);
    acc1_3 = product(v1, w0_3, w1_3, w2_3, w3_3, acc1_3);
    acc2_3 = product(v2, w0_3, w1_3, w2_3, w3_3, acc2_3);
    acc3_3 = product(v3, w0_3, w1_3, w2_3, w3_3, acc3_3);
    acc4_3 = product(v4, w0_3, w1_3, w2_3, w3_3, acc4_3);
    acc5_3 = product(v5, w0_3, w1_3, w2_3, w3_3, acc5_3);
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

  let firstColumn = lane % 4;
  // One store in a loop compiles several times as fast as one for each sum.
  for (var q = 0u; q < rolled(PIXELS * COLUMNS, groups); q++) {
    var sum = acc0_0;
    sum = select(sum, acc0_0, q == 0 * COLUMNS + 0);
    sum = select(sum, acc0_1, q == 0 * COLUMNS + 1);
    sum = select(sum, acc0_2, q == 0 * COLUMNS + 2);
    sum = select(sum, acc0_3, q == 0 * COLUMNS + 3);
    sum = select(sum, acc1_0, q == 1 * COLUMNS + 0);
    sum = select(sum, acc1_1, q == 1 * COLUMNS + 1);
    sum = select(sum, acc1_2, q == 1 * COLUMNS + 2);
    sum = select(sum, acc1_3, q == 1 * COLUMNS + 3);
    sum = select(sum, acc2_0, q == 2 * COLUMNS + 0);
    sum = select(sum, acc2_1, q == 2 * COLUMNS + 1);
    sum = select(sum, acc2_2, q == 2 * COLUMNS + 2);
    sum = select(sum, acc2_3, q == 2 * COLUMNS + 3);
    sum = select(sum, acc3_0, q == 3 * COLUMNS + 0);
    sum = select(sum, acc3_1, q == 3 * COLUMNS + 1);
    sum = select(sum, acc3_2, q == 3 * COLUMNS + 2);
    sum = select(sum, acc3_3, q == 3 * COLUMNS + 3);
    sum = select(sum, acc4_0, q == 4 * COLUMNS + 0);
    sum = select(sum, acc4_1, q == 4 * COLUMNS + 1);
    sum = select(sum, acc4_2, q == 4 * COLUMNS + 2);
    sum = select(sum, acc4_3, q == 4 * COLUMNS + 3);
    sum = select(sum, acc5_0, q == 5 * COLUMNS + 0);
    sum = select(sum, acc5_1, q == 5 * COLUMNS + 1);
    sum = select(sum, acc5_2, q == 5 * COLUMNS + 2);
    sum = select(sum, acc5_3, q == 5 * COLUMNS + 3);
    let m = row + q / COLUMNS;
    let oy = m / UW % UH * STEP + phaseY;
    let ox = m % UW * STEP + phaseX;
    if (m < M && oy < OH && ox < OW) {
      let o = column + ((q % COLUMNS) ^ firstColumn);
      store(((m / (UH * UW) * OH + oy) * OW + ox) * OC4 + o, o, sum);
    }
  }
}

// Shared by the convolution kernels: what happens to a finished sum before it is written.
//
//   out = sum (+ bias of its channel) (, negative values to 0 if RELU) (, 0 where the mask is 0)
//
// The mask is the output of the ReLU that produced this operation's input: its gradient is zero where the ReLU was.
// A sum is an vec4f, f32 or vec4f, and OUTS the number of them a pixel. What is read and written is converted from and
// to what is stored: f32 f32 or f16, vec4f four of them, vec4f whichever an vec4f is stored as. A kernel that leaves
// parts of its sums to be added up stores COPIES of the result.
//
// Tile, Dispatch: those of the kernel that this stands behind.
@group(0) @binding(2) var<storage, read_write> out: array<vec4f, COPIES * B * OH * OW * OUTS>;
@group(0) @binding(3) var<storage, read_write> bias: array<vec4f, OUTS>;
fn biasAt(i: u32) -> vec4f { return vec4f(bias[i]); }

fn store(at: u32, column: u32, sum: vec4f) {
  var value = sum;
  value += biasAt(column);
  if (RELU) {
    value = max(value, vec4f());
  }
  out[at] = vec4f(value);
}
