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
const PARTS = 1u;
const PIXELS = 4u;
const TK4 = 4u;
const THREADS_M = 32u;
const THREADS_N = 4u;
const UNROLL = 4u;
const X_LOADS = 4u;
const W_LOADS = 1u;
const WORKGROUP = 128u;
const THREADS_X = 8192u;
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

// The same operation as conv.wgsl for GPUs: a matrix product in workgroup tiles, where neighbouring threads read
// neighbouring memory once and share it.
//
//   sum[b, oy, ox, o] = Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o]                     iy, ix: conv_geometry.wgsl
//
// The inner dimension goes in steps of TK4 vec4 of the input channels of one tap. While a step is multiplied, the numbers
// of the next are on their way into registers. With PARTS > 1 each of as many workgroups takes a part of the steps, and
// leaves its sums for conv_parts.wgsl to add up: few pixels and long sums would not fill a GPU otherwise.
//
// Tile: THREADS_M × THREADS_N threads make TM = THREADS_M·PIXELS pixels × THREADS_N vec4 of channels; each thread holds
// PIXELS vec4.
// Dispatch: x (folded into y) over pixel tiles, z over channel tiles × phases × parts. IC and OC are multiples of 4.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, B * IH * IW * IC4>;
fn xAt(i: u32) -> vec4f { return vec4f(x[i]); }
@group(0) @binding(1) var<storage, read_write> w: array<vec4f, K * K * IC * OC4>;
fn wAt(i: u32) -> vec4f { return vec4f(w[i]); }

const TM = THREADS_M * PIXELS;
const COLUMN_TILES = (OC4 + THREADS_N - 1) / THREADS_N;
const X_TILE = TM * TK4;
const W_TILE = TK4 * 4 * THREADS_N;
const SLICES = (IC4 + TK4 - 1) / TK4;

// One vec4 of padding a pixel, so that threads of neighbouring pixels use different banks.
var<workgroup> xTile: array<vec4f, TM * (TK4 + 1)>;
var<workgroup> wTile: array<vec4f, W_TILE>;

// Where the window of a pixel begins: line of the first image, column, and the first line of its own image. Beyond the
// last pixel it begins below every image.
fn windowOf(m: u32) -> vec3i {
  let y = select(i32(2 * IH + K), startIndex(m / UW % UH), m < M);
  return vec3i(y, startIndex(m % UW), i32(m / (UH * UW) * IH));
}

// Zero outside the image and beyond the last channel, so that no product needs a test.
fn pixel(window: vec3i, offset: vec2i, i: u32) -> vec4f {
  let at = window.xy + offset;
  if (at.x < 0 || at.y < 0 || at.x >= i32(IH) || at.y >= i32(IW) || i >= IC4) {
    return vec4f();
  }
  return xAt(u32((window.z + at.x) * i32(IW) + at.y) * IC4 + i);
}

// Of a tile of weights, the e-th vec4 as it lies in memory: of 4 output channels, or of 4 input channels if SWAPPED.
fn weight(tap: u32, firstI: u32, firstColumn: u32, e: u32) -> vec4f {
  if (SWAPPED) {
    let i = firstI + e % TK4;
    let o = firstColumn * 4 + e / TK4;
    if (e >= W_TILE || i >= IC4 || o >= OC) {
      return vec4f();
    }
    return wAt((tap * OC + o) * IC4 + i);
  }
  let i = firstI * 4 + e / THREADS_N;
  let column = firstColumn + e % THREADS_N;
  if (e >= W_TILE || i >= IC || column >= OC4) {
    return vec4f();
  }
  return wAt((tap * IC + i) * OC4 + column);
}

