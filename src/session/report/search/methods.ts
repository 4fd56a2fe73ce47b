import type { MicrographRecord } from '../../files/record'
import { adapterLabel } from '../labels'

/** Significant digits, without zeros at their end. */
function figure(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)))
}

/** What was done, in sentences that can go into a paper. */
export function methods(record: MicrographRecord): string[] {
  const { versions, name, size, reason, lattice } = record
  const of = `the micrograph ${name} (${size.width} × ${size.height} px${pixelSize(record)})`
  if (!lattice)
    return [
      `With Lacuna ${versions.lacuna} no lattice was found in ${of}: ${reason}.`,
      ...(record.surroundings ? withoutLattice(record, record.surroundings) : ['No columns were judged.']),
    ]
  return [
    `Columns that do not belong were searched for with Lacuna ${versions.lacuna} in ${of}.`,
    latticeSentence(record, lattice),
    modelSentence(record),
    'All columns were fitted at once as Gaussians over a smooth background. From the intensity and the place of each, what its neighbours and the model predict was ' +
      'subtracted, and what was left was judged by the scatter of the columns of this micrograph.',
    foundSentence(record),
    record.detectable?.sentence ?? '',
    reviewSentence(record),
    'Strain and rotation are those of the columns around each column against the mean lattice of the micrograph; drift and shear of the scan are in them.',
    record.adapter
      ? `Computed on ${adapterLabel(record.adapter)}; the same file, options, seed and adapter give the same result.`
      : '',
  ].filter(Boolean)
}

function withoutLattice(
  record: MicrographRecord,
  { explained, predictors }: NonNullable<MicrographRecord['surroundings']>,
) {
  const learned = predictors && predictors.vae > 0
  const who = learned
    ? `a linear model and blind-spot variational autoencoders (weights ${predictors.linear.toFixed(2)} and ${predictors.vae.toFixed(2)}) learned from other parts of the picture what the middle of a crop holds, the middle hidden, and explain`
    : 'a linear model learned from other parts of the picture what the middle of a crop holds, the middle hidden, and explains'
  return [
    `Columns were judged by what surrounds them: ${who} ${figure(100 * explained, 3)} % of what ${learned ? 'they' : 'it'} did not learn from. ` +
      'Where it predicts a column, what the picture shows more or less, and by how much it is off, was judged by the scatter of the columns of this micrograph.',
    foundSentence(record),
    reviewSentence(record),
  ].filter(Boolean)
}

function pixelSize({ pixelSize: { file, lattice, crystal } }: MicrographRecord): string {
  const size = lattice ?? file
  if (!size) return ', pixel size not known'
  const text = size.x === size.y ? figure(size.x) : `${figure(size.x)} × ${figure(size.y)}`
  return `, ${text} Å per pixel${lattice && crystal ? ` by the lattice of ${crystal}` : ''}`
}

function latticeSentence(
  { pixelSize: { file, lattice: named }, grains }: MicrographRecord,
  lattice: NonNullable<MicrographRecord['lattice']>,
) {
  const scale = named ?? file
  const length = ({ x, y }: { x: number; y: number }) =>
    scale ? `${figure(Math.hypot(x * scale.x, y * scale.y))} Å` : `${figure(Math.hypot(x, y))} px`
  const columns = lattice.sublattices.map(({ name, columns }) => `${columns} ${name}`).join(', ')
  return (
    `Its lattice was found in its power spectrum and followed across it: cell ${length(lattice.a)} × ${length(lattice.b)}, ` +
    `${figure(lattice.angleDeg)}°, columns: ${columns}.${grainsSentence(grains ?? [])}`
  )
}

function grainsSentence(grains: NonNullable<MicrographRecord['grains']>): string {
  if (grains.length === 0) return ''
  const each = grains.map(({ sublattices, relation, rotationDeg }) => {
    const how = relation === 'turned' ? `turned by ${figure(Math.abs(rotationDeg ?? 0))}°` : relation
    return `${sublattices.reduce((sum, { columns }) => sum + columns, 0)} columns (${how})`
  })
  return ` Beside it ${grains.length === 1 ? 'a grain was' : `${grains.length} grains were`} searched by a lattice of its own: ${each.join(', ')}.`
}

function modelSentence({ request: { model, seed, epochs, region } }: MicrographRecord): string {
  if (model === null) return ''
  if (/^[0-9a-f]{64}$/.test(model))
    return `The model was a convolutional variational autoencoder that had been trained before (seed ${seed}, SHA-256 ${model}).`
  const part = region
    ? `x ${region.x}, y ${region.y}, ${region.width} × ${region.height} px of the micrograph`
    : 'the micrograph itself'
  const length = epochs === null ? 'for as many epochs as the preset has' : `for ${epochs} epochs`
  return `A convolutional variational autoencoder (preset ${model}, seed ${seed}) was trained on random crops of ${part} ${length}.`
}

function foundSentence({ columns, detections, request: { rate }, regions }: MicrographRecord): string {
  const judged = (columns ?? []).filter(({ pValue }) => pValue !== null).length
  const found = detections?.length ?? 0
  const less =
    regions && regions.length > 0
      ? `; ${regions.length} extended ${regions.length === 1 ? 'region was' : 'regions were'} set apart`
      : ''
  return `Of ${judged} judged columns, ${found} differ at a false discovery rate of ${figure(100 * rate, 3)} % (Benjamini and Hochberg)${less}.`
}

function reviewSentence({ review }: MicrographRecord): string {
  const count = (verdict: string) => (review ?? []).filter((said) => said.verdict === verdict).length
  const [accepted, rejected, added] = ['accepted', 'rejected', 'added'].map(count)
  if (accepted + rejected + added === 0) return ''
  return `A person looked at them: ${accepted} accepted, ${rejected} rejected, ${added} added by hand.`
}

/** What a paper that uses it cites. */
export function bibliography(version: string, year: number): string {
  return `@software{lacuna,
  author  = {{The Lacuna authors}},
  title   = {Lacuna},
  version = {${version}},
  year    = {${year}}
}

@misc{prifti,
  author       = {Prifti and Klie and Buban},
  title        = {Deep Learning Computer Vision for Anomaly Detection in Scanning Transmission Electron Microscopy},
  howpublished = {University of Illinois Chicago}
}

@article{benjamini1995,
  author  = {Benjamini, Yoav and Hochberg, Yosef},
  title   = {Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple Testing},
  journal = {Journal of the Royal Statistical Society: Series B},
  volume  = {57},
  number  = {1},
  pages   = {289--300},
  year    = {1995}
}

@misc{kingma2013,
  author = {Kingma, Diederik P. and Welling, Max},
  title  = {Auto-Encoding Variational Bayes},
  note   = {arXiv:1312.6114},
  year   = {2013}
}
`
}
