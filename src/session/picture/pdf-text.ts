/** Of the fonts that every reader of PDF has. */
export const FONTS = {
  F: { base: 'Helvetica-Bold', encoding: '/Encoding/WinAnsiEncoding' },
  S: { base: 'Symbol', encoding: '' },
  Z: { base: 'ZapfDingbats', encoding: '' },
} as const

export type FontName = keyof typeof FONTS

/** Letters of one font, by their codes in it. */
export interface Run {
  font: FontName
  codes: number[]
}

/** Letters that are not where Unicode's first 256 are: in which font, and their code there. */
const ELSEWHERE: Readonly<Record<string, readonly [FontName, number]>> = {
  ε: ['S', 0x65],
  '−': ['F', 0x96],
  '–': ['F', 0x96],
  '…': ['F', 0x85],
  '’': ['F', 0x92],
  '✓': ['Z', 0x33],
  '✗': ['Z', 0x37],
}
const UNKNOWN = 0x3f

/** A text in the fonts that have its letters; those that none has are question marks. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = []
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? UNKNOWN
    const usual = ['F', point < 256 ? point : UNKNOWN] as const
    const [font, code] = ELSEWHERE[letter] ?? usual
    const last = runs.at(-1)
    if (last?.font === font) last.codes.push(code)
    else runs.push({ font, codes: [code] })
  }
  return runs
}

/** Widths of Helvetica-Bold's letters from the space to the tilde, thousandths of its size: Adobe's metrics. */
const WIDTHS = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
]
/** Of the letters elsewhere, by their codes; of any other. */
const OTHER_WIDTHS: Readonly<Record<number, number>> = { 0x65: 439, 0x33: 755, 0x37: 761 }
const USUAL = 600

/** At size 1. */
export function runWidth({ font, codes }: Run): number {
  const width = (code: number) => (font === 'F' ? (WIDTHS[code - 32] ?? USUAL) : (OTHER_WIDTHS[code] ?? USUAL))
  return codes.reduce((sum, code) => sum + width(code), 0) / 1000
}
