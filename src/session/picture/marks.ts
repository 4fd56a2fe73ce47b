import type { Detection, DetectionKind } from '../../stem/micrograph/detections'
import type { JudgedMicrograph } from '../../stem/micrograph/judge-micrograph'
import { type Side, sideOf } from './colour-map'
import { type Judged, judgement } from './pictured'

/** The shapes that stand for kinds of defects, in pictures and in the table: colour alone would not do for everybody. */
export type Mark = 'vacancy' | 'deficit' | 'excess' | 'displacement' | 'interstitial' | 'species' | 'other'

export const GLYPHS: Readonly<Record<Mark, string>> = {
  vacancy: '○',
  deficit: '▽',
  excess: '△',
  displacement: '◇',
  interstitial: '✚',
  species: '□',
  other: '✕',
}

/** A kind may be a person's own word. */
export function markOf(kind: string): Mark {
  if (kind in GLYPHS) return kind as Mark
  return kind.includes('-on-') ? 'species' : 'other'
}

/** Corners of the shapes on a circle of radius 1, drawn a little larger so that all look alike in size; circles have none. */
export const CORNERS: Readonly<Record<Mark, readonly (readonly [number, number])[]>> = {
  vacancy: [],
  deficit: polygon(3, 90, 1.3),
  excess: polygon(3, -90, 1.3),
  displacement: polygon(4, 0, 1.2),
  interstitial: polygon(5, -90, 1.15),
  species: polygon(4, 45, 1.25),
  other: polygon(6, 0, 1.1),
}

/** With more marks in view the numbers would hide the picture, and one another. */
export const MOST_LABELS = 80

/** One marker of a picture. */
export interface Marker {
  /** Px of the micrograph from the centre of the top left pixel. */
  x: number
  y: number
  mark: Mark
  /** What it is called: the kind that was found, or a person's own word. */
  kind: string
  side: Side
  /** Beside it. */
  label: string
  /** What was rejected steps back; what a person added is dashed. */
  style: 'found' | 'rejected' | 'added'
}

/** What a person said of detections and columns, as far as it shows. */
export type Shown = readonly {
  said: { verdict: 'accepted' | 'rejected' | 'added' | null; kind: string | null }
  detection: number
  column: number
}[]

/** The markers of a result, the detections' first, in their order. */
export function markersOf(judged: Judged, shown: Shown): Marker[] {
  const { columns, findings } = judgement(judged)
  const opinions = new Map(shown.map(({ detection, said }) => [detection, said]))
  const found = findings.map((finding, index): Marker => foundMarker(finding, index, opinions.get(index)))
  const added = shown.filter(({ said, detection, column }) => said.verdict === 'added' && detection < 0 && column >= 0)
  return [
    ...found,
    ...added.map(({ said, column }): Marker => ({
      x: columns.x[column],
      y: columns.y[column],
      mark: markOf(said.kind ?? 'other'),
      kind: said.kind ?? 'other',
      side: 'neither',
      label: '+',
      style: 'added',
    })),
  ]
}

function foundMarker(finding: Detection, index: number, said: Shown[number]['said'] | undefined): Marker {
  const { x, y, kind } = finding
  return {
    x,
    y,
    mark: markOf(said?.kind ?? kind),
    kind: said?.kind ?? kind,
    side: sideOf(finding),
    label: said?.verdict === 'accepted' ? `${index + 1} ✓` : String(index + 1),
    style: said?.verdict === 'rejected' ? 'rejected' : 'found',
  }
}

/** Kinds that a person may choose from: where a crystal was named, one species in the place of another, too. */
export function kindsFor(
  found: { verdict: 'not periodic' } | Pick<JudgedMicrograph, 'verdict' | 'match' | 'lattice'>,
): DetectionKind[] {
  const names = found.verdict === 'periodic' && found.match ? found.lattice.sublattices.map(({ name }) => name) : []
  const pairs = names.flatMap((one) => names.filter((other) => other !== one).map((other) => [one, other]))
  const species = pairs.map(([one, other]) => `${one}-on-${other}` as const)
  return ['vacancy', 'deficit', 'excess', 'displacement', 'interstitial', ...species, 'other']
}

/** `vacuum`, `phase 1`. */
export function regionLabel({ kind, phase }: JudgedMicrograph['result']['regions'][number]): string {
  if (kind === 'other') return 'other than the crystal'
  return phase === null ? kind : `${kind} ${phase + 1}`
}

function polygon(corners: number, from: number, size: number): [number, number][] {
  return Array.from({ length: corners }, (_, k) => {
    const angle = ((from + (360 * k) / corners) * Math.PI) / 180
    return [size * Math.cos(angle), size * Math.sin(angle)]
  })
}
