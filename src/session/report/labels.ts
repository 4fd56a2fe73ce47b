import type { AdapterSummary } from '../../kernels'
import type { ImageSet } from '../../stem/paper/image-sets'
import type { Method } from '../../stem/paper/reproduce'

/** How tables and figures call the image sets. */
export const SET_LABELS: Readonly<Record<ImageSet, string>> = {
  bulk: 'bulk',
  'ti-vacancy': 'Ti vacancy',
  'sr-vacancy': 'Sr vacancy',
  'ti-ferroelectric': 'Ti ferroelectric',
  'sr-ferroelectric': 'Sr ferroelectric',
  'ti-antisite': 'Ti anti-site',
  'sr-antisite': 'Sr anti-site',
}

export const METHOD_LABELS: Readonly<Record<Method, string>> = {
  vae: 'VAE (this run)',
  'pca-20': 'PCA-20',
  template: 'mean template',
}

/** `99.4`; a number that is no fraction, such as that of an empty set, as a dash. */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? (100 * fraction).toFixed(1) : '–'
}

/** `llvmpipe (LLVM 15.0.6) (software)`: what an adapter calls itself, and whether it is a GPU. */
export function adapterLabel({ vendor, architecture, description, kind }: AdapterSummary): string {
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter'
  return `${name} (${kind})`
}

/** `4 min 7 s`, `52 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
