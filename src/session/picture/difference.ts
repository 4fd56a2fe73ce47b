/** Pictures of what a micrograph has more or less than is expected: of its columns, or of its main phase alone. */
export type DifferenceName = 'heat' | 'phase'

export function isDifference(overlay: string | null): overlay is DifferenceName {
  return overlay === 'heat' || overlay === 'phase'
}
