/** Samples a second of a voice note: what speech recognisers take, and enough for speech. */
export const VOICE_HZ = 16_000

const HEADER_BYTES = 44
const SAMPLE_BYTES = 2
/** Zero crossings of the filter on each side: more is steeper and slower. */
const CROSSINGS = 16
/** Part of the narrower band that is kept; the filter falls off in the rest. */
const KEPT_BAND = 0.92

/**
 * The same sound at another rate, mono samples in -1…1. Windowed sinc (Hann) below half of the lower rate, so that what the lower
 * rate cannot hold goes, where leaving samples out would fold it into the voice. Rates in whole Hz.
 */
export const resampled = (samples: Float32Array, fromHz: number, toHz: number = VOICE_HZ): Float32Array => {
  if (fromHz === toHz) return samples
  const out = new Float32Array(Math.floor((samples.length * toHz) / fromHz))
  const band = KEPT_BAND * Math.min(1, toHz / fromHz)
  const reach = Math.ceil(CROSSINGS / band)
  const phases = toHz / gcd(fromHz, toHz)
  const filters = new Map<number, Float32Array>()
  for (let n = 0; n < out.length; n += 1) {
    const phase = n % phases
    const filter = filters.get(phase) ?? filterAt(((phase * fromHz) / toHz) % 1, band, reach)
    filters.set(phase, filter)
    const first = Math.floor((n * fromHz) / toHz) - reach + 1
    let sum = 0
    for (let tap = 0; tap < filter.length; tap += 1) sum += (filter[tap] as number) * (samples[first + tap] ?? 0)
    out[n] = sum
  }
  return out
}

/** Mono 16 bit PCM in a RIFF file. */
export const wavOf = (samples: Float32Array, hz: number = VOICE_HZ): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(HEADER_BYTES + samples.length * SAMPLE_BYTES)
  const view = new DataView(bytes.buffer)
  const word = (at: number, text: string) => {
    for (let n = 0; n < text.length; n += 1) view.setUint8(at + n, text.charCodeAt(n))
  }
  word(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  // PCM, one channel.
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, hz, true)
  view.setUint32(28, hz * SAMPLE_BYTES, true)
  view.setUint16(32, SAMPLE_BYTES, true)
  view.setUint16(34, SAMPLE_BYTES * 8, true)
  word(36, 'data')
  view.setUint32(40, samples.length * SAMPLE_BYTES, true)
  for (const [n, sample] of samples.entries())
    view.setInt16(HEADER_BYTES + n * SAMPLE_BYTES, Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff), true)
  return bytes
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** Weights for a place `offset` (0…1) after a sample; they sum to 1, so that loudness stays. */
const filterAt = (offset: number, band: number, reach: number): Float32Array => {
  const weights = Float32Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - reach + 1 - offset
    const x = Math.PI * distance * band
    const window = Math.cos((Math.PI * distance) / (2 * reach)) ** 2
    return (x === 0 ? 1 : Math.sin(x) / x) * window
  })
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => weight / sum)
}
