import { describe, expect, it } from 'vitest'
import type { RecordedTurn } from '../src/domain/record.ts'
import { askedLately } from '../src/knowledge/draft/lately.ts'
import { withoutTakenBack } from '../src/knowledge/draft/still-there.ts'
import { textKey } from '../src/lib/text-key.ts'
import type { Store } from '../src/ports/store.ts'

/** What the store has: places from 1, some of them another tenant's. */
const storeOf = (texts: readonly (string | undefined)[], tenantOf = (_: number): string => 'default') => {
  const calls: number[] = []
  const turns: Store['turns'] = async ({ tenant, after = 0, upTo = Number.MAX_SAFE_INTEGER, limit }) => {
    calls.push(limit)
    const places = texts.flatMap((_, i) => (i + 1 > after && i + 1 <= upTo ? [i + 1] : []))
    const own = places.filter((place) => tenant === undefined || tenantOf(place) === tenant).slice(0, limit)
    return { turns: own.map((place) => turnOf(texts[place - 1], place)) }
  }
  return { turns, calls }
}

const VECTOR = Float32Array.of(1, 0)
const turnOf = (text: string | undefined, place: number): RecordedTurn =>
  ({
    record: {
      id: `c:${place}`,
      conversation: 'c',
      seq: place,
      understanding: { language: 'zh', fingerprints: { model: 'this' } },
    },
    outcomes: [],
    ...(text === undefined ? {} : { text }),
    inputs: { vectors: text === undefined ? [] : [{ key: textKey(text), vector: VECTOR, passages: [] }] },
  }) as unknown as RecordedTurn

const lately = (turns: Store['turns'], encoder = 'this') =>
  askedLately({
    ...{ turns, tenant: 'default', encoder },
    normalise: (text) => text,
    mask: (text) => text.replaceAll(/\d{11}/g, '***'),
    examples: async () => Array.from({ length: 3_000 }, (_, i) => ({ text: `例子${i}`, language: 'zh' as const })),
  })

describe('an effect on a question', () => {
  it('is shown until the question is taken back', async () => {
    const effect = (question: string) => ({ question, count: 1 })
    const effects = {
      ...{ tried: 2, from: 'customers' as const, gained: 0, lost: 0 },
      changed: [effect('留着'), effect('撤回的'), effect('例子')],
    }
    const questions = [
      {
        text: '留着',
        written: '留着',
        said: '留着',
        language: 'zh' as const,
        count: 1,
        place: { conversation: 'c', seq: 3 },
      },
      {
        text: '撤回的',
        written: '撤回的',
        said: '撤回的',
        language: 'zh' as const,
        count: 1,
        place: { conversation: 'c', seq: 5 },
      },
    ]
    const asked: number[] = []
    let recalls = 7
    const events = (async (_: string, __: string, { after }: { after: number }) => {
      asked.push(after + 1)
      return { events: [{ text: after + 1 === 5 ? '' : '留着' }] }
    }) as unknown as Store['events']
    const shown = withoutTakenBack(
      effects,
      { from: 'customers', questions },
      {
        ...{ events, tenant: 'default', recalls: () => recalls, since: 7 },
      },
    )
    expect(await shown()).toEqual(effects)
    expect(asked).toEqual([])
    recalls++
    expect((await shown()).changed.map(({ question }) => question)).toEqual(['留着', '例子'])
    expect((await shown()).changed).toHaveLength(2)
    expect(asked).toEqual([3, 5])
  })
})

describe('what customers asked last', () => {
  it('is the newest thousand messages, each question once, whatever the store holds before them', async () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => (i < 4_000 ? `旧问题${i}` : `新问题${i % 100}`))
    const { turns, calls } = storeOf(texts)
    const { from, questions } = await lately(turns)
    expect(from).toBe('customers')
    expect(questions).toHaveLength(100)
    expect(questions.every(({ text, count }) => text.startsWith('新问题') && count === 10)).toBe(true)
    expect(questions[0]).toMatchObject({ said: '新问题99', language: 'zh', vector: VECTOR })
    // The end is found with few reads, and no page before the thousand is read.
    expect(calls.filter((limit) => limit === 1).length).toBeLessThan(40)
    expect(calls.filter((limit) => limit > 1)).toHaveLength(5)
  })

  it('leaves out what was taken back, what is no question, and what is another tenant’s', async () => {
    const texts = Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? undefined : i % 4 === 1 ? '嗯' : `问题${i}`))
    const { turns } = storeOf(texts, (place) => (place > 150 ? 'other' : 'default'))
    const { questions } = await lately(turns)
    expect(questions).toHaveLength(74)
    expect(questions.some(({ text }) => text === '嗯' || Number(text.slice(2)) >= 150)).toBe(false)
  })

  it('takes no vectors of another encoder, and shows nobody’s number', async () => {
    const { turns } = storeOf(Array.from({ length: 60 }, (_, i) => `我手机13800138000的第${i}单`))
    const { questions } = await lately(turns, 'other')
    expect(questions.every(({ vector, text }) => vector === undefined && text.includes('***'))).toBe(true)
    expect(questions[0]?.said).toContain('13800138000')
  })

  it('is made up for with examples of all kinds where hardly anybody asked', async () => {
    const { from, questions } = await lately(storeOf(Array.from({ length: 49 }, (_, i) => `问题${i}`)).turns)
    expect(from).toBe('examples')
    expect(questions).toHaveLength(200)
    expect(questions.at(-1)?.text).toBe('例子2985')
    expect((await lately(storeOf([]).turns)).from).toBe('examples')
  })
})
