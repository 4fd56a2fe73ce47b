import type {} from 'lacuna/vue'
import type { GlobalComponents } from 'vue'

type Detector = InstanceType<GlobalComponents['lacuna-detector']>
export const props: Detector['$props'] = { src: 'a.png', preset: 'fast', class: 'wide' }
// @ts-expect-error there is no such preset
export const slow: Detector['$props'] = { preset: 'slow' }
export const tell = ({ $emit }: Detector, event: HTMLElementEventMap['lacuna-error']) => $emit('lacuna-error', event)
