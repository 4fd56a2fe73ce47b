import type { Camera } from './camera'

const PAN_STEP = 60
export const ZOOM_STEP = 1.3

/** Arrows pan, `+` and `−` zoom, `0` shows the whole picture. */
const KEYS: Readonly<Record<string, ((camera: Camera) => void) | undefined>> = {
  ArrowLeft: (camera) => camera.pan({ x: PAN_STEP, y: 0 }),
  ArrowRight: (camera) => camera.pan({ x: -PAN_STEP, y: 0 }),
  ArrowUp: (camera) => camera.pan({ x: 0, y: PAN_STEP }),
  ArrowDown: (camera) => camera.pan({ x: 0, y: -PAN_STEP }),
  '+': (camera) => camera.zoomCentre(ZOOM_STEP),
  '=': (camera) => camera.zoomCentre(ZOOM_STEP),
  '-': (camera) => camera.zoomCentre(1 / ZOOM_STEP),
  '0': (camera) => camera.fit(),
}

/** Moves the camera as a key says; other keys keep what they do in the page. */
export function steer(camera: Camera, event: KeyboardEvent): void {
  const act = KEYS[event.key]
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  act(camera)
}
