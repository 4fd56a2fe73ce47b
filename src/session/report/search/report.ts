import type { Micrograph } from '../../../io/micrograph'
import { version } from '../../../version'
import type { LatticeRecord, MicrographRecord, ReviewedDetection } from '../../files/record'
import type { Member } from '../../../stem/micrograph/stack'
import { micrographRecord } from '../../files/record'
import type { DetectionResult, PeriodicResult } from '../../files/result'
import { placed, type Reviewed } from '../../files/review'
import { escapeXml } from '../../picture/escape'
import { GLYPHS, markersOf, markOf } from '../../picture/marks'
import type { Searched } from '../../picture/pictured'
import type { ReportContext } from '../html'
import { adapterLabel } from '../labels'
import { type Report, reportPage } from '../page'
import { bibliography, methods } from './methods'
import { closeUp, groupPicture, maps, pHistogram, type Shown, wholePicture } from './pictures'
import { STYLE } from './style'

/** Close-ups of each kind, the surest first. */
const CLOSE_UPS = 6
/** A close-up shows so many cells across; without a lattice so many times what parts a column from the gap beside it. */
const CELLS = 5
const CLOSE_UP = 10

/** A search as one HTML file that asks for nothing else: what was found, how sure it is, and how it came about. */
export function searchReport(
  micrograph: Micrograph,
  result: DetectionResult,
  review: readonly Reviewed[],
  context: ReportContext,
): string {
  return reportPage(report(micrograph, result, review, context))
}

function report(
  micrograph: Micrograph,
  result: DetectionResult,
  review: readonly Reviewed[],
  { date, runtime }: ReportContext,
): Report {
  const record = micrographRecord(micrograph, result, result.circumstances, { review })
  const found = result.verdict === 'periodic' ? result : null
  const searched = result.pictures ? result : null
  const shown = { micrograph, found: searched, markers: searched ? markersOf(searched, placed(review, searched)) : [] }
  return {
    masthead: {
      title: micrograph.name,
      kicker: `Lacuna ${version} · ${date.toISOString().slice(0, 10)}`,
      lead: leadOf(record),
      style: STYLE,
    },
    body: [
      ...record.warnings.map((warning) => `<p class="remark">${escapeXml(warning)}</p>`),
      section('What was found', wholePicture(shown)),
      ...(searched ? [kinds(shown, Math.ceil(closeUpSide(searched)), record)] : []),
      ...(found ? [groups(found), certainty(found, record)] : []),
      ...(found
        ? [
            section(
              'Maps',
              `<div class="maps">${maps(micrograph, found)}</div><p>Ends of the colours: 98 % of the columns lie within.</p>`,
            ),
          ]
        : []),
      section('Methods', `<p class="words">${escapeXml(methods(record).join(' '))}</p>`),
      section('How it was made', facts(record, runtime, date)),
      section('References', `<pre>${escapeXml(bibliography(version, date.getUTCFullYear()))}</pre>`),
    ].join('\n'),
  }
}

/** Px. */
function closeUpSide(searched: Searched): number {
  return searched.verdict === 'periodic'
    ? CELLS * Math.max(...searched.lattice.lengths)
    : CLOSE_UP * searched.surroundings.radius
}

function leadOf({ verdict, reason, detections, regions, request: { rate }, detectable }: MicrographRecord): string {
  if (verdict === 'not periodic' && !detections) return `Not periodic: ${reason}.`
  const count = detections?.length ?? 0
  const places = `${count} ${count === 1 ? 'detection' : 'detections'} at a false discovery rate of ${Number((100 * rate).toPrecision(3))} %`
  const apart = regions?.length ? `, ${regions.length} ${regions.length === 1 ? 'region' : 'regions'}` : ''
  const how = verdict === 'not periodic' ? ` Not periodic: ${reason}; columns were judged by what surrounds them.` : ''
  return `${places}${apart}. ${detectable?.sentence ?? ''}${how}`
}

