import { writeNpy } from '../io/npy'
import { writeTiff } from '../io/tiff/write'
import { counter } from '../progress'
import { SIMULATION_LIMITS, USUAL_CELLS } from '../session/simulation/request'
import { simulate as simulateByRequest, SIMULATION_FILES, simulationFile } from '../session/simulation/simulate'
import { readProjection } from '../stem/crystal/gallery'
import type { PatchSet } from '../stem/patch/patches'
import { IMAGE_SETS } from '../stem/paper/image-sets'
import { PUBLISHED_FILES } from '../stem/paper/published'
import type { SetsFile } from '../stem/paper/published-sets'
import { SETS_FILE } from '../stem/paper/published-sets'
import type { Simulation } from '../stem/simulate/micrograph'
import { simulateMicrograph } from '../stem/simulate/micrograph'

import { DEFAULT_SIMULATION, usualSimulation } from '../stem/simulate/options'
import { simulateReproduction } from '../stem/simulate/reproduction'
import { sampleDefects } from '../stem/simulate/sample'
import type { SeriesOptions } from '../stem/simulate/series'
import { simulateSeries } from '../stem/simulate/series'
import { noInputs, numberOption, required, seedOption, usageError } from './arguments'
import type { Context } from './command'
import { defineCommand } from './command'
import { Output } from './output'
import { CRYSTALS, crystalOption, REQUEST_OPTIONS, ZONE_OPTION } from './request-options'
import { comingAndGoing, defectList } from './simulate-defects'
import {
  MULTISLICE_OPTIONS,
  multisliceOptions,
  pictureName,
  readStanding,
  requireNoMultislice,
} from './simulate-multislice'
import { openAdapter } from './with-engine'

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
    physics: {
      type: 'string',
      value: 'KIND',
      help: 'columns (default): each a spot, as bright as its\natoms scatter; multislice: electrons followed through atoms',
    },
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
      help: `in unit cells along the beam\n(default: the crystal’s, ${defaults.cells} of SrTiO3;\nby multislice ${USUAL_CELLS} at most)`,
    },
    dose: {
      type: 'string',
      value: 'N',
      help: `electrons a pixel at the brightest columns\n(default: ${defaults.dose})`,
    },
    defects: { type: 'string', value: 'LIST', help: 'see below (default: some of each sublattice)' },
    ...MULTISLICE_OPTIONS,
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
  notes: `LIST is none, or NAME-KIND[:COUNT[:STRENGTH[:DEPTH]]],… such as ti-vacancy:3,sr-vacancy:1:0.25
NAME is a sublattice’s in the crystal (sr, ti, o); KIND is vacancy, antisite or displacement
(in the paper: ferroelectric). STRENGTH of a vacancy or antisite is the part that is missing
or replaced of the element that scatters most, 0 to 1 (default: 1), that of a displacement its
length in Å (default: 0.42 of the nearest spacing; 1.15 in SrTiO3). Without --defects there
is one of each of the paper’s kinds in SrTiO3 [001], and in any other crystal a vacancy and a
displacement on each sublattice that shows. DEPTH is for --physics multislice: of
sr-vacancy:1:0.05:39 the atoms nearest to 39 Å below the entry face are missing, one of twenty.
Without it they lie anywhere.
With --frames, @A-B at the end of an item is the frames in which it is there, @A from there
on: sr-vacancy@5,ti-displacement:2:0.4@3-8. Without --defects the defects of one micrograph come
in the middle, go there, and stay, in turns.`,
  run: async (values, inputs, context) => {
    noInputs(inputs)
    const seed = seedOption(values.seed)
    const output = Output.in(required('out', values.out))
    const isMultislice = isByMultislice(values.physics)
    if (!isMultislice) requireNoMultislice(values)
    const microscope = multisliceOptions(values)
    const standing = isMultislice ? await readStanding(values.crystal, values.zone) : null
    const named = standing ? null : await crystalOption(values.crystal, values.zone)
    const crystal = standing?.projection ?? (named === null ? defaults.crystal : readProjection(named))
    if (values.patches && crystal !== defaults.crystal) {
      throw usageError('--patches: the paper’s sets are of SrTiO3 [001]; leave --crystal or --patches out')
    }
    const usual = usualSimulation(crystal)
    const limits = SIMULATION_LIMITS
    const count = { low: 1, high: 100_000, integer: true }
    const counts = {
      trainingCount: numberOption('training', values.training, 1000, count),
      testCount: numberOption('test', values.test, 500, count),
    }
    const cells = isMultislice ? Math.min(usual.cells, USUAL_CELLS) : usual.cells
    const frames = numberOption('frames', values.frames, 1, { low: 1, high: 1000, integer: true })
    const options = {
      crystal,
      seed,
      bits: 16 as const,
      width: numberOption('width', values.width, defaults.width, limits.width),
      height: numberOption('height', values.height, defaults.height, limits.height),
      pixelSize: numberOption('pixel-size', values['pixel-size'], usual.pixelSize, limits.pixelSize),
      rotation: numberOption('rotation', values.rotation, defaults.rotation, limits.rotation),
      shear: numberOption('shear', values.shear, defaults.shear, limits.shear),
      drift: numberOption('drift', values.drift, defaults.drift, limits.drift),
      rowJitter: numberOption('jitter', values.jitter, defaults.rowJitter, limits.rowJitter),
      cells: numberOption('thickness', values.thickness, cells, limits.cells),
      dose: numberOption('dose', values.dose, defaults.dose, limits.dose),
    }
    const name = `simulated-${seed}`
    if (isMultislice && frames > 1)
      throw usageError('--frames: a series is of columns; leave --physics or --frames out')
    if (frames > 1) {
      const frameDrift = numberOption('frame-drift', values['frame-drift'], FRAME_DRIFT, { low: 0, high: 20 })
      const asked = values.defects === undefined ? comingAndGoing(sampleDefects(crystal), frames) : null
      const defects = asked ?? defectList(values.defects!, { frames, isMultislice })
      await addSeries(output, name, { ...options, frames, frameDrift, defects }, context)
    } else {
      if (values['frame-drift'] !== undefined) throw usageError('--frame-drift is for a series: give --frames too')
      const defects =
        values.defects === undefined ? sampleDefects(crystal) : defectList(values.defects, { frames, isMultislice })
      const add = (own: string, simulation: Simulation) =>
        SIMULATION_FILES.forEach((ending) => output.add(`${own}.${ending}`, simulationFile(simulation, ending)))
      if (standing) {
        const { crystal: _, bits: __, ...recording } = options
        const request = { ...recording, ...microscope, standing, defects }
        for (const picture of await simulateByRequest(() => openAdapter(context.clear), request, context))
          add(pictureName(name, picture.detector, request), picture)
      } else add(name, simulateMicrograph({ ...options, defects }))
    }
    if (values.patches) await addPatchSets(output, { seed, ...counts }, context)
    const files = await output.commit()
    context.print(values.json ? `${JSON.stringify({ files }, null, 2)}\n` : `${files.join('\n')}\n`)
  },
})

function isByMultislice(physics: string | undefined): boolean {
  if (physics === undefined || physics === 'columns') return false
  if (physics === 'multislice') return true
  throw usageError(`--physics ${physics}: there are columns and multislice`)
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
  output.add(`${name}.npy`, writeNpy(data, [options.frames, height, width]))
  output.add(`${name}.tif`, writeTiff(data, { width, height, pixelSize: { x: pixelSize, y: pixelSize } }))
  output.add(`${name}.truth.json`, `${JSON.stringify(truth, null, 1)}\n`)
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
