import type { Problem } from '../state/state'
import { t } from '../language/message'

export interface Advice {
  title: string
  steps: string[]
}

/** What to do about a machine that gives no WebGPU, beyond what the error itself says. */
export function gpuAdvice({ code }: Problem, secure: boolean): Advice {
  if (!secure) {
    return {
      title: t`Browsers offer WebGPU only on secure pages`,
      steps: [t`Open this page over https, or from localhost.`],
    }
  }
  const software = t`Without a graphics card, or where the browser does not trust its driver, start Chrome or Edge with --enable-unsafe-webgpu: it then computes on the processor, slowly but with the same results.`
  switch (code) {
    case 'no-webgpu':
      return { title: t`This browser does not offer WebGPU`, steps: [software] }
    case 'no-adapter':
      return {
        title: t`This browser offers WebGPU but found no adapter for it`,
        steps: [t`In Chrome and Edge, the address chrome://gpu says why.`, software],
      }
    default:
      return {
        title: t`WebGPU could not be started`,
        steps: [t`Reload the page; if that does not help, restart the browser.`],
      }
  }
}
