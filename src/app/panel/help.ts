import { html, type TemplateResult } from 'lit'
import { parts, t } from '../language/message'
import '../help/lacuna-help'

/** What each panel tells of itself. */
export const HELP = {
  micrograph: () =>
    html`<lacuna-help about=${t`Micrograph`}>
      ${t`Open an atomic-resolution micrograph, or press a sample. Lacuna looks for its lattice at once. Check the pixel size; name the crystal, if you know it: then columns and lengths bear its names and its scale. The search is the same without it.`}
    </lacuna-help>`,
  learn: () =>
    html`<lacuna-help about=${t`Learn the crystal`}>
      ${parts`A network learns from this very micrograph what its crystal looks like. ${named(t`Fast`)} does for most; ${named(t`Paper`)} is the authors’ own and needs a GPU. If a part of the picture is damaged or of another phase, draw a region that is not. You may cancel at any time: what was learned so far can be used, saved, and trained further.`}
    </lacuna-help>`,
  find: () =>
    html`<lacuna-help about=${t`Find what does not belong`}>
      ${t`Every column is judged by its neighbours and by the model. The false discovery rate is the share of the detections that may be false. Choose one to see it close up; accept or reject it (keys A and R). Drag the threshold to find more or fewer. Look before you publish.`}
    </lacuna-help>`,
} as const

function named(preset: string): TemplateResult {
  return html`<em>${preset}</em>`
}
