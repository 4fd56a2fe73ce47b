import { unzlibSync } from 'fflate'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { figureFile } from '../../../../src/session/files/figure'
import { placed, withOpinion } from '../../../../src/session/files/review'
import { DEFICIT_COLOUR } from '../../../../src/session/picture/colour-map'
import { figure, PLAIN, type Scene } from '../../../../src/session/picture/figure'
import type { Shape } from '../../../../src/session/picture/drawing'
import { markersOf } from '../../../../src/session/picture/marks'
import { runsOf, runWidth } from '../../../../src/session/picture/pdf-text'
import { rasterise } from '../../../../src/session/picture/rasterise'
import { strokeWidth, textStrokes } from '../../../../src/session/picture/stroke-font'
import { micrograph, result } from '../../../support/result'

const found = result()
const review = withOpinion(
  withOpinion([], { detection: 1 }, { verdict: 'rejected' }, found),
  { column: 5 },
  { verdict: 'added', kind: 'my own' },
  found,
)

function scene(change: Partial<Scene> = {}): Scene {
  return { ...PLAIN, micrograph: micrograph(), found, markers: markersOf(found, placed(review, found)), ...change }
}

/** All texts of a drawing. */
function texts(shapes: readonly Shape[]): string[] {
  return shapes.flatMap((shape) =>
    shape.kind === 'text' ? [shape.text] : shape.kind === 'clip' ? texts(shape.shapes) : [],
  )
}

describe('a figure', () => {
  it('has the marks, the region, a scale bar, a key of the colours and one of the kinds that count', () => {
    const { width, height, shapes } = figure(scene())
    expect(width).toBe(640)
    // 48 × 32 px, and two lines below.
    expect(height).toBeCloseTo((640 * 32) / 48 + 2 * 24 + 6, 6)
    expect(texts(shapes)).toEqual(
      expect.arrayContaining([
        '1',
        '2',
        '+',
        'vacuum',
        '2 Å',
        'deficit −100 %',
        '+100 % excess',
        'vacancy: 1',
        'my own: 1',
      ]),
    )
    // What was rejected is drawn, and not counted.
    expect(texts(shapes)).not.toContain('displacement: 1')
  })

  it('of a part shows that part, as large as the whole', () => {
    const part = figure(scene({ region: { x: 0, y: 0, width: 15, height: 10 } }))
    const image = part.shapes.find((shape) => shape.kind === 'image')!
    expect(image.kind === 'image' && [image.raster.width, image.raster.height, image.box.width]).toEqual([15, 10, 640])
    expect(texts(part.shapes)).toContain('1')
    expect(texts(part.shapes)).not.toContain('2')
  })

  it('has a key for each overlay', () => {
    expect(texts(figure(scene({ overlay: 'exx' })).shapes)).toEqual(
      expect.arrayContaining(['Strain εxx: −1.0 %', '1.0 %']),
    )
    expect(texts(figure(scene({ overlay: null })).shapes)).not.toContain('+100 % excess')
  })

  it('as PNG is as many times as large as is asked, and marks are where they belong', () => {
    for (const scale of [1, 3]) {
      const png = figureFile('a', scene(), { format: 'png', scale })
      expect(png).toMatchObject({ name: 'a.figure.png', type: 'image/png' })
      const { width, data, channels } = decode(png.content as Uint8Array)
      expect(width).toBe(640 * scale)
      // The ring of the vacancy at (16, 0): radius 0.4 · 16 px.
      const unit = (640 / 48) * scale
      const [x, y] = [Math.floor((16.5 - 6.4) * unit), Math.floor(0.5 * unit)]
      expect([...data.subarray(channels * (y * width + x), channels * (y * width + x) + 3)]).toEqual([
        ...DEFICIT_COLOUR,
      ])
    }
  })

  it('is no larger than a page can hold', () => {
    expect(() => figureFile('a', scene(), { format: 'png', scale: 40 })).toThrow(/give a number from 1 to 4/)
  })

  it('as SVG is one file with its picture in it, and letters that are letters', () => {
    const svg = figureFile('a', scene(), { format: 'svg' }).content as string
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 640 /)
    expect(svg).toContain('href="data:image/png;base64,')
    expect(svg).toContain('>vacancy: 1</text>')
    expect(svg.match(/<clipPath/g)).toHaveLength(1)
    expect(svg).not.toMatch(/NaN|undefined/)
    // Every element that is opened is closed.
    expect(svg.match(/<(g|text|svg|clipPath|title)\b/g)!.length).toBe(
      svg.match(/<\/(g|text|svg|clipPath|title)>/g)!.length,
    )
  })

  it('as PDF has one page with its picture, lines and letters, and a table that tells where each object is', () => {
    const pdf = figureFile('a', scene({ overlay: 'exx' }), { format: 'pdf' }).content as Uint8Array
    const text = String.fromCharCode(...pdf)
    expect(text).toMatch(/^%PDF-1\.4/)
    const start = Number(/startxref\n(\d+)/.exec(text)![1])
    const rows = text.slice(start).match(/\d{10} 00000 n/g)!
    rows.forEach((row, k) => expect(text.slice(Number(row.slice(0, 10)))).toMatch(new RegExp(`^${k + 1} 0 obj`)))
    expect(text).toMatch(/\/MediaBox\[0 0 480 \d/)
    expect(text).toMatch(/\/Subtype\/Image[^>]*\/Width 48\/Height 32/)
    const [, id] = /\/Contents (\d+) 0 R/.exec(text)!
    const content = text.indexOf('stream\n', Number(rows[Number(id) - 1].slice(0, 10))) + 'stream\n'.length
    const drawn = new TextDecoder().decode(unzlibSync(pdf.subarray(content, text.indexOf('\nendstream', content))))
    expect(drawn).not.toMatch(/NaN|undefined/)
    expect(drawn).toContain('/I0 Do')
    // "Strain ", ε from Symbol.
    expect(drawn).toContain('<537472616920'.slice(0, 10))
    expect(drawn).toContain('/S 12 Tf')
  })
})

