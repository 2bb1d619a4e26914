/** Bytes of the fields of a chunk `fmt ` that are read here. */
const FORMAT_BYTES = 16
const PCM = 1
/** What says its format in more words, as some programs write plain PCM, too. */
const EXTENSIBLE = 0xfffe
const BITS = 16

/** Samples of a RIFF WAVE with one channel of 16 bit PCM at `hz`; undefined for every other file, and one that is cut off or broken. */
export const samplesOf = (wav: Uint8Array, hz: number): Int16Array | undefined => {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength)
  const name = (at: number): string => String.fromCharCode(...wav.subarray(at, at + 4))
  if (wav.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') return undefined
  let known = false
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (body + size > wav.length) return undefined
    if (name(at) === 'fmt ') {
      if (size < FORMAT_BYTES) return undefined
      const [format, channels] = [view.getUint16(body, true), view.getUint16(body + 2, true)]
      const [rate, bits] = [view.getUint32(body + 4, true), view.getUint16(body + 14, true)]
      if ((format !== PCM && format !== EXTENSIBLE) || channels !== 1 || rate !== hz || bits !== BITS) return undefined
      known = true
    }
    if (name(at) === 'data') {
      if (!known || size === 0 || size % 2 !== 0) return undefined
      // Where samples lie in a file need not be where numbers of their size may.
      return new Int16Array(Uint8Array.from(wav.subarray(body, body + size)).buffer)
    }
    // Chunks begin at even places.
    at = body + size + (size % 2)
  }
  return undefined
}
