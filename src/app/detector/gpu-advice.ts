import type { Problem } from '../state/state'

export interface Advice {
  title: string
  steps: string[]
}

const SOFTWARE_ADAPTER =
  'Without a graphics card, or where the browser does not trust its driver, start Chrome or Edge with --enable-unsafe-webgpu: it then computes on the processor, slowly but with the same results.'

/** What to do about a machine that gives no WebGPU, beyond what the error itself says. */
export function gpuAdvice({ code }: Problem, secure: boolean): Advice {
  if (!secure) {
    return {
      title: 'Browsers offer WebGPU only on secure pages',
      steps: ['Open this page over https, or from localhost.'],
    }
  }
  switch (code) {
    case 'no-webgpu':
      return { title: 'This browser does not offer WebGPU', steps: [SOFTWARE_ADAPTER] }
    case 'no-adapter':
      return {
        title: 'This browser offers WebGPU but found no adapter for it',
        steps: ['In Chrome and Edge, the address chrome://gpu says why.', SOFTWARE_ADAPTER],
      }
    default:
      return {
        title: 'WebGPU could not be started',
        steps: ['Reload the page; if that does not help, restart the browser.'],
      }
  }
}
