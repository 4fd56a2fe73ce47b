import { zlibSync } from 'fflate'
import type { Raster } from './canvas'
import type { Drawing, Point, Shape, Stroke } from './drawing'
import { type FontName, FONTS, type Run, runsOf, runWidth } from './pdf-text'

/** Points of a page to a unit: a figure of 640 units is 480 points, 169 mm, wide. */
const POINTS = 0.75
/** Of a circle's four curves: how far their handles are out, in radii. */
const HANDLE = 0.5523

/** A drawing as a PDF file of one page: lines and letters as such, the picture as pixels without loss. */
export function pdfOf(drawing: Drawing, title: string): Uint8Array {
  const page = new Page(drawing.height)
  page.all(drawing.shapes)
  const file = new PdfFile()
  const images = page.images.map((raster) => file.add(...imageObject(raster)))
  const content = file.add('', new TextEncoder().encode(page.content))
  const names = (list: readonly string[], prefix: string) => list.map((entry, k) => `/${prefix}${k} ${entry}`).join(' ')
  const states = page.opacities.map((part) => `<</ca ${part}/CA ${part}>>`)
  const fonts = Object.entries(FONTS).map(([name, { base, encoding }]) => {
    return `/${name} <</Type/Font/Subtype/Type1/BaseFont/${base}${encoding}>>`
  })
  const resources =
    `<</Font<<${fonts.join(' ')}>>/ExtGState<<${names(states, 'G')}>>` +
    `/XObject<<${names(
      images.map((id) => `${id} 0 R`),
      'I',
    )}>>>>`
  const size = `0 0 ${fixed(drawing.width * POINTS)} ${fixed(drawing.height * POINTS)}`
  const pages = file.next + 1
  const leaf = file.add(
    `/Type/Page/Parent ${pages} 0 R/MediaBox[${size}]/Resources${resources}/Contents ${content} 0 R`,
    null,
  )
  file.add(`/Type/Pages/Count 1/Kids[${leaf} 0 R]`, null)
  const catalog = file.add(`/Type/Catalog/Pages ${pages} 0 R`, null)
  const info = file.add(`/Title ${unicode(title)}/Producer (Lacuna)`, null)
  return file.bytes(catalog, info)
}

/** What is drawn, in the operators of a page; y is turned around once, at the beginning. */
class Page {
  readonly images: Raster[] = []
  readonly opacities: number[] = []
  readonly #lines: string[] = []

  constructor(height: number) {
    this.#lines.push(`${POINTS} 0 0 ${-POINTS} 0 ${fixed(height * POINTS)} cm 1 j 1 J`)
  }

  get content(): string {
    return this.#lines.join('\n')
  }

  all(shapes: readonly Shape[]): void {
    for (const shape of shapes) this.#one(shape)
  }

  #one(shape: Shape): void {
    switch (shape.kind) {
      case 'image': {
        const { left, top, width, height } = shape.box
        this.images.push(shape.raster)
        // An image stands on its lower edge.
        const place = `${fixed(width)} 0 0 ${fixed(-height)} ${fixed(left)} ${fixed(top + height)} cm`
        return this.#write(`q ${this.#opaque(1)} ${place} /I${this.images.length - 1} Do Q`)
      }
      case 'box': {
        const { left, top, width, height } = shape.box
        const path = `${fixed(left)} ${fixed(top)} ${fixed(width)} ${fixed(height)} re f`
        return this.#write(`${this.#opaque(shape.opacity)} ${colour(shape.colour)} rg ${path}`)
      }
      case 'disc':
        return this.#write(
          `${this.#opaque(shape.opacity)} ${colour(shape.colour)} rg ${circle(shape.at, shape.radius)} f`,
        )
      case 'ring':
        return this.#write(`${this.#stroke(shape.stroke)} ${circle(shape.at, shape.radius)} s`)
      case 'line': {
        const [first, ...rest] = shape.points.map(({ x, y }) => `${fixed(x)} ${fixed(y)}`)
        const path = `${first} m ${rest.map((point) => `${point} l`).join(' ')}`
        return this.#write(`${this.#stroke(shape.stroke)} ${path} ${shape.closed ? 's' : 'S'}`)
      }
      case 'text':
        return this.#text(shape)
      case 'clip': {
        const { left, top, width, height } = shape.box
        this.#write(`q ${fixed(left)} ${fixed(top)} ${fixed(width)} ${fixed(height)} re W n`)
        this.all(shape.shapes)
        return this.#write('Q')
      }
    }
  }

  #text({ text, at, anchor, size, colour: ink, opacity, halo }: Extract<Shape, { kind: 'text' }>): void {
    const runs = runsOf(text)
    const whole = runs.reduce((sum, run) => sum + runWidth(run), 0) * size
    let x = at.x - { start: 0, middle: 0.5, end: 1 }[anchor] * whole
    for (const run of runs) {
      const place = { x, y: at.y }
      if (halo) this.#letters(run, place, size, `${this.#opaque(0.85 * opacity)} ${colour(halo)} RG [] 0 d 4 w 1 Tr`)
      this.#letters(run, place, size, `${this.#opaque(opacity)} ${colour(ink)} rg 0 Tr`)
      x += runWidth(run) * size
    }
  }

  #letters({ font, codes }: Run, { x, y }: Point, size: number, how: string): void {
    const text = codes.map((code) => code.toString(16).padStart(2, '0')).join('')
    this.#write(
      `q BT ${how} /${font satisfies FontName} ${size} Tf 1 0 0 -1 ${fixed(x)} ${fixed(y)} Tm <${text}> Tj ET Q`,
    )
  }

  #stroke({ colour: ink, width, opacity, dashes }: Stroke): string {
    return `${this.#opaque(opacity)} ${colour(ink)} RG ${fixed(width)} w [${dashes.join(' ')}] 0 d`
  }

  #opaque(part: number): string {
    const value = Number(part.toFixed(3))
    const at = this.opacities.indexOf(value)
    if (at < 0) this.opacities.push(value)
    return `/G${at < 0 ? this.opacities.length - 1 : at} gs`
  }

  #write(line: string): void {
    this.#lines.push(line)
  }
}

