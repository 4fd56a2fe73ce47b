import { t } from '../language/message'

/** A stop of the tour: what is pointed at, the first that is there, and what is said of it. */
export interface Step {
  targets: readonly string[]
  title: () => string
  text: () => string
}

/** The path from a file to a result. */
export const STEPS: readonly Step[] = [
  {
    targets: ['section[aria-labelledby="open"] > header'],
    title: () => t`Open a micrograph`,
    text: () => t`Open a file of your microscope, or drop it anywhere on this page. Without one, press a sample.`,
  },
  {
    targets: ['lacuna-lattice', 'section[aria-labelledby="open"]'],
    title: () => t`Check the lattice`,
    text: () =>
      t`Lacuna finds it at once. If cell or angle look wrong, set the pixel size right here before you go on.`,
  },
  {
    targets: ['lacuna-training'],
    title: () => t`Train`,
    text: () => t`A network learns the crystal from this very micrograph. You may cancel, and train further later.`,
  },
  {
    targets: ['lacuna-histogram', 'section[aria-labelledby="find"]'],
    title: () => t`Detect, and set the threshold`,
    text: () =>
      t`Each column gets a p-value. Type the share that may be false, or drag the line; choose a row to see it close up.`,
  },
  {
    targets: ['#saves', 'section[aria-labelledby="find"]'],
    title: () => t`Export`,
    text: () =>
      t`Save tables, pictures, a report, or the whole session. Figures for a paper are under Figure above the picture.`,
  },
]

/** The first element that a selector finds and that takes up room, through shadow roots. */
export function deepFind(root: ParentNode, selector: string): HTMLElement | null {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.matches(selector) && element.getClientRects().length > 0) return element
    const within = element.shadowRoot && deepFind(element.shadowRoot, selector)
    if (within) return within
  }
  return null
}
