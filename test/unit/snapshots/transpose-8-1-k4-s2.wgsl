const B = 32u;
const IH = 32u;
const IW = 32u;
const IC = 8u;
const OH = 64u;
const OW = 64u;
const OC = 1u;
const K = 4u;
const STRIDE = 2u;
const PAD = 1u;
const BIAS = true;
const RELU = false;
const MASK = false;
const SUBGROUPS = false;
const LANES = 1u;
const PIXELS = 4u;
const TRANSPOSED = true;
const IC4 = 2u;
const WORKGROUP = 64u;
const THREADS_X = 8192u;
// A convolution or transposed convolution to a single channel: each output is one long dot product.
//
//   out[b, oy, ox] = act(bias + Σ_(ky,kx) Σ_i x[b, iy, ix, i] · w[ky, kx, i])      iy, ix and phases as in conv.wgsl
//
// Tile: one thread holds PIXELS pixels. With SUBGROUPS each lane reads one vec4 of weights, and LANES of them are passed
// round. Dispatch: x (folded into y) over pixel blocks, z over phases. IC is a multiple of 4.
@group(0) @binding(0) var<storage, read_write> x: array<vec4f, B * IH * IW * IC4>;
@group(0) @binding(1) var<storage, read_write> w: array<vec4f, K * K * IC4>;
@group(0) @binding(2) var<storage, read_write> out: array<f32, B * OH * OW>;
@group(0) @binding(3) var<storage, read_write> bias: array<f32, 1>;

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

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
) {
  let row = (id.x + id.y * THREADS_X) * PIXELS;
  let phaseY = group.z / STEP;
  let phaseX = group.z % STEP;
  let m0 = min(row + 0, M - 1);
  let b0 = m0 / (UH * UW);
  let uy0 = m0 / UW % UH;
  let ux0 = m0 % UW;
  var acc0 = 0f;
  let m1 = min(row + 1, M - 1);
  let b1 = m1 / (UH * UW);
  let uy1 = m1 / UW % UH;
  let ux1 = m1 % UW;
  var acc1 = 0f;
  let m2 = min(row + 2, M - 1);
  let b2 = m2 / (UH * UW);
  let uy2 = m2 / UW % UH;
  let ux2 = m2 % UW;
  var acc2 = 0f;
  let m3 = min(row + 3, M - 1);
  let b3 = m3 / (UH * UW);
  let uy3 = m3 / UW % UH;
  let ux3 = m3 % UW;
  var acc3 = 0f;

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
      let read0 = inside0 && ix0 >= 0 && ix0 < i32(IW);
      let at0 = select(0u, (line0 + u32(ix0)) * IC4, read0);
      var sum0 = 0f;
      let ix1 = inputIndex(ux1, phaseX, kx);
      let read1 = inside1 && ix1 >= 0 && ix1 < i32(IW);
      let at1 = select(0u, (line1 + u32(ix1)) * IC4, read1);
      var sum1 = 0f;
      let ix2 = inputIndex(ux2, phaseX, kx);
      let read2 = inside2 && ix2 >= 0 && ix2 < i32(IW);
      let at2 = select(0u, (line2 + u32(ix2)) * IC4, read2);
      var sum2 = 0f;
      let ix3 = inputIndex(ux3, phaseX, kx);
      let read3 = inside3 && ix3 >= 0 && ix3 < i32(IW);
      let at3 = select(0u, (line3 + u32(ix3)) * IC4, read3);
      var sum3 = 0f;
      let tap = (ky * K + kx) * IC4;
      for (var i = 0u; i < IC4; i += LANES) {
        let own = w[tap + i];
        if (i + 0 < IC4) {
          let w0 = own;
          sum0 += dot(x[at0 + i + 0], w0);
          sum1 += dot(x[at1 + i + 0], w0);
          sum2 += dot(x[at2 + i + 0], w0);
          sum3 += dot(x[at3 + i + 0], w0);
        }
      }
      acc0 += select(0f, sum0, read0);
      acc1 += select(0f, sum1, read1);
      acc2 += select(0f, sum2, read2);
      acc3 += select(0f, sum3, read3);
    }
  }

  let oy0 = uy0 * STEP + phaseY;
  let ox0 = ux0 * STEP + phaseX;
  if (row + 0 < M && oy0 < OH && ox0 < OW) {
    store((b0 * OH + oy0) * OW + ox0, acc0);
  }
  let oy1 = uy1 * STEP + phaseY;
  let ox1 = ux1 * STEP + phaseX;
  if (row + 1 < M && oy1 < OH && ox1 < OW) {
    store((b1 * OH + oy1) * OW + ox1, acc1);
  }
  let oy2 = uy2 * STEP + phaseY;
  let ox2 = ux2 * STEP + phaseX;
  if (row + 2 < M && oy2 < OH && ox2 < OW) {
    store((b2 * OH + oy2) * OW + ox2, acc2);
  }
  let oy3 = uy3 * STEP + phaseY;
  let ox3 = ux3 * STEP + phaseX;
  if (row + 3 < M && oy3 < OH && ox3 < OW) {
    store((b3 * OH + oy3) * OW + ox3, acc3);
  }
}

fn store(at: u32, sum: f32) {
  var value = sum;
  value += bias[0];
  if (RELU) {
    value = max(value, 0f);
  }
  out[at] = value;
}
