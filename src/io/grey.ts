/**
 * Interleaved samples (grey, grey + alpha, RGB, RGBA) as one intensity a pixel. Colour becomes luma by Rec. 601, as most
 * imaging software does; a grey pixel stored as RGB keeps its value exactly. Alpha says nothing about intensity.
 */
export function toGrey(samples: ArrayLike<number>, channels: number): Float32Array {
  const grey = new Float32Array(samples.length / channels)
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += channels) {
    grey[pixel] = channels < 3 ? samples[at] : luma(samples[at], samples[at + 1], samples[at + 2])
  }
  return grey
}

function luma(red: number, green: number, blue: number): number {
  return red === green && green === blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue
}
