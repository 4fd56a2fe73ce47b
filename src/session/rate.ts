export { isRate, RATE, requireRate } from '../stem/field/rate'
