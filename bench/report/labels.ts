import { adapterLabel } from '../../src/session/report/labels'
import type { BenchResult, ImplementationName } from '../result'

export const LABELS: Readonly<Record<ImplementationName, string>> = {
  lacuna: 'Lacuna',
  'lacuna-f16': 'Lacuna, stored as f16',
  tfjs: 'TensorFlow.js (WebGPU)',
  'jax-js': 'jax-js (WebGPU)',
  pytorch: 'PyTorch (CPU)',
  'pytorch-cuda': 'PyTorch (CUDA)',
}

/** `46 ms`, `1.4 s`: three digits. */
export function time(ms: number): string {
  return ms < 999.5 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`
}

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)))
}

export function share(fraction: number | null): string {
  return fraction === null ? '–' : `${digits(100 * fraction)} %`
}

export function bytes(count: number): string {
  return `${digits(count / 2 ** 20)} MiB`
}

/** On what, when and with what: to stand beside every figure. */
export function provenance({ adapter, cores, date, versions, seed, quick }: BenchResult): string {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const run = `${date.slice(0, 10)}, seed ${seed}${quick ? ', quick run' : ''}`
  return `${adapterLabel(adapter)}, ${cores} cores; ${run}; ${used.join(', ')}`
}
