/**
 * A 5×7 font of the few characters an overlay needs (defect numbers and the scale bar), so that the command line and
 * the page write the same picture without a font file. Each glyph is seven rows, top first, five bits a row.
 */
const GLYPHS: Record<string, readonly number[]> = {
  '0': [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
  '1': [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  '2': [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
  '3': [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110],
  '4': [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
  '5': [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
  '6': [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
  '7': [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
  '8': [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
  '9': [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
  '.': [0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100],
  n: [0b00000, 0b00000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001],
  m: [0b00000, 0b00000, 0b11010, 0b10101, 0b10101, 0b10101, 0b10101],
  µ: [0b00000, 0b00000, 0b10001, 0b10001, 0b10011, 0b11101, 0b10000],
  Å: [0b00100, 0b01010, 0b00100, 0b01110, 0b10001, 0b11111, 0b10001],
  ' ': [0, 0, 0, 0, 0, 0, 0],
}

export const GLYPH_HEIGHT = 7
const ADVANCE = 6

export function textWidth(text: string): number {
  return text.length * ADVANCE - 1
}

/** Calls `plot` for every set pixel of `text`, in glyph pixels from its top left corner; unknown characters are blank. */
export function eachTextPixel(text: string, plot: (x: number, y: number) => void): void {
  Array.from(text).forEach((character, index) => {
    GLYPHS[character]?.forEach((row, y) => {
      for (let x = 0; x < 5; x++) if (row & (0b10000 >> x)) plot(index * ADVANCE + x, y)
    })
  })
}
