import type { PatchColumn } from '../../stem/patch/scores'
import type { PatchesResult } from './result'

/** `NAME.scores.json`: one entry a patch, and the columns that were found. */
export function scoresJson({ scores, pValues, flagged, columns, pixelSize }: PatchesResult): string {
  const file = {
    scores: Array.from(scores),
    pValues: Array.from(pValues),
    flagged,
    columns: columns.map((column) => recorded(column, pixelSize)),
  }
  return `${JSON.stringify(file)}\n`
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
