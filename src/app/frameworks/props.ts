import type { LacunaElements } from './elements'

export type Tag = keyof LacunaElements

/** An element's own properties and attributes, and its events as `on` and their names, as JSX writes them. */
export type JsxProps<T extends Tag> = LacunaElements[T]['props'] & {
  [Type in keyof LacunaElements[T]['events'] & string as `on${Type}`]?:
    ((event: LacunaElements[T]['events'][Type]) => void) | undefined
}
