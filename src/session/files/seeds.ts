import type { DetectionRecord } from './column-record'
import { digits } from './column-record'
import { csv } from './csv'
import type { SearchedResult } from './result'

/** What searches found of one micrograph whose models were trained from different seeds. */
export interface SeedsRecord {
  format: 'lacuna-seeds'
  formatVersion: 1
  name: string
  /** Of the micrograph's file. */
  sha256: string | null
  /** Of each search, and how many detections it has. The first is that of `NAME.detections.json`. */
  seeds: number[]
  detections: number[]
  /** Every column that any search found, those that most found first. */
  columns: SeededColumn[]
}

/** What a record says of one column, and how the searches that found it agree: means, and standard deviations between searches, null where one alone found it. */
interface SeededColumn extends Pick<DetectionRecord, 'kind' | 'sublattice' | 'i' | 'j' | 'x' | 'y'> {
  /** How many searches found it. */
  foundIn: number
  /** % of what stands around. */
  strength: number
  strengthSpread: number | null
  score: number
  scoreSpread: number | null
}

/** One search: the seed, and what was found, as files have it. */
export interface SeededSearch {
  seed: number
  detections: readonly DetectionRecord[]
}

/** Digits of means and spreads. */
const DIGITS = 3

/** What searches of one micrograph agree on, and the same of each detection of the first. */
export interface Seeds {
  record: SeedsRecord
  byDetection: SeededColumn[]
}

/** Without a lattice, detections of two searches are of one column where they are this near, in parts of the way to the gap beside it: half of what parts two. */
const NEAR = 0.45

/** What a search agrees on with those from other seeds. Kind and place are those of the first that found the column. */
export function seedsOf(result: SearchedResult, others: readonly SeededSearch[]): Seeds {
  const { seed, sha256 } = result.circumstances.request
  const searches = [{ seed: seed ?? NaN, detections: result.detections }, ...others]
  const near = result.verdict === 'periodic' ? 0 : NEAR * result.surroundings.radius
  const found = new Map<string, DetectionRecord[]>()
  const sites = searches.map(({ detections }) =>
    detections.map((detection) => {
      const site = siteOf(detection) ?? siteNear(detection, found, near)
      found.set(site, [...(found.get(site) ?? []), detection])
      return site
    }),
  )
  const columns = new Map([...found].map(([site, all]) => [site, seededColumn(all)]))
  const record: SeedsRecord = {
    format: 'lacuna-seeds',
    formatVersion: 1,
    name: result.name,
    sha256,
    seeds: searches.map((search) => search.seed),
    detections: searches.map(({ detections }) => detections.length),
    columns: [...columns.values()].sort((p, q) => q.foundIn - p.foundIn || q.score - p.score),
  }
  return { record, byDetection: sites[0].map((site) => columns.get(site)!) }
}

function seededColumn(all: readonly DetectionRecord[]): SeededColumn {
  const [{ kind, sublattice, i, j, x, y }] = all
  const [strength, score] = (['strength', 'score'] as const).map((what) => all.map((one) => one[what]))
  return {
    kind,
    sublattice,
    i,
    j,
    x,
    y,
    foundIn: all.length,
    strength: digits(mean(strength), DIGITS),
    strengthSpread: spread(strength),
    score: digits(mean(score), DIGITS),
    scoreSpread: spread(score),
  }
}

/**
 * The columns are those of the lattice, the same for every seed; an interstitial, which is none of them, is where the micrograph has it. Null
 * without a lattice.
 */
function siteOf({ kind, sublattice, i, j, x, y }: DetectionRecord): string | null {
  if (sublattice === null) return null
  return kind === 'interstitial' ? [kind, Math.round(x), Math.round(y)].join() : [sublattice, i, j].join()
}

/** That of a detection of an earlier search so near, or one of its own. */
function siteNear({ x, y }: DetectionRecord, found: ReadonlyMap<string, DetectionRecord[]>, near: number): string {
  for (const [site, [first]] of found) if (Math.hypot(first.x - x, first.y - y) < near) return site
  return [x, y].join()
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function spread(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const middle = mean(values)
  return digits(Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)), DIGITS)
}

/** What all searches found beside what any did, for a person. */
export function agreement({ seeds, columns }: Pick<SeedsRecord, 'seeds' | 'columns'>): string {
  const withEach = columns.filter(({ foundIn }) => foundIn === seeds.length).length
  if (columns.length === 0) return `None of ${seeds.length} seeds finds any`
  return `${columns.length} ${columns.length === 1 ? 'is' : 'are'} found with any of ${seeds.length} seeds, ${withEach} with each`
}

export function seedsJson(record: SeedsRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`
}

const FIELDS = [
  'kind',
  'sublattice',
  'i',
  'j',
  'x',
  'y',
  'foundIn',
  'strength',
  'strengthSpread',
  'score',
  'scoreSpread',
] as const

/** `NAME.seeds.csv`: one line a column. */
export function seedsCsv({ columns }: SeedsRecord): string {
  return csv([FIELDS, ...columns.map((column) => FIELDS.map((name) => column[name]))])
}
