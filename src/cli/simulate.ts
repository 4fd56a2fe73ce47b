import type { Micrograph } from '../io/micrograph'
import { writeNpy } from '../io/npy'
import { writeTiff } from '../io/tiff/write'
import { counter } from '../progress'
import { readProjection } from '../stem/crystal/gallery'
import type { PatchSet } from '../stem/patch/patches'
import { IMAGE_SETS } from '../stem/paper/image-sets'
import { PUBLISHED_FILES } from '../stem/paper/published'
import type { SetsFile } from '../stem/paper/published-sets'
import { SETS_FILE } from '../stem/paper/published-sets'
import { simulateMicrograph } from '../stem/simulate/micrograph'
import type { DefectRequest } from '../stem/simulate/options'
import { DEFAULT_SIMULATION, DEFECT_KINDS, isDisplacement, usualSimulation } from '../stem/simulate/options'
import { simulateReproduction } from '../stem/simulate/reproduction'
import { sampleDefects } from '../stem/simulate/sample'
import type { FrameSpan, SeriesDefect, SeriesOptions } from '../stem/simulate/series'
import { simulateSeries } from '../stem/simulate/series'
import { noInputs, numberOption, required, seedOption, usageError } from './arguments'
import type { Context } from './command'
import { defineCommand } from './command'
import { Output } from './output'
import { CRYSTALS, readCrystal, REQUEST_OPTIONS, ZONE_OPTION } from './request-options'

/** From frame to frame, px. */
const FRAME_DRIFT = 1.5

/** Those of SrTiO3: another crystal has pixel size and thickness of its own. */
const defaults = DEFAULT_SIMULATION

