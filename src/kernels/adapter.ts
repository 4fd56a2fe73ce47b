/** What ran the work: reported beside every figure. */
export interface AdapterSummary {
  vendor: string
  architecture: string
  description: string
  /** `software` when the adapter is a CPU rasteriser (SwiftShader, lavapipe, WARP). */
  kind: 'hardware' | 'software'
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp/i

export function adapterSummary(info: GPUAdapterInfo): AdapterSummary {
  const { vendor, architecture, device, description } = info
  const text = [vendor, architecture, device, description].join(' ')
  return {
    vendor,
    architecture,
    description: description || device,
    kind: SOFTWARE.test(text) ? 'software' : 'hardware',
  }
}
