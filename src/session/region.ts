export { formatRectangle, liesIn, readRectangle } from '../stem/patch/rectangle'
export type { Rectangle } from '../stem/patch/rectangle'
