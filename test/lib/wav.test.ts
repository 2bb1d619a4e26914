import { describe, expect, it } from 'vitest'
import { samplesOf } from '../../src/lib/wav.ts'
import { wavOf } from '../../src/web/widget/voice-wav.ts'

const HZ = 16_000
const SOUND = Float32Array.from({ length: 100 }, (_, n) => Math.sin(n / 5) / 2)
const wav = (): Uint8Array => wavOf(SOUND)
const changed = (at: number, value: number): Uint8Array => {
  const bytes = wav()
  new DataView(bytes.buffer).setUint16(at, value, true)
  return bytes
}

describe('samples of a WAV', () => {
  it('are those that the widget recorded, wherever the file lies in memory', () => {
    const samples = samplesOf(wav(), HZ)
    expect(samples).toHaveLength(100)
    expect(samples?.every((sample, n) => Math.abs(sample - (SOUND[n] as number) * 0x7fff) <= 1)).toBe(true)
    const shifted = Buffer.concat([Buffer.of(0), wav()]).subarray(1)
    expect(samplesOf(shifted, HZ)).toEqual(samples)
  })

  it('are found behind chunks that are none of ours, padded to even places', () => {
    const bytes = wav()
    const list = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1')
    expect(samplesOf(Buffer.concat([bytes.subarray(0, 36), list, bytes.subarray(36)]), HZ)).toEqual(
      samplesOf(bytes, HZ),
    )
  })

  it('are not looked for behind more chunks than a program writes', () => {
    const bytes = wav()
    const behind = (count: number) =>
      samplesOf(Buffer.concat([bytes.subarray(0, 36), Buffer.alloc(8 * count), bytes.subarray(36)]), HZ)
    expect(behind(60)).toHaveLength(100)
    expect(behind(64)).toBeUndefined()
  })

  it.each([
    ['two channels', changed(22, 2)],
    ['another rate', changed(24, 8_000)],
    ['eight bits', changed(34, 8)],
    ['no PCM', changed(20, 3)],
    ['cut off', wav().subarray(0, -1)],
    ['no samples', wavOf(new Float32Array(0))],
    ['a header alone', wav().subarray(0, 12)],
    ['nothing', new Uint8Array(0)],
    ['an MP3', Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00')],
  ])('are none of a file with %s', (_, bytes) => {
    expect(samplesOf(bytes, HZ)).toBeUndefined()
  })
})
