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
const SUBGROUPS = true;
const LANES = 8u;
const PIXELS = 4u;
const OUTS = 4u;
const OC4 = 4u;
const COLUMNS = 2u;
const IC4 = 2u;
const CHECKED = true;
const PACKED = true;
const WORKGROUP = 64u;
const THREADS_X = 2048u;
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

fn inputIndex(u: u32, phase: u32, k: u32) -> i32 {
  if (TRANSPOSED) {
    return i32(u) + (i32(phase + PAD) - i32(k)) / i32(STRIDE);
  }
  return i32(u * STRIDE + k) - i32(PAD);
}

// Convolution and transposed convolution as one gather, an implicit matrix product over M = B·UH·UW output pixels,
// N = OC output channels and taps·IC:
//
//   out[b, oy, ox, o] = act(bias[o] + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i, o])
//
// iy, ix and the phases of a transposed convolution: conv_geometry.wgsl; bias and act: conv_epilogue.wgsl.
// SWAPPED reads the weights as w[ky, kx, o, i], which is what both dInputs need.
//
// Tile: one thread holds PIXELS pixels × COLUMNS vec4 of channels in registers; no workgroup memory, no barrier. All
// threads of a workgroup need the same 4 × COLUMNS vec4 of weights at a time. With SUBGROUPS its lanes read them once,
// one vec4 each, and pass them round: on a software adapter a read is a gather, lane by lane, and costs as much as a
// dozen multiply-adds. PACKED: a subgroup has a lane for each of the 4 × COLUMNS; else four lanes do one column at a time.
// Dispatch: x (folded into y) over pixel blocks, z over column blocks × phases. IC and OC are multiples of 4.

@group(0) @binding(0) var<storage, read_write> x: array<vec4f, B * IH * IW * IC4>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4f, K * K * IC * OC4>;

const COLUMN_BLOCKS = OC4 / COLUMNS;

// Four vec4 (`part` 0 … 3) make up the weights between input channels 4i … 4i + 3 and a column of 4 output channels:
// one for each input channel, or, when SWAPPED, one for each output channel.
fn weightAt(tap: u32, i: u32, column: u32, part: u32) -> u32 {
  if (SWAPPED) {
    return (tap * OC + column * 4 + part) * IC4 + i;
  }
  return (tap * IC + i * 4 + part) * OC4 + column;
}

