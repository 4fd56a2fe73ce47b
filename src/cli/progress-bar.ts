import type { Progress } from '../progress'
import type { Terminal } from './command'

const REDRAW_SECONDS = 0.1
/** Between two lines of a log. */
const LOG_SECONDS = 10
const BAR_WIDTH = 24

export interface ProgressBar {
  update: (progress: Progress) => void
  /** Takes the line away again. */
  clear: () => void
}

/** One line that is drawn again and again on a terminal; in a log, a line now and then and one at the end of a stage. */
export function progressBar({ stderr, columns }: Terminal, now = () => performance.now() / 1000): ProgressBar {
  let stage = ''
  let last = -Infinity
  let drawn = false
  const interval = columns === undefined ? LOG_SECONDS : REDRAW_SECONDS
  return {
    update: (progress) => {
      if (progress.stage !== stage) {
        stage = progress.stage
        // The start of a stage shows at once on a terminal; a log waits for what there is to say.
        last = columns === undefined ? now() : -Infinity
      }
      if (now() - last < interval && progress.done < progress.total) return
      last = now()
      if (columns === undefined) return stderr(`${describe(progress)}\n`)
      drawn = true
      stderr(`\r${line(progress, columns)}\x1b[K`)
    },
    clear: () => {
      if (drawn) stderr('\r\x1b[K')
      drawn = false
    },
  }
}

function fraction({ done, total }: Progress): number {
  return total > 0 ? done / total : 0
}

function describe(progress: Progress): string {
  const share = `${Math.floor(100 * fraction(progress))} %`.padStart(5)
  const left = remaining(progress)
  return `${progress.stage}: ${share}, ${progress.message}${left && `, ${left} left`}`
}

/** Never longer than the terminal is wide: a broken line could not be drawn over. */
function line(progress: Progress, columns: number): string {
  const filled = Math.round(fraction(progress) * BAR_WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  return `${bar} ${describe(progress)}`.slice(0, Math.max(0, columns - 1))
}

/** Estimated from what has been done so far; nothing before a second has passed. */
function remaining(progress: Progress): string {
  const part = fraction(progress)
  if (progress.elapsed < 1 || part === 0 || part === 1) return ''
  const seconds = Math.ceil((progress.elapsed * (1 - part)) / part)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
