// Prints, as JSON, what Dawn finds in Node with the driver that Lacuna would choose; nothing at all when it finds none.
import { writeSync } from 'node:fs'
import { runnerImport } from 'vite'
import { create } from 'webgpu'

/** @type {{ module: typeof import('../src/kernels/node-icd') }} */
const { module } = await runnerImport('./src/kernels/node-icd.ts')

/** Dawn's instances must outlive every use of their adapters. */
const instances = []
const adapter = await module.withVulkanDriver(() => {
  const gpu = create([])
  instances.push(gpu)
  return gpu.requestAdapter()
})

if (adapter) {
  const { vendor, architecture, device, description } = adapter.info
  writeSync(1, JSON.stringify({ vendor, architecture, device, description }))
}
process.exit(0)
