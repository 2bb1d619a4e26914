/** Bytes of the fields of a chunk `fmt ` that are read here. */
const FORMAT_BYTES = 16
const PCM = 1
/** What says its format in more words, as some programs write plain PCM, too. */
const EXTENSIBLE = 0xfffe
const BITS = 16
/** Chunks before the samples: programs write a handful, a file made to keep the event loop busy has half a million. */
const MOST_CHUNKS = 64
const [RIFF, WAVE, FMT, DATA] = ['RIFF', 'WAVE', 'fmt ', 'data'].map((name) => Buffer.from(name).readUInt32BE())

/** Samples of a RIFF WAVE with one channel of 16 bit PCM at `hz`; undefined for every other file, and one that is cut off or broken. */
export const samplesOf = (wav: Uint8Array, hz: number): Int16Array | undefined => {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength)
  if (wav.length < 12 || view.getUint32(0) !== RIFF || view.getUint32(8) !== WAVE) return undefined
  let known = false
  for (let at = 12, chunk = 0; at + 8 <= wav.length && chunk < MOST_CHUNKS; chunk++) {
    const name = view.getUint32(at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (body + size > wav.length) return undefined
    if (name === FMT) {
      if (size < FORMAT_BYTES) return undefined
      const [format, channels] = [view.getUint16(body, true), view.getUint16(body + 2, true)]
      const [rate, bits] = [view.getUint32(body + 4, true), view.getUint16(body + 14, true)]
      if ((format !== PCM && format !== EXTENSIBLE) || channels !== 1 || rate !== hz || bits !== BITS) return undefined
      known = true
    }
    if (name === DATA) {
      if (!known || size === 0 || size % 2 !== 0) return undefined
      // Where samples lie in a file need not be where numbers of their size may.
      return new Int16Array(Uint8Array.from(wav.subarray(body, body + size)).buffer)
    }
    // Chunks begin at even places.
    at = body + size + (size % 2)
  }
  return undefined
}
