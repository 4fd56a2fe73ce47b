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
