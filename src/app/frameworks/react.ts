/** Types of the elements in JSX of React: `import type {} from 'lacuna/react'`. React 19 sets properties and hears events. */
import type { ClassAttributes, HTMLAttributes } from 'react'
import type { LacunaElements } from './elements'
import type { JsxProps, Tag } from './props'

type Own<T extends Tag> = Omit<HTMLAttributes<LacunaElements[T]['element']>, keyof JsxProps<T>> &
  JsxProps<T> & { class?: string | undefined }

type Elements = { [T in Tag]: ClassAttributes<LacunaElements[T]['element']> & Own<T> }

declare module 'react' {
  // oxlint-disable-next-line typescript/no-namespace -- as React has it
  namespace JSX {
    // oxlint-disable-next-line typescript/no-empty-object-type -- all there is to add is what it extends
    interface IntrinsicElements extends Elements {}
  }
}
