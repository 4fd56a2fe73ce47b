/** @jsxImportSource preact */
import type {} from 'lacuna/preact'

export const search = (
  <lacuna-detector
    src="a.png"
    false-discovery-rate="0.05"
    onlacuna-detections={({ detail }) => detail.verdict.toUpperCase()}
  />
)
// @ts-expect-error there is no such preset
export const slow = <lacuna-detector preset="slow" />
