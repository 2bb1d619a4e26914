/** Sizes of RFC 6455 §5.2, frames of a server: not masked, not compressed. */
const FIN_TEXT = 0x81
const LENGTH_16 = 126
const LENGTH_64 = 127
const LONGEST_7 = 125
const LONGEST_16 = 0xffff

/** Text frames, one a text, in one buffer. */
export const framesOf = (texts: readonly string[]): Buffer => {
  const lengths = texts.map((text) => Buffer.byteLength(text))
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headOf(length) + length, 0))
  let at = 0
  for (const [n, text] of texts.entries()) {
    const length = lengths[n] as number
    frames[at] = FIN_TEXT
    if (length <= LONGEST_7) frames[at + 1] = length
    else if (length <= LONGEST_16) {
      frames[at + 1] = LENGTH_16
      frames.writeUInt16BE(length, at + 2)
    } else {
      frames[at + 1] = LENGTH_64
      frames.writeUInt32BE(0, at + 2)
      frames.writeUInt32BE(length, at + 6)
    }
    at += headOf(length)
    at += frames.write(text, at, 'utf8')
  }
  return frames
}

const headOf = (length: number): number => (length <= LONGEST_7 ? 2 : length <= LONGEST_16 ? 4 : 10)
