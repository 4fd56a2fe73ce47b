import type { PatchStack } from '../io/micrograph'
import type { Engine } from '../kernels'
import type { BulkModel } from '../stem/model-file/bulk-model'
import { judgeOf } from '../stem/model-file/bulk-model'
import type { ColumnJudge } from '../stem/patch-detector/calibrate'
import { enoughFor, isEnough } from '../stem/patch-detector/calibration'
import type { PatchColumn, ScoreName } from '../stem/paper/detect'
import { scorePatches, scorePatchesByRule } from '../stem/paper/detect'
import { usablePatches } from '../stem/patch/usable-patches'
import type { Context } from './command'
import type { Output } from './output'

export interface StackFound {
  patches: number
  flagged: number
  remark?: string
}

/** Scores a stack of patches by the model of the file `path`: `NAME.scores.json`. */
export async function detectStack(
  engine: Engine,
  { model, path }: { model: BulkModel; path: string },
  stack: PatchStack,
  name: string,
  { score, rate, pixelSize }: { score: ScoreName; rate: number; pixelSize: number | null },
  output: Output,
  { signal, onProgress }: Context,
): Promise<StackFound> {
  const call = { signal, onProgress }
  const patches = usablePatches(stack, model.vae.preset.patch)
  const remark = score === 'lacuna' ? tooLittleBulk(judgeOf(model, path), rate) : undefined
  const { scores, pValues, flagged, columns } =
    score === 'paper'
      ? await scorePatchesByRule(engine, model, patches, call)
      : await scorePatches(engine, model, patches, rate, call)
  const file = {
    scores: Array.from(scores),
    pValues: Array.from(pValues),
    flagged,
    columns: columns.map((column) => recorded(column, pixelSize)),
  }
  output.add(`${name}.scores.json`, `${JSON.stringify(file)}\n`)
  return { patches: patches.count, flagged: flagged.filter(Boolean).length, ...(remark && { remark }) }
}

/** A column as the file has it; lengths in Å where the pixel size (Å) is known. */
function recorded({ dx, dy, displacementError, ...column }: PatchColumn, pixelSize: number | null) {
  return {
    ...column,
    displacementPx: { x: dx, y: dy },
    displacementAngstrom: pixelSize && { x: dx * pixelSize, y: dy * pixelSize },
    displacementErrorPx: displacementError,
    displacementErrorAngstrom: pixelSize && displacementError * pixelSize,
  }
}

/** What a reader must know where the bulk is too small to show so low a rate: then nothing can be flagged. */
function tooLittleBulk({ observer }: ColumnJudge, rate: number): string | undefined {
  if (isEnough(observer.patches, rate)) return undefined
  const fewest = Math.min(...observer.patches.regions.map(({ length }) => length))
  return (
    `a third of the model's bulk gave ${fewest} scores to compare with, and a rate of ${rate} takes ` +
    `${enoughFor(rate)}: train on more patches, or give a larger --rate`
  )
}
