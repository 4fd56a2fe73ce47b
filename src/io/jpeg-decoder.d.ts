/** The decoder alone: the package's own entry brings its encoder along. */
declare module 'jpeg-js/lib/decoder.js' {
  import { decode } from 'jpeg-js'
  export default decode
}
