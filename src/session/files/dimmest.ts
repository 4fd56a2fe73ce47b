/** Intensity of the dimmest sublattice over that of the brightest, which drifts with the detector's settings; null where there is one alone. */
export function dimmestOf(sublattices: readonly { intensity: number }[]): number | null {
  const intensities = sublattices.map(({ intensity }) => intensity)
  return intensities.length > 1 ? Math.min(...intensities) / Math.max(...intensities) : null
}
