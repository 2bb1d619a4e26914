import { describe, expect, it } from 'vitest'
import type { Understand, Understanding } from '../src/domain/understanding.ts'
import { createReadOff } from '../src/pipeline/reading.ts'
import { createRemembered, type RememberParts } from '../src/pipeline/remembered.ts'
import { understandingOf } from './helpers/understanding.ts'

const readOff = createReadOff({ sentiment: (text) => ({ score: text.includes('!!!') ? -0.5 : 0, anger: 0 }) })
const NOON = new Date('2026-11-22T12:00:00Z')

/** Counts what really is understood; each understanding carries its number as the confidence, so that a repeat shows. */
const counting = (change: Partial<Understanding> = {}) => {
  const asked: { text: string; tenant: string | undefined }[] = []
  const understand: Understand = async (text, { tenant } = {}) => {
    asked.push({ text, tenant })
    return understandingOf({ ...readOff(text, NOON), confidence: asked.length / 100, ...change })
  }
  return { understand, asked }
}

const remember = (understand: Understand, change: Partial<RememberParts> = {}) =>
  createRemembered(understand, {
    readOff,
    version: () => 'one',
    validUntil: () => Number.POSITIVE_INFINITY,
    now: () => NOON,
    ...change,
  })

describe('what is remembered', () => {
  it('answers a text written exactly alike from memory, and says so', async () => {
    const { understand, asked } = counting()
    const memory = remember(understand)
    const first = await memory.understand('我的快递到哪了')
    const again = await memory.understand('我的快递到哪了')
    expect(asked).toHaveLength(1)
    expect(again.verdict).toEqual(first.verdict)
    expect(Object.keys(again.timings)).toEqual(['remembered'])
    expect(memory.size()).toBe(1)
  })

  it('answers a text that differs in what nobody reads, with its own words as entities', async () => {
    const { understand, asked } = counting()
    const memory = remember(understand)
    await memory.understand('订单２０２６１１０８７７２１  到哪了')
    const again = await memory.understand('订单202611087721 到哪了')
    expect(asked).toHaveLength(1)
    expect(again.entities).toEqual([expect.objectContaining({ text: '202611087721', value: '202611087721' })])
    await memory.understand('Where Is My Parcel')
    await memory.understand('where is my   parcel')
    expect(asked).toHaveLength(2)
  })

  it('understands anew what reads otherwise though the letters are the same', async () => {
    const { understand, asked } = counting()
    // The voters see one text; how it was said differs.
    const memory = remember(understand, {
      readOff: (text, at) => ({ ...readOff(text, at), text: 'where is my parcel' }),
    })
    await memory.understand('where is my parcel')
    await memory.understand('where is my parcel!!!')
    expect(asked).toHaveLength(2)
  })

  it('keeps tenants apart', async () => {
    const { understand, asked } = counting()
    const memory = remember(understand)
    await memory.understand('在吗', { tenant: 'a' })
    await memory.understand('在吗', { tenant: 'b' })
    await memory.understand('在吗', { tenant: 'a' })
    expect(asked.map(({ tenant }) => tenant)).toEqual(['a', 'b'])
  })

  it('keeps apart who may find other articles', async () => {
    const { understand, asked } = counting()
    const memory = remember(understand)
    const stranger = { audience: ['everyone'] as const, channel: 'widget' }
    const member = { audience: ['everyone', 'identified'] as const, channel: 'widget' }
    for (const asker of [stranger, member, { ...member, channel: 'wechat' }, member, stranger])
      await memory.understand('在吗', { asker })
    expect(asked).toHaveLength(3)
    await memory.understand('在吗', { asker: { audience: ['everyone'] } })
    await memory.understand('在吗')
    expect(asked, 'nobody in particular is a stranger').toHaveLength(4)
  })

  it('keeps so many and no more, and nothing of very long texts', async () => {
    const { understand, asked } = counting()
    const memory = remember(understand, { most: 2 })
    for (const text of ['one', 'two', 'three', 'one']) await memory.understand(text)
    expect(asked).toHaveLength(4)
    expect(memory.size()).toBe(2)
    const long = '退款'.repeat(300)
    await memory.understand(long)
    await memory.understand(long)
    expect(asked).toHaveLength(6)
  })

  it('hands out what nobody can change for others', async () => {
    const memory = remember(counting().understand)
    const first = await memory.understand('发票抬头写错了能改吗')
    first.text = 'changed'
    expect(() => {
      first.verdict.confidence = 1
    }).toThrow(TypeError)
    expect((await memory.understand('发票抬头写错了能改吗')).text).toBe('发票抬头写错了能改吗')
  })
})

