export { isRate, RATE, requireRate } from '../stem/micrograph/rate'
