import { InputError } from '../errors'
import { adapterSummary } from '../kernels'
import type { Opening } from '../session/opening'
import { version } from '../version'
import type { Context } from './command'
import { defineCommand } from './command'
import type { FileDescription, LatticeRequest } from './info-file'
import { describeFile, fileText } from './info-file'
import { OPENING_OPTIONS, openingOptions } from './opening-options'
import { CRYSTALS, crystalOption, ZONE_OPTION } from './request-options'
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
  usage: '[FILE…] [--image N|NAME] [--lattice] [--crystal NAME] [--json]',
  options: {
    lattice: { type: 'boolean', help: 'find the lattice of the main image: cell, sublattices, distortion' },
    crystal: {
      type: 'string',
      value: 'NAME',
      help: `name the columns and recalibrate by this crystal (implies\n--lattice):\n${CRYSTALS}`,
    },
    zone: ZONE_OPTION,
    ...OPENING_OPTIONS,
    json: { type: 'boolean', help: 'print JSON' },
  },
  notes: 'Shows the images of each file: their size, calibration and metadata, and what to be wary of.',
  run: async (values, inputs, context) => {
    const { json = false, lattice = false, crystal } = values
    if (inputs.length === 0) return showAdapter(json, context)
    const known = await crystalOption(crystal, values.zone)
    const { signal, onProgress } = context
    const asked = lattice || known ? { crystal: known, signal, onProgress } : null
    await showFiles(inputs, { json, opening: openingOptions(values), lattice: asked }, context)
  },
})

interface FilesAsked {
  json: boolean
  opening: Opening
  lattice: LatticeRequest | null
}

/** Tells of every file, and at the end of those that cannot be read. */
async function showFiles(paths: readonly string[], { json, opening, lattice }: FilesAsked, context: Context) {
  const files: (FileDescription | { file: string; error: string })[] = []
  const errors: InputError[] = []
  for (const path of paths) {
    try {
      files.push(await describeFile(path, opening, lattice, context))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      errors.push(error)
      files.push({ file: path, error: error.message })
    }
  }
  if (errors.length < paths.length) {
    const read = files.filter((file): file is FileDescription => !('error' in file))
    context.print(json ? `${JSON.stringify({ files }, null, 2)}\n` : read.map(fileText).join('\n'))
  }
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) {
    const messages = errors.map(({ message }) => message)
    throw new InputError(
      'inputs',
      '',
      [`${errors.length} of ${paths.length} files cannot be read`, ...messages].join('; '),
    )
  }
}

async function showAdapter(json: boolean, { print, clear }: Context): Promise<void> {
  await withEngine({ clear }, ({ device, info }) => {
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
