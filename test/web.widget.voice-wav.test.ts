import { describe, expect, it } from 'vitest'
import { contentTypeOf } from '../src/lib/content-type.ts'
import { resampled, VOICE_HZ, wavOf } from '../src/web/widget/voice-wav.ts'

const tone = (hertz: number, rate: number, seconds = 0.5): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate))
/** Root mean square without the ends, where the filter meets silence. */
const loudness = (samples: Float32Array): number => {
  const inner = samples.subarray(200, -200)
  return Math.sqrt(inner.reduce((sum, sample) => sum + sample ** 2, 0) / inner.length)
}
const TONE = 0.5 / Math.SQRT2

describe('a voice note as a file', () => {
  it.each([8_000, 44_100, 48_000, 96_000])('keeps the voice of a microphone at %i Hz, in tune and as loud', (rate) => {
    const voice = resampled(tone(1_000, rate), rate)
    expect(voice.length).toBe(VOICE_HZ / 2)
    expect(loudness(voice)).toBeCloseTo(TONE, 2)
    const wanted = tone(1_000, VOICE_HZ)
    const error = voice.map((sample, n) => sample - (wanted[n] as number))
    expect(loudness(error), 'the same tone at the same time').toBeLessThan(0.005)
  })

  it.each([44_100, 48_000])('lets go what 16 kHz cannot hold of %i Hz', (rate) => {
    const hiss = tone(10_000, rate)
    expect(loudness(resampled(hiss, rate))).toBeLessThan(0.005)
    const naive = Float32Array.from({ length: VOICE_HZ / 2 }, (_, n) => hiss[Math.floor((n * rate) / VOICE_HZ)] ?? 0)
    expect(loudness(naive), 'control: leaving samples out folds it into the voice').toBeGreaterThan(0.3)
  })

  it('is a RIFF file that the server knows, mono, 16 bit, clipped and not wrapped', () => {
    const wav = wavOf(Float32Array.of(0, 1, -1, 1.5, -1.5, 0.25))
    const view = new DataView(wav.buffer)
    expect(contentTypeOf(wav)).toBe('audio/wav')
    expect([22, 34].map((at) => view.getUint16(at, true))).toEqual([1, 16])
    expect([4, 24, 28, 40].map((at) => view.getUint32(at, true))).toEqual([wav.length - 8, VOICE_HZ, 2 * VOICE_HZ, 12])
    expect(Array.from(new Int16Array(wav.buffer, 44))).toEqual([0, 32767, -32767, 32767, -32767, 8192])
  })
})
