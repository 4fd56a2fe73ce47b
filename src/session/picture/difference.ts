/** Pictures of what a micrograph has more or less than is expected: of its columns, or of its main phase alone. */
export const DIFFERENCES = ['heat', 'phase'] as const
export type DifferenceName = (typeof DIFFERENCES)[number]

export function isDifference(overlay: string | null): overlay is DifferenceName {
  return DIFFERENCES.some((name) => name === overlay)
}
