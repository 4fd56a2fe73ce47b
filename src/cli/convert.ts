import { basename, dirname } from 'node:path'
import type { Micrograph } from '../io/micrograph'
import { writeNpy } from '../io/npy'
import { writeTiff } from '../io/tiff/write'
import { required, usageError } from './arguments'
import { defineCommand } from './command'
import { readBytes } from './input'
import { OPENING_OPTIONS, openingOptions } from './opening-options'
import { Output } from './output'

type Write = (micrograph: Micrograph) => Uint8Array

const writers: { extension: RegExp; write: Write }[] = [
  { extension: /\.npy$/i, write: ({ data, width, height }) => writeNpy(data, [height, width]) },
  {
    extension: /\.tiff?$/i,
    write: ({ data, width, height, pixelSize }) => writeTiff(data, { width, height, pixelSize }),
  },
]

export const convert = defineCommand({
  name: 'convert',
  summary: 'write an image of a file as float32 NPY or calibrated TIFF',
  usage: 'FILE --out X.npy|X.tif [--image N|NAME] [--frames all|N|A-B]',
  options: {
    out: { type: 'string', value: 'FILE', help: 'write this file; its ending decides the format' },
    ...OPENING_OPTIONS,
    json: { type: 'boolean', help: 'print what was written as JSON' },
  },
  notes: `Writes the pixels that lacuna detect would search, unchanged, as 32-bit floats. The TIFF
holds the pixel size for HyperSpy, ImageJ and DigitalMicrograph; an NPY holds none.`,
  run: async (values, inputs, { print, reading, signal, onProgress }) => {
    if (inputs.length !== 1) throw usageError('name one file to convert')
    const [path] = inputs
    const out = required('out', values.out)
    const writer = writers.find(({ extension }) => extension.test(out))
    if (!writer) throw usageError(`--out ${out}: give a name that ends in .npy or .tif`)
    const opening = openingOptions(values)
    const output = Output.in(dirname(out))
    const input = await reading.open(await readBytes(path), path, { ...opening, signal, onProgress })
    if (input.kind === 'stack') throw usageError(`${path}: a stack of patches is an NPY file already`)
    const { micrograph } = input
    output.add(basename(out), writer.write(micrograph))
    await output.commit()
    const { width, height, pixelSize, warnings = [] } = micrograph
    print(
      values.json
        ? `${JSON.stringify({ file: out, width, height, pixelSize, warnings }, null, 2)}\n`
        : [`${out}: ${width} × ${height} px`, ...warnings.map((warning) => `  warning  ${warning}`), ''].join('\n'),
    )
  },
})
