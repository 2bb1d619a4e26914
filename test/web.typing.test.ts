import { describe, expect, it } from 'vitest'
import { AT_LEAST_EVERY_MS, createTyping, REST_MS } from '../src/web/widget/typing.ts'

/** A box whose clock the test turns. */
const bench = (options: { wantsText?: boolean; conversation?: string } = {}) => {
  const posted: { conversation?: string; text?: string }[] = []
  let timers: { at: number; then: () => void }[] = []
  let now = 0
  let up = true
  const typing = createTyping({
    post: ({ type: _, ...frame }) => {
      if (up) posted.push(frame)
      return up
    },
    conversation: () => options.conversation,
    wantsText: () => options.wantsText ?? true,
    now: () => now,
    after: (ms, then) => {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  })
  const pass = (ms: number): void => {
    now += ms
    const due = timers.filter(({ at }) => at <= now)
    timers = timers.filter(({ at }) => at > now)
    for (const { then } of due) then()
  }
  const line = (state: boolean): void => {
    up = state
  }
  return { typing, posted, pass, line }
}

describe('what the widget tells of a draft', () => {
  it('tells it once the keys rest, not with every key', () => {
    const { typing, posted, pass } = bench({ conversation: 'c1' })
    for (const draft of ['我', '我的', '我的货', '我的货到哪了']) {
      typing.typed(draft)
      pass(REST_MS - 1)
    }
    expect(posted).toEqual([])
    pass(1)
    expect(posted).toEqual([{ conversation: 'c1', text: '我的货到哪了' }])
  })
  it('tells of somebody who never rests all the same', () => {
    const { typing, posted, pass } = bench()
    const key = REST_MS / 2
    for (let at = 0; at <= 2.5 * AT_LEAST_EVERY_MS; at += key) {
      typing.typed(`where is ${'x'.repeat(at / key + 1)}`)
      pass(key)
    }
    expect(posted.length).toBe(2)
  })
  it('works before there is a conversation, and tells nothing twice', () => {
    const { typing, posted, pass } = bench()
    typing.typed('wheres my parcel')
    pass(REST_MS)
    typing.typed('wheres my parcel ')
    pass(REST_MS)
    expect(posted).toEqual([{ text: 'wheres my parcel' }])
  })
  it('tells nothing of what was sent or taken out', () => {
    const { typing, posted, pass } = bench()
    typing.typed('转人工')
    typing.over()
    pass(REST_MS)
    typing.typed('  ')
    pass(REST_MS)
    expect(posted).toEqual([])
  })
  it('gives only a sign where the text is not wanted, and no word of it', () => {
    const { typing, posted, pass } = bench({ wantsText: false, conversation: 'c1' })
    typing.typed('my password is hunter2')
    pass(REST_MS)
    typing.typed('my password is hunter2!')
    pass(10_000)
    expect(posted).toEqual([{ conversation: 'c1' }])
    typing.typed('x')
    expect(posted).toHaveLength(2)
  })
  it('tells again what did not get through', () => {
    const { typing, posted, pass, line } = bench()
    line(false)
    typing.typed('where is it')
    pass(REST_MS)
    expect(posted).toEqual([])
    line(true)
    typing.typed('where is it')
    pass(REST_MS)
    expect(posted).toEqual([{ text: 'where is it' }])
  })
})
