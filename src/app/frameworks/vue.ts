/** Types of the elements in templates of Vue: `import type {} from 'lacuna/vue'`. */
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue'
import type { LacunaElements } from './elements'
import type { Tag } from './props'

type Handlers<T extends Tag> = {
  [Type in keyof LacunaElements[T]['events']]: (event: LacunaElements[T]['events'][Type]) => void
}

type Elements = {
  [T in Tag]: new () => LacunaElements[T]['element'] & {
    $props: Omit<HTMLAttributes, keyof LacunaElements[T]['props']> & LacunaElements[T]['props'] & PublicProps
    $emit: EmitFn<Handlers<T>>
  }
}

declare module 'vue' {
  // oxlint-disable-next-line typescript/no-empty-object-type -- all there is to add is what it extends
  interface GlobalComponents extends Elements {}
}
