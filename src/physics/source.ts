/** Gaussians are cut off here, in σ. */
const CUT_OFF = 4

/**
 * A scanned image, rows one after another, as a source of Gaussian profile shows it; σ in pixels of the image. Beyond its edges the
 * image goes on as it began where it `repeats`, a scan of whole cells, and as it ends otherwise.
 */
export function sourceBlur(
  image: ArrayLike<number>,
  { width, height }: { width: number; height: number },
  sigma: number,
  repeats: boolean,
): Float64Array {
  const reach = Math.ceil(CUT_OFF * sigma)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-0.5 * ((n - reach) / sigma) ** 2))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const within = (at: number, n: number) => (repeats ? ((at % n) + n) % n : Math.min(Math.max(at, 0), n - 1))
  const along = (from: ArrayLike<number>, place: (x: number, y: number, step: number) => number) =>
    Float64Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      return weights.reduce((sum, weight, n) => sum + weight * from[place(x, y, n - reach)], 0) / total
    })
  if (!(sigma > 0)) return Float64Array.from(image)
  const rows = along(image, (x, y, step) => y * width + within(x + step, width))
  return along(rows, (x, y, step) => within(y + step, height) * width + x)
}