it('a text in PDF is parted by the fonts that have its letters', () => {
  expect(runsOf('εxx −1 ✓')).toEqual([
    { font: 'S', codes: [0x65] },
    { font: 'F', codes: [0x78, 0x78, 0x20, 0x96, 0x31, 0x20] },
    { font: 'Z', codes: [0x33] },
  ])
  expect(runWidth({ font: 'F', codes: [0x31, 0x20] })).toBeCloseTo(0.834, 6)
  expect(runsOf('Å')[0].codes).toEqual([0xc5])
})

it('pixels: a line is as wide as it says, its edge smooth, and dashes leave gaps', () => {
  const line = (dashes: number[]) => ({
    width: 20,
    height: 10,
    shapes: [
      {
        kind: 'line' as const,
        points: [
          { x: 2, y: 5 },
          { x: 18, y: 5 },
        ],
        closed: false,
        stroke: { colour: [0, 0, 0] as const, width: 3, opacity: 1, dashes },
      },
    ],
  })
  const { data, width } = rasterise(line([]), 1)
  const column = Array.from({ length: 10 }, (_, y) => data[4 * (y * width + 10)])
  // From 3.5 to 6.5: two whole pixels, and two that are half covered.
  expect(column).toEqual([255, 255, 255, 128, 0, 0, 128, 255, 255, 255])
  const row = rasterise(line([4, 4]), 1).data.filter((_, at) => Math.floor(at / 4 / 20) === 4 && at % 4 === 0)
  expect(row[4]).toBe(0)
  expect(row[8]).toBe(255)
  expect(row[12]).toBe(0)
})

it('letters are strokes that lie within their width, of every character that a key can hold', () => {
  for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789εµÅ%°()[]:/·,−+-.✓×') {
    const strokes = textStrokes(letter)
    expect(strokes.length, letter).toBeGreaterThan(0)
    for (const { x } of strokes.flat()) expect(x).toBeLessThanOrEqual(strokeWidth(letter) + 1e-9)
  }
})
