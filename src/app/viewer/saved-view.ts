import { DIFFERENCES } from '../../session/picture/difference'
import { ARROWS } from '../../session/picture/arrows'
import { MAPS } from '../../session/picture/maps'
import { BAR_CORNERS, FIRST_BAR, type ScaleBarStyle } from '../../session/picture/scale-bar'
import { MAP_NAMES } from '../../session/picture/sequential'
import { FIRST_TONE, type Tone } from '../../session/picture/tone'
import type { Rectangle } from '../../session/request'
import { FIRST_LOOK, type Look } from './look'

/** How a picture is looked at. */
export interface SavedView {
  look: Look
  tone: Tone
  /** The part in view, px; null for the whole. */
  region: Rectangle | null
}

const OVERLAYS: readonly string[] = [...DIFFERENCES, ...Object.keys(MAPS), ...Object.keys(ARROWS)]

/** A view from a file, as far as it is one; what makes no sense is as at first. */
export function soundView(view: unknown): SavedView {
  const { look, tone, region } = fieldsOf(view)
  const seen = fieldsOf(look)
  const shown = fieldsOf(tone)
  const part = fieldsOf(region)
  const corners = ['x', 'y', 'width', 'height'].map((name) => number(part[name], NaN, -1e9, 1e9))
  return {
    look: {
      picture: seen.picture === 'prediction' ? 'prediction' : 'micrograph',
      overlay: OVERLAYS.includes(String(seen.overlay)) ? (seen.overlay as Look['overlay']) : FIRST_LOOK.overlay,
      opacity: number(seen.opacity, FIRST_LOOK.opacity, 0, 1),
      markers: seen.markers !== false,
      scaleBar: seen.scaleBar !== false,
      bar: soundBar(fieldsOf(seen.bar)),
      compare: seen.compare === true,
      divider: number(seen.divider, FIRST_LOOK.divider, 0, 1),
    },
    tone: {
      map: MAP_NAMES.find((name) => name === shown.map) ?? FIRST_TONE.map,
      black: number(shown.black, FIRST_TONE.black, 0, 49.8),
      white: number(shown.white, FIRST_TONE.white, 50.2, 100),
      gamma: number(shown.gamma, FIRST_TONE.gamma, 0.25, 4),
    },
    region: corners.some(Number.isNaN) ? null : { x: corners[0], y: corners[1], width: corners[2], height: corners[3] },
  }
}

function soundBar({ length, corner, colour, plate }: Partial<Record<string, unknown>>): ScaleBarStyle {
  const asked = number(length, NaN, 1e-3, 1e9)
  return {
    length: Number.isNaN(asked) ? null : asked,
    corner: BAR_CORNERS.find((name) => name === corner) ?? FIRST_BAR.corner,
    colour: colour === 'black' ? 'black' : 'white',
    plate: plate !== false,
  }
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? value : {}
}

function number(value: unknown, usual: number, least: number, most: number): number {
  return typeof value === 'number' && value >= least && value <= most ? value : usual
}