export const simulate = defineCommand({
  name: 'simulate',
  summary: 'a micrograph of a crystal whose defects are known',
  usage: '--out DIR [--crystal NAME] [--seed N] [--defects LIST] [--patches] …',
  options: {
    out: { type: 'string', value: 'DIR', help: 'folder for simulated-SEED.npy, .tif and .truth.json' },
    seed: { type: 'string', value: 'N', help: 'of everything random (default: 1)' },
    crystal: { ...REQUEST_OPTIONS.crystal, help: `default: the first of ${CRYSTALS}` },
    zone: ZONE_OPTION,
    width: { type: 'string', value: 'PX', help: `default: ${defaults.width}` },
    height: { type: 'string', value: 'PX', help: `default: ${defaults.height}` },
    'pixel-size': {
      type: 'string',
      value: 'Å',
      help: `Å per pixel (default: the crystal’s, ${defaults.pixelSize.toFixed(4)} at most)`,
    },
    rotation: { type: 'string', value: 'DEG', help: `of the lattice (default: ${defaults.rotation})` },
    shear: { type: 'string', value: 'DEG', help: `of the lattice (default: ${defaults.shear})` },
    drift: { type: 'string', value: 'PX', help: `slow, rms over the rows (default: ${defaults.drift})` },
    jitter: { type: 'string', value: 'PX', help: `of each row, rms (default: ${defaults.rowJitter})` },
    thickness: {
      type: 'string',
      value: 'CELLS',
      help: `in unit cells along the beam\n(default: the crystal’s, ${defaults.cells} of SrTiO3)`,
    },
    dose: {
      type: 'string',
      value: 'N',
      help: `electrons a pixel at the brightest columns\n(default: ${defaults.dose})`,
    },
    defects: { type: 'string', value: 'LIST', help: 'see below (default: some of each sublattice)' },
    frames: {
      type: 'string',
      value: 'N',
      help: 'a series of N frames in which defects come and go\n(default: one micrograph)',
    },
    'frame-drift': {
      type: 'string',
      value: 'PX',
      help: `from each frame of a series to the next (default: ${FRAME_DRIFT})`,
    },
    patches: {
      type: 'boolean',
      help: 'also sets of 64 × 64 patches of SrTiO3 [001] under\nthe names that lacuna reproduce --data reads',
    },
    training: { type: 'string', value: 'N', help: 'patches to train on (default: 1000)' },
    test: { type: 'string', value: 'N', help: 'patches in each test set (default: 500)' },
    json: { type: 'boolean', help: 'write the names of the files as JSON' },
  },
  notes: `LIST is none, or NAME-KIND[:COUNT[:STRENGTH]],… such as ti-vacancy:3,sr-vacancy:1:0.25
NAME is a sublattice’s in the crystal (sr, ti, o); KIND is vacancy, antisite or displacement
(in the paper: ferroelectric). STRENGTH of a vacancy or antisite is the part that is missing
or replaced of the element that scatters most, 0 to 1 (default: 1), that of a displacement its
length in Å (default: 0.42 of the nearest spacing; 1.15 in SrTiO3). Without --defects there
is one of each of the paper’s kinds in SrTiO3 [001], and in any other crystal a vacancy and a
displacement on each sublattice that shows.
With --frames, @A-B at the end of an item is the frames in which it is there, @A from there
on: sr-vacancy@5,ti-displacement:2:0.4@3-8. Without --defects the defects of one micrograph come
in the middle, go there, and stay, in turns.`,
  run: async (values, inputs, context) => {
    noInputs(inputs)
    const seed = seedOption(values.seed)
    const output = Output.in(required('out', values.out))
    const crystal = values.crystal ? readProjection(await readCrystal(values.crystal, values.zone)) : defaults.crystal
    if (values.patches && crystal !== defaults.crystal) {
      throw usageError('--patches: the paper’s sets are of SrTiO3 [001]; leave --crystal or --patches out')
    }
    const usual = usualSimulation(crystal)
    const side = { low: 128, high: 8192, integer: true }
    const count = { low: 1, high: 100_000, integer: true }
    const counts = {
      trainingCount: numberOption('training', values.training, 1000, count),
      testCount: numberOption('test', values.test, 500, count),
    }
    const frames = numberOption('frames', values.frames, 1, { low: 1, high: 1000, integer: true })
    const options = {
      crystal,
      seed,
      bits: 16 as const,
      width: numberOption('width', values.width, defaults.width, side),
      height: numberOption('height', values.height, defaults.height, side),
      pixelSize: numberOption('pixel-size', values['pixel-size'], usual.pixelSize, { low: 0.05, high: 0.5 }),
      rotation: numberOption('rotation', values.rotation, defaults.rotation, { low: -180, high: 180 }),
      shear: numberOption('shear', values.shear, defaults.shear, { low: -10, high: 10 }),
      drift: numberOption('drift', values.drift, defaults.drift, { low: 0, high: 10 }),
      rowJitter: numberOption('jitter', values.jitter, defaults.rowJitter, { low: 0, high: 3 }),
      cells: numberOption('thickness', values.thickness, usual.cells, { low: 1, high: 500, integer: true }),
      dose: numberOption('dose', values.dose, defaults.dose, { low: 1, high: 1e9 }),
    }
    const name = `simulated-${seed}`
    if (frames > 1) {
      const frameDrift = numberOption('frame-drift', values['frame-drift'], FRAME_DRIFT, { low: 0, high: 20 })
      const asked = values.defects === undefined ? comingAndGoing(sampleDefects(crystal), frames) : null
      const defects = asked ?? defectList(values.defects!, frames)
      await addSeries(output, name, { ...options, frames, frameDrift, defects }, context)
    } else {
      if (values['frame-drift'] !== undefined) throw usageError('--frame-drift is for a series: give --frames too')
      const defects = values.defects === undefined ? sampleDefects(crystal) : defectList(values.defects, frames)
      const { micrograph, truth } = simulateMicrograph({ ...options, defects })
      addPixels(output, name, { ...micrograph, data: Uint16Array.from(micrograph.data) })
      output.add(`${name}.truth.json`, `${JSON.stringify(truth, null, 1)}\n`)
    }
    if (values.patches) await addPatchSets(output, { seed, ...counts }, context)
    const files = await output.commit()
    context.print(values.json ? `${JSON.stringify({ files }, null, 2)}\n` : `${files.join('\n')}\n`)
  },
})

