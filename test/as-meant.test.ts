import { describe, expect, it } from 'vitest'
import type { Understand, Understanding } from '../src/domain/understanding.ts'
import { asMeant } from '../src/pipeline/as-meant.ts'
import { understandingOf } from './helpers/understanding.ts'

const vector = new Float32Array([1])
const heardAs = (text: string, confidence: number, more: Partial<Understanding> = {}): Understanding => ({
  ...understandingOf({ text, intent: 'refund_status', confidence }),
  vectors: [{ text, vector, passages: [] }],
  ...more,
})
const read = (text: string): string => text.replace('退快', '退款')

describe('a message with a slip', () => {
  const of = (written: Understanding, meant: Understanding) => {
    const asked: string[] = []
    const understand: Understand = async (text) => {
      asked.push(text)
      return text.includes('退快') ? written : meant
    }
    return { asked, understand: asMeant(understand, read) }
  }
  it('is understood as it was meant where that is clearly surer; what was written stays', async () => {
    const entities = [{ type: 'money' as const, text: '50', value: '5000' }]
    const { understand } = of(heardAs('我的退快50呢', 0.4, { entities }), heardAs('我的退款50呢', 0.93))
    const heard = await understand('我的退快50呢')
    expect(heard).toMatchObject({
      text: '我的退快50呢',
      corrected: '我的退款50呢',
      entities,
      verdict: { confidence: 0.93 },
    })
    expect(heard.vectors?.map(({ text, meant }) => [text, meant])).toEqual([
      ['我的退快50呢', '我的退款50呢'],
      ['我的退款50呢', undefined],
    ])
  })
  it('stays as it stands where that is about as sure, the other is none of ours, or the encoder is down', async () => {
    const written = heardAs('退快了吗', 0.9)
    const outside = heardAs('退款了吗', 0.99)
    outside.verdict = { ...outside.verdict, outOfScope: 0.8 }
    for (const meant of [heardAs('退款了吗', 0.94), outside, heardAs('退款了吗', 0.99, { degraded: ['encoder'] })]) {
      const heard = await of(written, meant).understand('退快了吗')
      expect(heard.verdict).toBe(written.verdict)
      expect(heard.corrected).toBeUndefined()
    }
  })
  it('is not read a second time where nothing could be clearly surer', async () => {
    const sure = of(heardAs('退快到哪了', 0.96), heardAs('退款到哪了', 1))
    expect((await sure.understand('退快到哪了')).corrected).toBeUndefined()
    expect(sure.asked).toEqual(['退快到哪了'])
    const less = of(heardAs('退快到哪了', 0.94), heardAs('退款到哪了', 1))
    expect((await less.understand('退快到哪了')).corrected).toBe('退款到哪了')
    expect(less.asked).toEqual(['退快到哪了', '退款到哪了'])
  })
  it('costs nothing where there is none', async () => {
    const { understand, asked } = of(heardAs('x', 0.1), heardAs('退款到哪了', 0.9))
    await understand('退款到哪了')
    expect(asked).toEqual(['退款到哪了'])
  })
})
