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

/** Lanes of a subgroup where they are known to be 4 or 8, as software adapters have them; else 0. */
export function fewLanes(
  { features }: GPUDevice,
  { subgroupMinSize = 0, subgroupMaxSize = 0 }: GPUAdapterInfo,
): number {
  const known = features.has('subgroups') && subgroupMinSize === subgroupMaxSize
  return known && (subgroupMinSize === 4 || subgroupMinSize === 8) ? subgroupMinSize : 0
}
