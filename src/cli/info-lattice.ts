import type { LatticeDescription } from '../session/detector'

type DescribedCrystal = Exclude<Extract<LatticeDescription, { verdict: 'periodic' }>['crystal'], string | null>

/** The rows of the table for a person. */
export function latticeRows(lattice: LatticeDescription): [string, string][] {
  const remarks = lattice.remarks.map((remark): [string, string] => ['remark', remark])
  if (lattice.verdict === 'not periodic') return [['lattice', `not periodic: ${lattice.reason}`], ...remarks]
  const [a, b] = lattice.lengthsPx.map((length) => length.toFixed(2))
  const columns = lattice.sublattices.map(({ name, columns: count }) => `${name} ${count}`)
  return [
    ['lattice', `${a} × ${b} px, ${lattice.angleDeg.toFixed(2)}°`],
    ['columns', columns.join(', ')],
    ['distortion', `${lattice.distortionPx.toFixed(2)} px rms`],
    ...crystalRows(lattice.crystal),
    ...fittingRows(lattice),
    ...remarks,
  ]
}

function crystalRows(crystal: DescribedCrystal | 'does not fit' | null): [string, string][] {
  if (crystal === null) return []
  if (crystal === 'does not fit') return [['crystal', 'the lattice does not fit this crystal']]
  const { x, y } = crystal.pixelSize
  const size = Math.abs(y / x - 1) < 1e-6 ? x.toFixed(4) : `${x.toFixed(4)} × ${y.toFixed(4)}`
  return [
    ['crystal', crystal.name],
    ['fit', fitText(crystal.fit)],
    ['recalibrated', `${size} Å${errorText(crystal.fileError)}`],
  ]
}

function fittingRows({ fitting }: Extract<LatticeDescription, { verdict: 'periodic' }>): [string, string][] {
  return fitting.map(({ name, fileError }) => ['fits', `${name}${errorText(fileError)}; name it with --crystal`])
}

function errorText(error: number | null): string {
  if (error === null) return ''
  const percent = Math.abs(100 * error).toFixed(1)
  return error === 0 ? ', as in the file' : `; the file's is ${percent} % too ${error > 0 ? 'large' : 'small'}`
}

function fitText({ ratio, angle, places }: DescribedCrystal['fit']): string {
  const columns = places === null ? 'columns do not tell' : `columns ${places.toFixed(2)} Å rms off their places`
  return `ratio of the edges ${(100 * ratio).toFixed(1)} % off, angle ${angle.toFixed(1)}° off, ${columns}`
}
