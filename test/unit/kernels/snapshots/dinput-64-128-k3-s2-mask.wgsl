const B = 16u;
const IH = 7u;
const IW = 7u;
const IC = 128u;
const OH = 15u;
const OW = 15u;
const OC = 64u;
const K = 3u;
const STRIDE = 2u;
const PAD = 0u;
const BIAS = false;
const RELU = false;
const MASK = true;
const TRANSPOSED = true;
const SWAPPED = true;
const COPIES = 1u;
const OUTS = 16u;
const OC4 = 16u;
const IC4 = 32u;
const PARTS = 6u;
const WORKGROUP = 64u;
const THREADS_X = 57600u;
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

// The sums that the parts of conv_tiled.wgsl left, added up in their order: sum[pixel, o] = Σ_p partial[p, pixel, o].
//
// Tile: one thread a vec4 of channels. Dispatch: x (folded into y) over B × OH × OW × OC4.
@group(0) @binding(0) var<storage, read_write> partial: array<vec4f, PARTS * B * OH * OW * OC4>;
fn partialAt(i: u32) -> vec4f { return vec4f(partial[i]); }

const LENGTH = B * OH * OW * OC4;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let thread = id.x + id.y * THREADS_X;
  if (thread >= LENGTH) {
    return;
  }
  var sum = vec4f();
  let part0 = partialAt(thread + 0 * LENGTH);
  let part1 = partialAt(thread + 1 * LENGTH);
  let part2 = partialAt(thread + 2 * LENGTH);
  let part3 = partialAt(thread + 3 * LENGTH);
  let part4 = partialAt(thread + 4 * LENGTH);
  let part5 = partialAt(thread + 5 * LENGTH);
  sum += part0;
  sum += part1;
  sum += part2;
  sum += part3;
  sum += part4;
  sum += part5;
  store(thread, thread % OC4, sum);
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
@group(0) @binding(4) var<storage, read_write> mask: array<vec4f, B * OH * OW * OUTS>;
fn maskAt(i: u32) -> vec4f { return vec4f(mask[i]); }

fn store(at: u32, column: u32, sum: vec4f) {
  var value = sum;
  if (RELU) {
    value = max(value, vec4f());
  }
  value = select(vec4f(), value, maskAt(at) > vec4f());
  out[at] = vec4f(value);
}
