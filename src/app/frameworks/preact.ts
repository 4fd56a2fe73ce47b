/** Types of the elements in JSX of Preact: `import type {} from 'lacuna/preact'`. */
import type { HTMLAttributes } from 'preact'
import type { LacunaElements } from './elements'
import type { JsxProps, Tag } from './props'

type Elements = {
  [T in Tag]: Omit<HTMLAttributes<LacunaElements[T]['element']>, keyof JsxProps<T>> & JsxProps<T>
}

declare module 'preact' {
  // oxlint-disable-next-line typescript/no-namespace -- as Preact has it
  namespace JSX {
    // oxlint-disable-next-line typescript/no-empty-object-type -- all there is to add is what it extends
    interface IntrinsicElements extends Elements {}
  }
}
