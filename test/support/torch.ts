import values from '../fixtures/torch_values.json'
import type { StateDict } from '../../src/nn'

/** The twin of `numbers` in test/fixtures/torch_values.py: uniform in [−1, 1), a hash of the index. */
export function numbers(seed: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    let bits = (Math.imul(i, 2654435761) + Math.imul(seed, 40503) + 12345) >>> 0
    bits = Math.imul(bits ^ (bits >>> 15), 2246822519) >>> 0
    bits = (bits ^ (bits >>> 13)) >>> 0
    return bits / 2 ** 31 - 1
  })
}

/** The weights that the script gives a model with these names and shapes. */
export function torchWeights(state: StateDict): StateDict {
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape }], k) => {
      const count = shape.reduce((a, b) => a * b, 1)
      const fan = shape.length > 1 ? count / shape[0] : 100
      return [name, { shape, data: numbers(k, count).map((value) => (value * 0.8) / Math.sqrt(fan)) }]
    }),
  )
}

export interface Trajectory {
  batch: number
  lr: number
  eps: number
  parameters: number
  losses: number[]
  /** Per parameter: norm, and five values spread over it. */
  gradients: Record<string, [number, number[]]>
  final: Record<string, [number, number[]]>
}

export const trajectories = values as unknown as Record<'paper' | 'fast', Trajectory>