/** As many frames as the pixels fill. */
function addPixels(
  output: Output,
  name: string,
  { data, width, height, pixelSize }: Omit<Micrograph, 'data' | 'name' | 'metadata'> & { data: Uint16Array },
): void {
  const frames = data.length / (width * height)
  output.add(`${name}.npy`, writeNpy(data, frames > 1 ? [frames, height, width] : [height, width]))
  output.add(`${name}.tif`, writeTiff(data, width, height, pixelSize))
}

async function addSeries(
  output: Output,
  name: string,
  options: SeriesOptions,
  { signal, onProgress }: Context,
): Promise<void> {
  const { frame, truth, width, height, pixelSize } = simulateSeries(options)
  const size = width * height
  const data = new Uint16Array(options.frames * size)
  const counted = counter('simulate', 'frame', options.frames, { signal, onProgress })
  for (let n = 0; n < options.frames; n++) {
    data.set(frame(n), n * size)
    await counted()
  }
  addPixels(output, name, { data, width, height, pixelSize: { x: pixelSize, y: pixelSize } })
  output.add(`${name}.truth.json`, `${JSON.stringify(truth, null, 1)}\n`)
}

/** In turns a defect that comes in the middle of a series, one that goes there, and one that stays. */
function comingAndGoing(defects: readonly DefectRequest[], frames: number): SeriesDefect[] {
  const middle = Math.ceil(frames / 2)
  const spans = [
    { first: middle + 1, last: frames },
    { first: 1, last: middle },
    { first: 1, last: frames },
  ]
  return defects.map((defect, k) => ({ ...defect, frames: spans[k % spans.length] }))
}

async function addPatchSets(
  output: Output,
  options: { seed: number; trainingCount: number; testCount: number },
  { signal, onProgress }: Context,
): Promise<void> {
  const { source, training, sets } = await simulateReproduction({ ...options, signal, onProgress })
  const npy = ({ data, count, size }: PatchSet) => writeNpy(Uint8Array.from(data), [count, size, size])
  output.add(PUBLISHED_FILES.training, npy(training))
  for (const set of IMAGE_SETS) output.add(PUBLISHED_FILES[set], npy(sets[set]))
  output.add(SETS_FILE, `${JSON.stringify({ format: 'lacuna-sets', source } satisfies SetsFile)}\n`)
}

function defectList(list: string, frames: number): SeriesDefect[] {
  if (list === 'none') return []
  return list.split(',').map((item) => {
    const [what, when] = item.trim().split('@', 2)
    const [set, count, strength, ...rest] = what.split(':')
    const [, sublattice, word] = /^(.+)-(\w+)$/.exec(set) ?? []
    const kind = DEFECT_KINDS.find((known) => known === word)
    if (!sublattice || !kind || rest.length > 0) {
      throw usageError(`--defects ${item}: give NAME-KIND[:COUNT[:STRENGTH]], see lacuna simulate --help`)
    }
    const amount = numberOption('defects', strength, undefined, { low: 0, high: isDisplacement(kind) ? 2 : 1 })
    return {
      sublattice,
      kind,
      count: numberOption('defects', count, 1, { low: 1, high: 100_000, integer: true }),
      ...(amount !== undefined && { strength: amount }),
      ...(when !== undefined && { frames: frameSpan(when, item, frames) }),
    }
  })
}

/** `5` from there on, `5-9` from one to another. */
function frameSpan(text: string, item: string, frames: number): FrameSpan {
  const [, first, last = String(frames)] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? []
  const span = { first: Number(first), last: Number(last) }
  if (frames > 1 && span.first >= 1 && span.last >= span.first && span.last <= frames) return span
  throw usageError(`--defects ${item}: @${text}: give frames of the series, such as @5 or @3-8, with --frames`)
}
