import type { Call } from './dispatch-time'

/** What one dispatch has to do at least. */
export interface KernelWork {
  /** Floating-point operations of a matrix product or convolution; 0 for kernels that only move numbers. */
  flops: number
  /** Every operand moved once, 4 bytes a number. */
  bytes: number
  /** `32×8×8×32 → 32×16×16×16, k4 s2`, or how many numbers the largest operand has. */
  shape: string
}

/**
 * Worked out from what the dispatch was specialised for: the products are nominal (see work.ts), so that those of a
 * training step add up to `stepFlops`.
 */
export function kernelWork({ kernel: { label, constants }, bindings }: Call): KernelWork {
  const bytes = [...bindings.values()].reduce((sum, { length }) => sum + 4 * length, 0)
  const value = (name: string) => Number(constants[name])
  const length = (binding: number) => bindings.get(binding)?.length ?? 0
  if (!label.startsWith('conv')) {
    const most = Math.max(...[...bindings.values()].map((storage) => storage.length))
    return { flops: 0, bytes, shape: most.toLocaleString('en') }
  }

  const batch = value('B')
  const window = `k${value('K')} s${value('STRIDE')}`
  if (label.startsWith('conv weight')) {
    const parts = value('PARTS')
    const weights = length(2) / parts
    const pixels = batch * value('DH') * value('DW')
    const split = parts > 1 ? `, ${parts} parts` : ''
    return { flops: 2 * weights * pixels, bytes, shape: `${pixels} px × ${weights} weights, ${window}${split}` }
  }
  const transposed = constants.TRANSPOSED === true
  const pixels = batch * (transposed ? value('IH') * value('IW') : value('OH') * value('OW'))
  const image = (side: 'I' | 'O') => [batch, value(`${side}H`), value(`${side}W`), value(`${side}C`)].join('×')
  return { flops: 2 * length(1) * pixels, bytes, shape: `${image('I')} → ${image('O')}, ${window}` }
}
