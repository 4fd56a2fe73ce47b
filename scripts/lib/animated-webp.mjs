/**
 * An animated WebP of still ones: each frame's bitstream is taken out of its own file and laid into one container
 * (RIFF: VP8X, ANIM, then an ANMF for each frame), so nothing is compressed twice. It repeats for ever.
 * @param {{ webp: Uint8Array, milliseconds: number }[]} frames of one size, as `screenshot({ type: 'webp' })` gives them
 * @param {{ width: number, height: number }} size px
 */
export function animatedWebp(frames, { width, height }) {
  const canvas = Buffer.alloc(10)
  canvas[0] = 0b10 // animation, without transparency
  canvas.writeUIntLE(width - 1, 4, 3)
  canvas.writeUIntLE(height - 1, 7, 3)
  // Four bytes of background colour, two of the number of repeats; 0 is without end.
  const chunks = [chunk('VP8X', canvas), chunk('ANIM', Buffer.alloc(6))]
  for (const { webp, milliseconds } of frames) {
    const head = Buffer.alloc(16)
    head.writeUIntLE(width - 1, 6, 3)
    head.writeUIntLE(height - 1, 9, 3)
    head.writeUIntLE(milliseconds, 12, 3)
    head[15] = 0b10 // replaces what was shown before instead of being blended with it
    chunks.push(chunk('ANMF', Buffer.concat([head, bitstream(webp)])))
  }
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]))
}

/** @param {string} name @param {Buffer} content */
function chunk(name, content) {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

/** The chunk of a still WebP that holds its pixels, with its head. @param {Uint8Array} webp */
function bitstream(webp) {
  const bytes = Buffer.from(webp)
  for (let at = 12; at < bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4)
    const end = at + 8 + bytes.readUInt32LE(at + 4)
    if (name === 'VP8 ' || name === 'VP8L') return bytes.subarray(at, end + (end % 2))
    at = end + (end % 2)
  }
  throw new Error('a WebP without pixels')
}
