/** A column's change, or what it would be if it were one. Lengths are px. */
export interface ColumnChange {
  /** `A-on-B`: a column of B, the dimmer sublattice, that is as bright as those of A. */
  kind: 'vacancy' | 'deficit' | 'excess' | 'A-on-B' | 'B-on-A' | 'displacement' | 'other'
  /** Signed change of intensity in % of the column. */
  strength: number
  dx: number
  dy: number
  /** Standard deviations: of the strength in %, and of the displacement along each axis in px. */
  strengthError: number
  displacementError: number
}

/** A column of one patch that bulk does not explain at the rate asked. */
export interface PatchColumn extends ColumnChange {
  /** Index of the patch, and the column's place in it, px. */
  patch: number
  x: number
  y: number
  sublattice: number
  score: number
  pValue: number
}

/** How patches were judged, one entry a patch. */
export interface PatchScores {
  scores: Float32Array
  /** How often bulk scores as high; conformal where the bulk was clean. */
  pValues: Float64Array
  flagged: boolean[]
  columns: PatchColumn[]
}