/** Kinds one after the other, each with close-ups and a table. */
function kinds(shown: Shown, side: number, record: MicrographRecord): string {
  const detections = record.detections ?? []
  if (detections.length === 0) return section('Detections', '<p>None.</p>')
  const of = new Map<string, number[]>()
  detections.forEach(({ kind, review }, index) => {
    const name = review?.kind ?? kind
    of.set(name, [...(of.get(name) ?? []), index])
  })
  const parts = [...of].map(([kind, which]) => {
    const first = which.slice(0, CLOSE_UPS)
    const panels = first.map((index) => {
      return `<figure>${closeUp(shown, index, side)}<figcaption>${index + 1}</figcaption></figure>`
    })
    const more = which.length > first.length ? `<p>The surest ${first.length} of ${which.length}.</p>` : ''
    return `<h3>${GLYPHS[markOf(kind)]} ${escapeXml(kind)}: ${which.length}</h3><div class="panels">${panels.join('')}</div>${more}${table(
      which.map((index) => detections[index]),
    )}`
  })
  return section('Detections', parts.join('\n'))
}

function table(detections: readonly ReviewedDetection[]): string {
  const head = ['', 'site', 'x, y px', 'strength %', 'shift', 'p', 'q', 'review']
  const rows = detections.map((detection) => {
    const { id, sublattice, i, j, x, y, strength, strengthError, pValue, qValue, review } = detection
    const cells = [
      sublattice === null ? '' : `${sublattice} ${i}, ${j}`,
      `${x.toFixed(1)}, ${y.toFixed(1)}`,
      `${strength.toFixed(0)} ± ${strengthError.toFixed(0)}`,
      shiftOf(detection),
      pValue.toExponential(1),
      qValue.toExponential(1),
      [review?.verdict, review?.note].filter(Boolean).join(': '),
    ]
    return `<tr><th scope="row">${id}</th>${cells.map((cell) => `<td>${escapeXml(cell.replaceAll('-', '−'))}</td>`).join('')}</tr>`
  })
  return `<table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function shiftOf({
  displacementAngstrom,
  displacementPx,
  displacementErrorAngstrom,
  displacementErrorPx,
}: ReviewedDetection): string {
  const { x, y } = displacementAngstrom ?? displacementPx
  const [unit, error] = displacementAngstrom ? ['Å', displacementErrorAngstrom] : ['px', displacementErrorPx]
  return `${Math.hypot(x, y).toFixed(2)} ± ${error?.toFixed(2)} ${unit}`
}

/** Detections that look alike. */
function groups({ result: { alike } }: PeriodicResult): string {
  if (alike.length === 0) return ''
  const pictures = alike.map(({ members, picture }, n) => {
    const which = members.map((index) => index + 1).join(', ')
    return `<figure>${groupPicture(picture)}<figcaption>Group ${n + 1}: ${members.length} (${which})</figcaption></figure>`
  })
  return section(
    'Detections that look alike',
    `<div class="panels">${pictures.join('')}</div><p>What each group shows more (orange) or less (blue) than ordinary columns, on average.</p>`,
  )
}

/** How sure the calls are, and what they are measured by. */
function certainty(
  found: PeriodicResult,
  { pixelSize, lattice, grains, detectable, request }: MicrographRecord,
): string {
  const { threshold } = found.result.scored
  const size = (pair: { x: number; y: number } | null) =>
    pair ? `${pair.x.toPrecision(4)} × ${pair.y.toPrecision(4)} Å` : 'not known'
  const error =
    pixelSize.fileError === null ? '' : ` (the file’s is ${(100 * pixelSize.fileError).toFixed(1)} % too large)`
  const entries: [string, string][] = [
    ['Pixel, by the file', size(pixelSize.file)],
    ...(pixelSize.lattice
      ? [[`Pixel, by ${pixelSize.crystal}`, `${size(pixelSize.lattice)}${error}`] as [string, string]]
      : []),
    [
      'Cell',
      lattice
        ? `${lattice.lengthsPx.map((length) => length.toFixed(2)).join(' × ')} px, ${lattice.angleDeg.toFixed(2)}°`
        : '',
    ],
    ...[...(lattice ? [lattice] : []), ...(grains ?? [])]
      .flatMap(({ sublattices }) => sublattices)
      .flatMap(({ name, columns, intensity, spread, predictors }): [string, string][] => [
        [
          `Columns ${name}`,
          `${columns}; intensity ${intensity.toPrecision(4)}, scatter ${(100 * spread.intensity).toFixed(1)} % and ${spread.x.toFixed(2)}, ${spread.y.toFixed(2)} px`,
        ],
        [`What is expected of ${name}`, predictors ? expectedBy(predictors) : ''],
      ]),
    [
      'Threshold',
      `p below ${threshold.toExponential(1).replace('-', '−')}, false discovery rate ${100 * request.rate} %`,
    ],
    ['What would have been found', detectable?.sentence ?? ''],
  ]
  const items = entries.map(([name, value]) => `<dt>${escapeXml(name)}</dt><dd>${escapeXml(value)}</dd>`)
  const key = '<p>Bars: columns, orange beyond the threshold. Line: what bulk alone would show.</p>'
  return section('Calibration', `<dl>${items.join('')}</dl>${pHistogram(found)}${key}`)
}

const PREDICTOR: Record<Member, string> = { kriging: 'neighbours', linear: 'surroundings', vae: 'VAE' }

/** How much each predictor counts: of intensity and place, for those that count at all. */
function expectedBy(predictors: NonNullable<LatticeRecord['sublattices'][number]['predictors']>): string {
  const said = (weight: (by: { intensity: number; x: number; y: number }) => number) =>
    (Object.keys(PREDICTOR) as Member[])
      .flatMap((name) => {
        const part = predictors[name] ? weight(predictors[name]) : 0
        return part >= 0.005 ? [`${PREDICTOR[name]} ${part.toFixed(2)}`] : []
      })
      .join(', ') || 'the level around'
  return `intensity by ${said(({ intensity }) => intensity)}; place by ${said(({ x, y }) => (x + y) / 2)}`
}

function facts(record: MicrographRecord, runtime: string, date: Date): string {
  const { request, adapter, seconds, versions } = record
  const { sha256, model, seed, epochs, region, rate, crystal, contrast, ...opening } = request
  const entries: [string, string | null][] = [
    ['File, SHA-256', sha256 ?? 'no file: simulated, or given by the page'],
    [
      'Opened as',
      Object.entries(opening)
        .flatMap(([name, value]) => (value === null ? [] : [`${name} ${JSON.stringify(value)}`]))
        .join(', ') || 'it is',
    ],
    ['Model', model],
    ['Seed', String(seed)],
    ['Epochs', epochs === null ? 'the preset’s own number' : String(epochs)],
    ['Learned from', region ? JSON.stringify(region) : 'the whole micrograph'],
    ['False discovery rate', String(rate)],
    ['Crystal', crystal],
    ['Contrast', contrast],
    ['Adapter', adapter && adapterLabel(adapter)],
    ['Versions', `Lacuna ${versions.lacuna}, ${runtime}`],
    [
      'Seconds',
      Object.entries(seconds)
        .map(([stage, time]) => `${stage} ${time}`)
        .join(', '),
    ],
    ['Made', date.toISOString().replace('T', ' ').replace(/\..*/, ' UTC')],
  ]
  const known = entries.filter(([, value]) => value !== null)
  return `<dl>${known.map(([name, value]) => `<dt>${name}</dt><dd>${escapeXml(value ?? '')}</dd>`).join('')}</dl>`
}

function section(title: string, content: string): string {
  return `<section>\n<h2>${title}</h2>\n${content}\n</section>`
}
