import type { Rectangle } from '../../session/request'
import { counted, form, t } from '../language/message'
import { localised, number } from '../language/numbers'

/** `0.532`, `−0.3`, `1 204`: `digits` significant digits, a true minus sign, no exponent in the usual range. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  const usual = magnitude >= -4 && magnitude < 7
  const text = usual ? decimals(value, Math.max(0, digits - 1 - magnitude)) : localised(value.toExponential(digits - 1))
  return text.replaceAll('-', '−')
}

/** `1.20`, in German `1,20`: so many decimals, as `toFixed` gives them. */
function decimals(value: number, digits: number): string {
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** `1.20`, `−0.05`: a true minus sign, and none before what rounds to zero. */
export function fixed(value: number, digits: number): string {
  const size = decimals(Math.abs(value), digits)
  return value < 0 && !isZero(value, digits) ? `−${size}` : size
}

function isZero(value: number, digits: number): boolean {
  return Number(value.toFixed(digits)) === 0
}

/** `+1.20`, `−0.05`, `0.00`: always with its sign, unless it rounds to zero. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits)
  return value > 0 && !isZero(value, digits) ? `+${text}` : text
}

/** `0:07`, `12:30`, `1:02:03`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** `about 20 s`, `about 2 min`, `about 1.5 h`: no finer than such a guess is. */
export function about(seconds: number): string {
  if (seconds < 55) return t`about ${Math.max(1, seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5))} s`
  if (seconds < 5400) return t`about ${Math.max(1, Math.round(seconds / 60))} min`
  return t`about ${fixed(seconds / 3600, 1)} h`
}

/** Seconds that are left if the rest goes as what is done went; null before there is anything to go by. */
export function remaining({ done, total, elapsed }: { done: number; total: number; elapsed: number }): number | null {
  return done > 0 && total >= done ? (elapsed / done) * (total - done) : null
}

const NOUNS = {
  column: (n: number) => counted(n, form`${n} column`, form`${n} columns`),
  defect: (n: number) => counted(n, form`${n} defect`, form`${n} defects`),
  detection: (n: number) => counted(n, form`${n} detection`, form`${n} detections`),
  event: (n: number) => counted(n, form`${n} event`, form`${n} events`),
  epoch: (n: number) => counted(n, form`${n} epoch`, form`${n} epochs`),
} as const

/** `1 detection`, `3 detections`. */
export function count(number: number, noun: keyof typeof NOUNS): string {
  return NOUNS[noun](number)
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length > 1 ? t`${items.slice(0, -1).join(', ')} and ${last}` : last
}

/** `12.3, 4.5`; where a comma is a decimal one, a semicolon stands between. */
export function pair(x: string, y: string): string {
  return t`${x}, ${y}`
}

/** `1 %`, `0.05 %`. */
export function percent(part: number): string {
  return `${number(100 * part, { maximumSignificantDigits: 3 })} %`
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `0.031`, `3·10⁻⁷`. */
export function probability(p: number): string {
  if (p >= 1e-3) return number(p, { maximumSignificantDigits: 2 })
  if (p < 1e-99) return '< 10⁻⁹⁹'
  const [mantissa, exponent] = p.toExponential(0).split('e-')
  return `${mantissa}·10⁻${[...exponent].map((digit) => RAISED[Number(digit)]).join('')}`
}

/** What a model learns from: `the whole micrograph`, or the region's top left pixel and its size. */
export function learnedPart(region: Rectangle | null): string {
  return region ? `x ${region.x}, y ${region.y}, ${region.width} × ${region.height} px` : t`the whole micrograph`
}

/** A message may quote a file; a notice has room for so many characters. */
const MOST = 500

export function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}

/** `0.6 MB`, `134 MB`: as file managers count. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6
  return `${fixed(value, value < 9.95 ? 1 : 0)} MB`
}

/** `0.1953 Å/px`, or `0.1000 × 0.1300 Å/px` where pixels are not square. */
export function pixelSizeText(size: { x: number; y: number }): string {
  const [x, y] = [significant(size.x, 4), significant(size.y, 4)]
  return `${x === y ? x : `${x} × ${y}`} Å/px`
}