describe('what is forgotten', () => {
  it('forgets all when what an understanding rests on changes', async () => {
    const { understand, asked } = counting()
    let version = 'one'
    const memory = remember(understand, { version: () => version })
    await memory.understand('能便宜点吗')
    version = 'two'
    await memory.understand('能便宜点吗')
    expect(asked).toHaveLength(2)
  })

  it('does not keep what was made while it changed', async () => {
    let version = 'one'
    const { understand, asked } = counting()
    const changing: Understand = async (text, options) => {
      const understanding = await understand(text, options)
      if (version === 'one') version = 'two'
      return understanding
    }
    const memory = remember(changing, { version: () => version })
    for (let i = 0; i < 3; i++) await memory.understand('能便宜点吗')
    expect(asked).toHaveLength(2)
  })

  it('forgets when an article begins or ends, and at the quarter hour with which a day may begin', async () => {
    const { understand, asked } = counting()
    let now = NOON
    const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)
    const memory = remember(understand, { now: () => now, validUntil: () => at(5).getTime() })
    await memory.understand('双十一活动什么时候结束')
    now = at(4)
    await memory.understand('双十一活动什么时候结束')
    expect(asked).toHaveLength(1)
    now = at(5)
    await memory.understand('双十一活动什么时候结束')
    expect(asked).toHaveLength(2)
    const open = counting()
    const unbound = remember(open.understand, { now: () => now })
    now = at(14)
    await unbound.understand('什么时候结束')
    now = at(15)
    await unbound.understand('什么时候结束')
    expect(open.asked).toHaveLength(2)
  })

  it('reads dates again each time', async () => {
    const { understand, asked } = counting()
    let now = NOON
    let day = '2026-11-23'
    const memory = remember(understand, {
      now: () => now,
      readOff: (text, moment) => ({
        ...readOff(text, moment),
        entities: [{ type: 'date', text: '明天', value: day }],
      }),
    })
    await memory.understand('明天能到吗')
    await memory.understand('明天能到吗')
    expect(asked).toHaveLength(1)
    now = new Date(NOON.getTime() + 1_000)
    day = '2026-11-24'
    await memory.understand('明天能到吗')
    expect(asked).toHaveLength(2)
  })

  it('does not keep an understanding that something was missing from', async () => {
    const { understand, asked } = counting({ degraded: ['encoder'] })
    const memory = remember(understand)
    await memory.understand('hello')
    await memory.understand('hello')
    expect(asked).toHaveLength(2)
    expect(memory.size()).toBe(0)
  })

  it('does not keep an understanding in which a plug-in voter was not heard', async () => {
    const { understand, asked } = counting({ leftOut: [{ voter: 'plugin:refunds', why: 'late' }] })
    const memory = remember(understand)
    await memory.understand('hello')
    await memory.understand('hello')
    expect(asked).toHaveLength(2)
  })

  it('counts from the moment that it is asked for, e.g. of an old message', async () => {
    const { understand, asked } = counting()
    const memory = remember(understand, { validUntil: (at) => at.getTime() + 60_000 })
    await memory.understand('hello')
    await memory.understand('hello', { at: new Date(NOON.getTime() + 120_000) })
    expect(asked).toHaveLength(2)
  })

  it('does not keep a failure', async () => {
    let failures = 1
    const { understand } = counting()
    const memory = remember(async (text) => {
      if (failures-- > 0) throw new Error('once')
      return understand(text)
    })
    await expect(memory.understand('hello')).rejects.toThrow('once')
    expect((await memory.understand('hello')).text).toBe('hello')
  })
})

describe('texts asked at the same time', () => {
  const held = () => {
    let land = (): void => {}
    const signals: AbortSignal[] = []
    const gate = new Promise<void>((resolve) => {
      land = resolve
    })
    const { understand, asked } = counting()
    const slow: Understand = async (text, options = {}) => {
      const understanding = await understand(text, options)
      if (options.signal !== undefined) signals.push(options.signal)
      await gate
      return understanding
    }
    return { slow, asked, signals, land: () => land() }
  }

  it('share one flight', async () => {
    const { slow, asked, land } = held()
    const memory = remember(slow)
    const all = ['退款到哪了', '退款到哪了', '退款到哪了 '].map((text) => memory.understand(text))
    land()
    const [one, two, three] = await Promise.all(all)
    expect(asked).toHaveLength(1)
    expect(one?.verdict).toEqual(two?.verdict)
    expect(three?.verdict).toEqual(one?.verdict)
  })

  it('one that gives up leaves the others theirs; the flight ends with the last', async () => {
    const { slow, asked, signals, land } = held()
    const memory = remember(slow)
    const prefetch = new AbortController()
    const typed = memory.understand('退款到哪了', { signal: prefetch.signal })
    const sent = memory.understand('退款到哪了')
    prefetch.abort(new Error('typed on'))
    await expect(typed).rejects.toThrow('typed on')
    expect(signals[0]?.aborted).toBe(false)
    land()
    expect((await sent).text).toBe('退款到哪了')
    expect(asked).toHaveLength(1)

    const alone = held()
    const lonely = remember(alone.slow)
    const given = new AbortController()
    const running = lonely.understand('退款到哪了', { signal: given.signal })
    given.abort(new Error('typed on'))
    await expect(running).rejects.toThrow('typed on')
    expect(alone.signals[0]?.aborted).toBe(true)
    alone.land()
    expect((await lonely.understand('退款到哪了')).text).toBe('退款到哪了')
    expect(alone.asked).toHaveLength(2)
  })

  it('who is waited for joins no prefetch, but what one has found is found by all', async () => {
    const { slow, asked, land } = held()
    const dated: RememberParts['readOff'] = (text, at) => ({
      ...readOff(text, at),
      entities: [{ type: 'date', text: '明天', value: '2026-11-23', start: 0, end: 2 }],
    })
    const memory = remember(slow, { readOff: dated })
    const typed = memory.understand('明天能到吗', { ahead: true })
    const sent = memory.understand('明天能到吗')
    expect(asked).toHaveLength(2)
    land()
    await Promise.all([typed, sent])
    const once = held()
    const alone = remember(once.slow, { readOff: dated })
    once.land()
    await alone.understand('明天能到吗', { ahead: true })
    await alone.understand('明天能到吗')
    expect(once.asked).toHaveLength(1)
  })

  it('refuses a caller that gave up before', async () => {
    const { understand, asked } = counting()
    await expect(
      remember(understand).understand('hi', { signal: AbortSignal.abort(new Error('gone')) }),
    ).rejects.toThrow('gone')
    expect(asked).toHaveLength(0)
  })
})
