import { adapterSummary } from '../kernels'
import { version } from '../version'
import { noInputs } from './arguments'
import { defineCommand } from './command'
import { withEngine } from './with-engine'

/** The limits that decide what runs, in the order of the table. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxStorageBuffersPerShaderStage',
] as const

export const info = defineCommand({
  name: 'info',
  summary: 'the adapter that would do the work, and its limits',
  usage: '[--json]',
  options: { json: { type: 'boolean', help: 'write JSON' } },
  run: async ({ json }, inputs, { print }) => {
    noInputs(inputs)
    await withEngine(({ device, info }) => {
      const adapter = adapterSummary(info)
      const limits = Object.fromEntries(LIMITS.map((name) => [name, device.limits[name]]))
      const features = [...device.features].sort()
      const versions = { lacuna: version, node: process.versions.node }
      if (json) {
        print(`${JSON.stringify({ adapter, limits, features, versions }, null, 2)}\n`)
        return Promise.resolve()
      }
      const rows: [string, string][] = [
        ['adapter', adapter.description || 'unnamed'],
        ['kind', adapter.kind === 'hardware' ? 'hardware (a GPU)' : 'software (the CPU: expect minutes, not seconds)'],
        ['vendor', [adapter.vendor, adapter.architecture].filter(Boolean).join(', ') || 'not told'],
        ...LIMITS.map((name): [string, string] => [name, limits[name].toLocaleString('en')]),
        ['features', features.join(', ') || 'none'],
        ['versions', `Lacuna ${version}, Node ${process.versions.node}`],
      ]
      const width = Math.max(...rows.map(([name]) => name.length)) + 2
      print(rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join(''))
      return Promise.resolve()
    })
  },
})