/** The objects of a PDF, one after the other, and where each of them begins. */
class PdfFile {
  readonly #parts: Uint8Array[] = []
  readonly #starts: number[] = []
  #length = 0

  constructor() {
    this.#push('%PDF-1.4\n%\u00e5\u00e4\u00f6\u00fc\n')
  }

  /** The number of the latest object. */
  get next(): number {
    return this.#starts.length + 1
  }

  /** Gives the object's number; a stream is packed. */
  add(entries: string, stream: Uint8Array | null): number {
    this.#starts.push(this.#length)
    const id = this.#starts.length
    if (!stream) this.#push(`${id} 0 obj\n<<${entries}>>\nendobj\n`)
    else {
      const packed = zlibSync(stream)
      this.#push(`${id} 0 obj\n<<${entries}/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`)
      this.#take(packed)
      this.#push('\nendstream\nendobj\n')
    }
    return id
  }

  bytes(catalog: number, info: number): Uint8Array {
    const table = this.#length
    const count = this.#starts.length + 1
    const rows = this.#starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`)
    this.#push(`xref\n0 ${count}\n0000000000 65535 f \n${rows.join('')}`)
    this.#push(`trailer\n<</Size ${count}/Root ${catalog} 0 R/Info ${info} 0 R>>\nstartxref\n${table}\n%%EOF\n`)
    const whole = new Uint8Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  #push(text: string): void {
    this.#take(Uint8Array.from(text, (character) => character.charCodeAt(0)))
  }

  #take(part: Uint8Array): void {
    this.#parts.push(part)
    this.#length += part.length
  }
}

function imageObject({ data, width, height }: Raster): [string, Uint8Array] {
  const rgb = new Uint8Array(3 * width * height)
  for (let at = 0; at < width * height; at++) for (let c = 0; c < 3; c++) rgb[3 * at + c] = data[4 * at + c]
  const kind = '/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8'
  return [`${kind}/Width ${width}/Height ${height}`, rgb]
}

function circle({ x, y }: Point, radius: number): string {
  const handle = HANDLE * radius
  const place = (dx: number, dy: number) => `${fixed(x + dx)} ${fixed(y + dy)}`
  const curve = (...points: [number, number][]) => `${points.map(([dx, dy]) => place(dx, dy)).join(' ')} c`
  return [
    `${place(radius, 0)} m`,
    curve([radius, handle], [handle, radius], [0, radius]),
    curve([-handle, radius], [-radius, handle], [-radius, 0]),
    curve([-radius, -handle], [-handle, -radius], [0, -radius]),
    curve([handle, -radius], [radius, -handle], [radius, 0]),
    'h',
  ].join(' ')
}

function colour(levels: readonly number[]): string {
  return levels.map((level) => fixed(level / 255)).join(' ')
}

function fixed(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

/** A text of any letters: UTF-16 with its mark. */
function unicode(text: string): string {
  const codes = Array.from({ length: text.length }, (_, k) => text.charCodeAt(k).toString(16).padStart(4, '0'))
  return `<feff${codes.join('')}>`
}
