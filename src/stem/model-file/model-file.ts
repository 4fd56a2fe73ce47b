import { ModelError, TrainingError } from '../../errors'
import type { Engine } from '../../kernels'
import { decodeSafetensors, encodeSafetensors } from '../../nn'
import { version } from '../../version'
import type { BulkModel } from './bulk-model'
import { presetNamed, PRESETS } from '../model/presets'
import { judgeFromState, judgeState } from './judge-state'
import { COLUMNS, INTERVAL, LATTICE, readMetadata, RULE, TRAINING } from './metadata'
import { Vae } from '../model/vae'

/** Raised when a reader of the old files would misunderstand the new ones. */
const FORMAT = 'lacuna-4'
/** Bytes: those of the presets take some thousands. Millions of tensors would take memory and time before one is missed. */
const LONGEST_HEADER = 2 ** 20
const BULK = 'calibration.nearMaximum'

/**
 * One safetensors file: PyTorch's names and layouts, and everything needed to apply the model and to make it again. Throws a
 * TrainingError where a weight is not finite.
 */
export async function encodeModel(model: BulkModel): Promise<Uint8Array<ArrayBuffer>> {
  const { vae, training, paper, judge, trainedOn } = model
  const judged = judge && judgeState(judge)
  const state = await vae.stateDict()
  const broken = Object.keys(state).find((name) => !state[name].data.every(Number.isFinite))
  if (broken !== undefined) throw new TrainingError(`a number of ${broken}`)
  return encodeSafetensors(
    {
      ...state,
      [BULK]: { shape: [paper.bulkNearMaximum.length], data: paper.bulkNearMaximum },
      ...judged?.state,
    },
    {
      format: FORMAT,
      lacuna: version,
      preset: vae.preset.name,
      architecture: JSON.stringify(vae.preset),
      // JSON has no NaN: a model cancelled before its first epoch has no loss.
      training: JSON.stringify(training),
      rule: JSON.stringify(paper.rule),
      // The paper's word for bulk's interval.
      region: JSON.stringify(paper.interval),
      ...(trainedOn && { lattice: JSON.stringify(trainedOn) }),
      ...(judged && { columns: JSON.stringify(judged.record) }),
    },
  )
}

/** Throws a ModelError that names `source` if the file is damaged or from another version. */
export function decodeModel(engine: Engine, bytes: Uint8Array, source: string): BulkModel {
  const model = readModel(bytes, source)
  model.vae.to(engine)
  return model
}

/** The same without a device: its weights stay on the host. */
export function readModel(bytes: Uint8Array, source: string): BulkModel {
  const { state, metadata } = decodeSafetensors(bytes, source, LONGEST_HEADER)
  if (metadata.format !== FORMAT) {
    throw new ModelError(
      'model-format',
      source,
      `a safetensors file, but not a model saved by Lacuna (${FORMAT}); train one on bulk`,
    )
  }
  if (!Object.hasOwn(PRESETS, metadata.preset ?? ''))
    throw new ModelError('model-preset', source, 'it is damaged: its preset is none of Lacuna’s; train it again')
  const preset = presetNamed(metadata.preset)
  if (metadata.architecture !== JSON.stringify(preset)) {
    throw new ModelError(
      'model-preset',
      source,
      `its preset "${preset.name}" is not that of Lacuna ${version}; train it again, or apply it with Lacuna ${metadata.lacuna}`,
    )
  }
  const broken = Object.keys(state).find((name) => !state[name].data.every(Number.isFinite))
  if (broken !== undefined)
    throw new ModelError('model-corrupt', source, `a number of ${broken} is not finite; train it again`)
  const { [BULK]: bulk, ...rest } = state
  // Models of micrographs judge no patches.
  const judged =
    metadata.columns === undefined
      ? null
      : judgeFromState(rest, readMetadata(COLUMNS, metadata, 'columns', source), source)
  const vae = new Vae(preset, 0)
  vae.loadStateDict(judged?.weights ?? rest, { source })
  if (!bulk || bulk.data.length === 0)
    throw new ModelError('model-corrupt', source, 'it holds no calibration; train it again')
  return {
    vae,
    training: readMetadata(TRAINING, metadata, 'training', source),
    paper: {
      rule: readMetadata(RULE, metadata, 'rule', source),
      bulkNearMaximum: bulk.data,
      interval: readMetadata(INTERVAL, metadata, 'region', source),
    },
    // Files from before whole micrographs were searched by their lattice have none, nor have models of patches.
    trainedOn: metadata.lattice === undefined ? null : readMetadata(LATTICE, metadata, 'lattice', source),
    judge: judged && judged.judge(vae),
  }
}