fn product(v: vec4f, w0: vec4f, w1: vec4f, w2: vec4f, w3: vec4f) -> vec4f {
  if (SWAPPED) {
    return vec4f(dot(v, w0), dot(v, w1), dot(v, w2), dot(v, w3));
  }
  return v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let row = (id.x + id.y * THREADS_X) * PIXELS;
  let column = group.z % COLUMN_BLOCKS * COLUMNS;
  let phaseY = group.z / COLUMN_BLOCKS / STEP;
  let phaseX = group.z / COLUMN_BLOCKS % STEP;
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m0 = min(row + 0, M - 1);
  let b0 = m0 / (UH * UW);
  let uy0 = m0 / UW % UH;
  let ux0 = m0 % UW;
  var acc0_0 = vec4f();
  var acc0_1 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m1 = min(row + 1, M - 1);
  let b1 = m1 / (UH * UW);
  let uy1 = m1 / UW % UH;
  let ux1 = m1 % UW;
  var acc1_0 = vec4f();
  var acc1_1 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m2 = min(row + 2, M - 1);
  let b2 = m2 / (UH * UW);
  let uy2 = m2 / UW % UH;
  let ux2 = m2 % UW;
  var acc2_0 = vec4f();
  var acc2_1 = vec4f();
  // The tail repeats the last pixel, so that every lane has weights to pass on; the guard at the store drops it.
  let m3 = min(row + 3, M - 1);
  let b3 = m3 / (UH * UW);
  let uy3 = m3 / UW % UH;
  let ux3 = m3 % UW;
  var acc3_0 = vec4f();
  var acc3_1 = vec4f();

  for (var ky = (phaseY + PAD) % STEP; ky < K; ky += STEP) {
    let iy0 = inputIndex(uy0, phaseY, ky);
    let inside0 = iy0 >= 0 && iy0 < i32(IH);
    let line0 = (b0 * IH + u32(iy0)) * IW;
    let iy1 = inputIndex(uy1, phaseY, ky);
    let inside1 = iy1 >= 0 && iy1 < i32(IH);
    let line1 = (b1 * IH + u32(iy1)) * IW;
    let iy2 = inputIndex(uy2, phaseY, ky);
    let inside2 = iy2 >= 0 && iy2 < i32(IH);
    let line2 = (b2 * IH + u32(iy2)) * IW;
    let iy3 = inputIndex(uy3, phaseY, ky);
    let inside3 = iy3 >= 0 && iy3 < i32(IH);
    let line3 = (b3 * IH + u32(iy3)) * IW;
    for (var kx = (phaseX + PAD) % STEP; kx < K; kx += STEP) {
      let ix0 = inputIndex(ux0, phaseX, kx);
      let read0 = !CHECKED || (inside0 && ix0 >= 0 && ix0 < i32(IW));
      let at0 = select(0u, (line0 + u32(ix0)) * IC4, read0);
      let ix1 = inputIndex(ux1, phaseX, kx);
      let read1 = !CHECKED || (inside1 && ix1 >= 0 && ix1 < i32(IW));
      let at1 = select(0u, (line1 + u32(ix1)) * IC4, read1);
      let ix2 = inputIndex(ux2, phaseX, kx);
      let read2 = !CHECKED || (inside2 && ix2 >= 0 && ix2 < i32(IW));
      let at2 = select(0u, (line2 + u32(ix2)) * IC4, read2);
      let ix3 = inputIndex(ux3, phaseX, kx);
      let read3 = !CHECKED || (inside3 && ix3 >= 0 && ix3 < i32(IW));
      let at3 = select(0u, (line3 + u32(ix3)) * IC4, read3);
      let tap = ky * K + kx;
      for (var i = 0u; i < IC4; i++) {
        let own = w[weightAt(tap, i, column + lane / 4 % COLUMNS, lane % 4)];
        let v0 = select(vec4f(), x[at0 + i], read0);
        let v1 = select(vec4f(), x[at1 + i], read1);
        let v2 = select(vec4f(), x[at2 + i], read2);
        let v3 = select(vec4f(), x[at3 + i], read3);
        let w0_0 = subgroupBroadcast(own, 4 * 0);
        let w1_0 = subgroupBroadcast(own, 4 * 0 + 1);
        let w2_0 = subgroupBroadcast(own, 4 * 0 + 2);
        let w3_0 = subgroupBroadcast(own, 4 * 0 + 3);
        acc0_0 += product(v0, w0_0, w1_0, w2_0, w3_0);
        acc1_0 += product(v1, w0_0, w1_0, w2_0, w3_0);
        acc2_0 += product(v2, w0_0, w1_0, w2_0, w3_0);
        acc3_0 += product(v3, w0_0, w1_0, w2_0, w3_0);
        let w0_1 = subgroupBroadcast(own, 4 * 1);
        let w1_1 = subgroupBroadcast(own, 4 * 1 + 1);
        let w2_1 = subgroupBroadcast(own, 4 * 1 + 2);
        let w3_1 = subgroupBroadcast(own, 4 * 1 + 3);
        acc0_1 += product(v0, w0_1, w1_1, w2_1, w3_1);
        acc1_1 += product(v1, w0_1, w1_1, w2_1, w3_1);
        acc2_1 += product(v2, w0_1, w1_1, w2_1, w3_1);
        acc3_1 += product(v3, w0_1, w1_1, w2_1, w3_1);
      }
    }
  }

  let oy0 = uy0 * STEP + phaseY;
  let ox0 = ux0 * STEP + phaseX;
  if (row + 0 < M && oy0 < OH && ox0 < OW) {
    let at = ((b0 * OH + oy0) * OW + ox0) * OC4 + column;
    store(at + 0, column + 0, acc0_0);
    store(at + 1, column + 1, acc0_1);
  }
  let oy1 = uy1 * STEP + phaseY;
  let ox1 = ux1 * STEP + phaseX;
  if (row + 1 < M && oy1 < OH && ox1 < OW) {
    let at = ((b1 * OH + oy1) * OW + ox1) * OC4 + column;
    store(at + 0, column + 0, acc1_0);
    store(at + 1, column + 1, acc1_1);
  }
  let oy2 = uy2 * STEP + phaseY;
  let ox2 = ux2 * STEP + phaseX;
  if (row + 2 < M && oy2 < OH && ox2 < OW) {
    let at = ((b2 * OH + oy2) * OW + ox2) * OC4 + column;
    store(at + 0, column + 0, acc2_0);
    store(at + 1, column + 1, acc2_1);
  }
  let oy3 = uy3 * STEP + phaseY;
  let ox3 = ux3 * STEP + phaseX;
  if (row + 3 < M && oy3 < OH && ox3 < OW) {
    let at = ((b3 * OH + oy3) * OW + ox3) * OC4 + column;
    store(at + 0, column + 0, acc3_0);
    store(at + 1, column + 1, acc3_1);
  }
}

// Shared by the convolution kernels: what happens to a finished sum before it is written.
//
//   out = sum (+ bias of its channel) (, negative values to 0 if RELU) (, 0 where the mask is 0)
//
// The mask is the output of the ReLU that produced this operation's input: its gradient is zero where the ReLU was.
// vec4f is f32 or vec4f, OUTS the number of them a pixel.
//
// Tile, Dispatch: those of the kernel that this stands behind.
@group(0) @binding(2) var<storage, read_write> out: array<vec4f, B * OH * OW * OUTS>;
@group(0) @binding(3) var<storage, read_write> bias: array<vec4f, OUTS>;

fn store(at: u32, column: u32, sum: vec4f) {
  var value = sum;
  value += bias[column];
  if (RELU) {
    value = max(value, vec4f());
  }
  out[at] = value;
}
