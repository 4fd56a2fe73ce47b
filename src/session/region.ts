export { formatRectangle, liesIn, readRectangle } from '../stem/rectangle'
export type { Rectangle } from '../stem/rectangle'
