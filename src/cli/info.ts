import { adapterSummary } from '../kernels'
import { version } from '../version'
import type { Context } from './command'
import { defineCommand } from './command'
import { describeFile, fileText } from './info-file'
import { readCrystal } from './request-options'
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
  summary: 'show what is in a file or, without one, which adapter would compute',
  usage: '[FILE…] [--lattice] [--crystal NAME] [--json]',
  options: {
    lattice: { type: 'boolean', help: 'find the lattice of the main image: cell, sublattices, distortion' },
    crystal: {
      type: 'string',
      value: 'NAME',
      help: 'name the columns and recalibrate by this crystal:\nsrtio3-001, or a JSON file (implies --lattice)',
    },
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'Shows the images of each file: their size, calibration and metadata, and what to be wary of.',
  run: async ({ json = false, lattice = false, crystal }, inputs, context) => {
    if (inputs.length > 0) await showFiles(inputs, { json, lattice, crystal }, context)
    else await showAdapter(json, context)
  },
})

async function showFiles(
  paths: readonly string[],
  { json, lattice, crystal }: { json: boolean; lattice: boolean; crystal: string | undefined },
  { print, ...call }: Context,
): Promise<void> {
  const known = crystal === undefined ? null : await readCrystal(crystal)
  const request = lattice || known ? { crystal: known, ...call } : null
  const files = []
  for (const path of paths) files.push(await describeFile(path, request))
  print(json ? `${JSON.stringify({ files }, null, 2)}\n` : files.map(fileText).join('\n'))
}

async function showAdapter(json: boolean, { print }: Context): Promise<void> {
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
}