// Puts it where the products want it: 4 output channels a vec4, one input channel after another.
fn share(e: u32, value: vec4f) {
  if (e >= W_TILE) {
    return;
  }
  if (SWAPPED) {
    let at = e % TK4 * 4 * THREADS_N + e / TK4 / 4;
    let part = e / TK4 % 4;
    wTile[at][part] = value.x;
    wTile[at + THREADS_N][part] = value.y;
    wTile[at + 2 * THREADS_N][part] = value.z;
    wTile[at + 3 * THREADS_N][part] = value.w;
  } else {
    wTile[e] = value;
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u) {
  let firstPixel = (group.x + group.y * (THREADS_X / WORKGROUP)) * TM;
  let firstColumn = group.z % COLUMN_TILES * THREADS_N;
  let phase = group.z / COLUMN_TILES % (STEP * STEP);
  let part = group.z / (COLUMN_TILES * STEP * STEP);
  let phaseY = phase / STEP;
  let phaseX = phase % STEP;
  let column = local % THREADS_N;
  let row = local / THREADS_N;
  var acc0 = vec4f();
  var acc1 = vec4f();
  var acc2 = vec4f();
  var acc3 = vec4f();

  // A phase has every STEP-th tap from its first on.
  let firstKy = (phaseY + PAD) % STEP;
  let firstKx = (phaseX + PAD) % STEP;
  let tapsX = (K + STEP - 1 - firstKx) / STEP;
  let steps = (K + STEP - 1 - firstKy) / STEP * tapsX * SLICES;
  let each = (steps + PARTS - 1) / PARTS;
  let first = min(steps, part * each);
  let last = min(steps, first + each);
  var ky = firstKy + first / SLICES / max(1, tapsX) * STEP;
  var kx = firstKx + first / SLICES % max(1, tapsX) * STEP;
  var i = first % SLICES * TK4;

  // Each thread always reads for the same pixels of the tile.
  let xElement0 = local + 0 * WORKGROUP;
  let window0 = windowOf(firstPixel + xElement0 / TK4);
  var x0 = vec4f();
  let xElement1 = local + 1 * WORKGROUP;
  let window1 = windowOf(firstPixel + xElement1 / TK4);
  var x1 = vec4f();
  let xElement2 = local + 2 * WORKGROUP;
  let window2 = windowOf(firstPixel + xElement2 / TK4);
  var x2 = vec4f();
  let xElement3 = local + 3 * WORKGROUP;
  let window3 = windowOf(firstPixel + xElement3 / TK4);
  var x3 = vec4f();
  var w0 = vec4f();
  // One round more than there are steps: the first only reads, the last only multiplies.
  for (var step = first; step <= last; step++) {
    if (step > first) {
      workgroupBarrier();
      if (xElement0 < X_TILE) {
        xTile[xElement0 / TK4 * (TK4 + 1) + xElement0 % TK4] = x0;
      }
      if (xElement1 < X_TILE) {
        xTile[xElement1 / TK4 * (TK4 + 1) + xElement1 % TK4] = x1;
      }
      if (xElement2 < X_TILE) {
        xTile[xElement2 / TK4 * (TK4 + 1) + xElement2 % TK4] = x2;
      }
      if (xElement3 < X_TILE) {
        xTile[xElement3 / TK4 * (TK4 + 1) + xElement3 % TK4] = x3;
      }
      share(local + 0 * WORKGROUP, w0);
      workgroupBarrier();
    }
    if (step < last) {
      let tap = ky * K + kx;
      let offset = vec2i(tapOffset(phaseY, ky), tapOffset(phaseX, kx));
      x0 = pixel(window0, offset, i + xElement0 % TK4);
      x1 = pixel(window1, offset, i + xElement1 % TK4);
      x2 = pixel(window2, offset, i + xElement2 % TK4);
      x3 = pixel(window3, offset, i + xElement3 % TK4);
      w0 = weight(tap, i, firstColumn, local + 0 * WORKGROUP);
      i += TK4;
      if (i >= IC4) {
        i = 0;
        kx += STEP;
        if (kx >= K) {
          kx = firstKx;
          ky += STEP;
        }
      }
    }
    if (step == first) {
      continue;
    }
    for (var slice = 0u; slice < TK4; slice += UNROLL) {
      let w0_0 = wTile[((slice + 0) * 4 + 0) * THREADS_N + column];
      let w0_1 = wTile[((slice + 0) * 4 + 1) * THREADS_N + column];
      let w0_2 = wTile[((slice + 0) * 4 + 2) * THREADS_N + column];
      let w0_3 = wTile[((slice + 0) * 4 + 3) * THREADS_N + column];
      let v0_0 = xTile[(row + 0 * THREADS_M) * (TK4 + 1) + slice + 0];
      acc0 = fma(vec4f(v0_0.x), w0_0, acc0);
      acc0 = fma(vec4f(v0_0.y), w0_1, acc0);
      acc0 = fma(vec4f(v0_0.z), w0_2, acc0);
      acc0 = fma(vec4f(v0_0.w), w0_3, acc0);
      let v0_1 = xTile[(row + 1 * THREADS_M) * (TK4 + 1) + slice + 0];
      acc1 = fma(vec4f(v0_1.x), w0_0, acc1);
      acc1 = fma(vec4f(v0_1.y), w0_1, acc1);
      acc1 = fma(vec4f(v0_1.z), w0_2, acc1);
      acc1 = fma(vec4f(v0_1.w), w0_3, acc1);
      let v0_2 = xTile[(row + 2 * THREADS_M) * (TK4 + 1) + slice + 0];
      acc2 = fma(vec4f(v0_2.x), w0_0, acc2);
      acc2 = fma(vec4f(v0_2.y), w0_1, acc2);
      acc2 = fma(vec4f(v0_2.z), w0_2, acc2);
      acc2 = fma(vec4f(v0_2.w), w0_3, acc2);
      let v0_3 = xTile[(row + 3 * THREADS_M) * (TK4 + 1) + slice + 0];
      acc3 = fma(vec4f(v0_3.x), w0_0, acc3);
      acc3 = fma(vec4f(v0_3.y), w0_1, acc3);
      acc3 = fma(vec4f(v0_3.z), w0_2, acc3);
      acc3 = fma(vec4f(v0_3.w), w0_3, acc3);
      let w1_0 = wTile[((slice + 1) * 4 + 0) * THREADS_N + column];
      let w1_1 = wTile[((slice + 1) * 4 + 1) * THREADS_N + column];
      let w1_2 = wTile[((slice + 1) * 4 + 2) * THREADS_N + column];
      let w1_3 = wTile[((slice + 1) * 4 + 3) * THREADS_N + column];
      let v1_0 = xTile[(row + 0 * THREADS_M) * (TK4 + 1) + slice + 1];
      acc0 = fma(vec4f(v1_0.x), w1_0, acc0);
      acc0 = fma(vec4f(v1_0.y), w1_1, acc0);
      acc0 = fma(vec4f(v1_0.z), w1_2, acc0);
      acc0 = fma(vec4f(v1_0.w), w1_3, acc0);
      let v1_1 = xTile[(row + 1 * THREADS_M) * (TK4 + 1) + slice + 1];
      acc1 = fma(vec4f(v1_1.x), w1_0, acc1);
      acc1 = fma(vec4f(v1_1.y), w1_1, acc1);
      acc1 = fma(vec4f(v1_1.z), w1_2, acc1);
      acc1 = fma(vec4f(v1_1.w), w1_3, acc1);
      let v1_2 = xTile[(row + 2 * THREADS_M) * (TK4 + 1) + slice + 1];
      acc2 = fma(vec4f(v1_2.x), w1_0, acc2);
      acc2 = fma(vec4f(v1_2.y), w1_1, acc2);
      acc2 = fma(vec4f(v1_2.z), w1_2, acc2);
      acc2 = fma(vec4f(v1_2.w), w1_3, acc2);
      let v1_3 = xTile[(row + 3 * THREADS_M) * (TK4 + 1) + slice + 1];
      acc3 = fma(vec4f(v1_3.x), w1_0, acc3);
      acc3 = fma(vec4f(v1_3.y), w1_1, acc3);
      acc3 = fma(vec4f(v1_3.z), w1_2, acc3);
      acc3 = fma(vec4f(v1_3.w), w1_3, acc3);
      let w2_0 = wTile[((slice + 2) * 4 + 0) * THREADS_N + column];
      let w2_1 = wTile[((slice + 2) * 4 + 1) * THREADS_N + column];
      let w2_2 = wTile[((slice + 2) * 4 + 2) * THREADS_N + column];
      let w2_3 = wTile[((slice + 2) * 4 + 3) * THREADS_N + column];
      let v2_0 = xTile[(row + 0 * THREADS_M) * (TK4 + 1) + slice + 2];
      acc0 = fma(vec4f(v2_0.x), w2_0, acc0);
      acc0 = fma(vec4f(v2_0.y), w2_1, acc0);
      acc0 = fma(vec4f(v2_0.z), w2_2, acc0);
      acc0 = fma(vec4f(v2_0.w), w2_3, acc0);
      let v2_1 = xTile[(row + 1 * THREADS_M) * (TK4 + 1) + slice + 2];
      acc1 = fma(vec4f(v2_1.x), w2_0, acc1);
      acc1 = fma(vec4f(v2_1.y), w2_1, acc1);
      acc1 = fma(vec4f(v2_1.z), w2_2, acc1);
      acc1 = fma(vec4f(v2_1.w), w2_3, acc1);
      let v2_2 = xTile[(row + 2 * THREADS_M) * (TK4 + 1) + slice + 2];
      acc2 = fma(vec4f(v2_2.x), w2_0, acc2);
      acc2 = fma(vec4f(v2_2.y), w2_1, acc2);
      acc2 = fma(vec4f(v2_2.z), w2_2, acc2);
      acc2 = fma(vec4f(v2_2.w), w2_3, acc2);
      let v2_3 = xTile[(row + 3 * THREADS_M) * (TK4 + 1) + slice + 2];
      acc3 = fma(vec4f(v2_3.x), w2_0, acc3);
      acc3 = fma(vec4f(v2_3.y), w2_1, acc3);
      acc3 = fma(vec4f(v2_3.z), w2_2, acc3);
      acc3 = fma(vec4f(v2_3.w), w2_3, acc3);
      let w3_0 = wTile[((slice + 3) * 4 + 0) * THREADS_N + column];
      let w3_1 = wTile[((slice + 3) * 4 + 1) * THREADS_N + column];
      let w3_2 = wTile[((slice + 3) * 4 + 2) * THREADS_N + column];
      let w3_3 = wTile[((slice + 3) * 4 + 3) * THREADS_N + column];
      let v3_0 = xTile[(row + 0 * THREADS_M) * (TK4 + 1) + slice + 3];
      acc0 = fma(vec4f(v3_0.x), w3_0, acc0);
      acc0 = fma(vec4f(v3_0.y), w3_1, acc0);
      acc0 = fma(vec4f(v3_0.z), w3_2, acc0);
      acc0 = fma(vec4f(v3_0.w), w3_3, acc0);
      let v3_1 = xTile[(row + 1 * THREADS_M) * (TK4 + 1) + slice + 3];
      acc1 = fma(vec4f(v3_1.x), w3_0, acc1);
      acc1 = fma(vec4f(v3_1.y), w3_1, acc1);
      acc1 = fma(vec4f(v3_1.z), w3_2, acc1);
      acc1 = fma(vec4f(v3_1.w), w3_3, acc1);
      let v3_2 = xTile[(row + 2 * THREADS_M) * (TK4 + 1) + slice + 3];
      acc2 = fma(vec4f(v3_2.x), w3_0, acc2);
      acc2 = fma(vec4f(v3_2.y), w3_1, acc2);
      acc2 = fma(vec4f(v3_2.z), w3_2, acc2);
      acc2 = fma(vec4f(v3_2.w), w3_3, acc2);
      let v3_3 = xTile[(row + 3 * THREADS_M) * (TK4 + 1) + slice + 3];
      acc3 = fma(vec4f(v3_3.x), w3_0, acc3);
      acc3 = fma(vec4f(v3_3.y), w3_1, acc3);
      acc3 = fma(vec4f(v3_3.z), w3_2, acc3);
      acc3 = fma(vec4f(v3_3.w), w3_3, acc3);
    }
  }

  storePixel(firstPixel + row + 0 * THREADS_M, phaseY, phaseX, part, firstColumn + column, acc0);
  storePixel(firstPixel + row + 1 * THREADS_M, phaseY, phaseX, part, firstColumn + column, acc1);
  storePixel(firstPixel + row + 2 * THREADS_M, phaseY, phaseX, part, firstColumn + column, acc2);
  storePixel(firstPixel + row + 3 * THREADS_M, phaseY, phaseX, part, firstColumn + column, acc3);
}

fn storePixel(m: u32, phaseY: u32, phaseX: u32, part: u32, column: u32, sum: vec4f) {
  let oy = m / UW % UH * STEP + phaseY;
  let ox = m % UW * STEP + phaseX;
  if (m >= M || oy >= OH || ox >= OW || column >= OC4) {
    return;
  }
  store((((part * B + m / (UH * UW)) * OH + oy) * OW + ox) * OC4 + column, column, sum);
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
