type Stream = NodeJS.WriteStream

/** What is said on the way may get lost: a log that nobody reads any more, or that has filled its disk, ends no training. */
export function bestEffort(stream: Stream): (text: string) => void {
  stream.on('error', () => {})
  return (text) => {
    try {
      stream.write(text)
    } catch {
      // Files are written to at once, and throw at once.
    }
  }
}

/** Results must arrive; a reader that has seen enough, such as `head`, is no error. `onFailure` is called once. */
export function written(stream: Stream, onFailure: (code: string) => void): (text: string) => void {
  let failed = false
  const fail = ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE' && !failed) onFailure(code)
    failed = true
  }
  stream.on('error', fail)
  return (text) => {
    try {
      stream.write(text)
    } catch (error) {
      fail(error as NodeJS.ErrnoException)
    }
  }
}
