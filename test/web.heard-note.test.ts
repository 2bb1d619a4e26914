import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** By name: what it is for is typed for browsers. */
const NOTE = new URL('../src/web/shared/heard-note.tsx', import.meta.url).pathname
const { followHeard } = await import(NOTE)
const ATTACHMENT = { name: '语音.wav', mime: 'audio/wav', size: 9, url: '/v1/attachments/one?seal=x' }

/** What a page shows of a note, as the server answers: a state, a status, or nothing at all. */
const followed = (answers: (number | object | undefined)[]) => {
  let asked = 0
  vi.stubGlobal('fetch', async () => {
    const answer = answers[Math.min(asked++, answers.length - 1)]
    if (answer === undefined) throw new TypeError('no network')
    return typeof answer === 'number' ? new Response(null, { status: answer }) : Response.json(answer)
  })
  const shown: object[] = []
  const stop = followHeard(
    ATTACHMENT,
    () => 'token',
    (heard: object) => void shown.push(heard),
  ) as () => void
  return { shown, stop, asked: () => asked }
}
const PENDING = { state: 'pending' }
const THERE = { state: 'there', text: '我的货到哪了呀', confidence: 0.9, doubtful: false }

describe('the transcript of a voice note', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  it.each([
    ['without a network', [PENDING, undefined, undefined, THERE]],
    ['a server that fails', [PENDING, 500, 503, THERE]],
    ['too many requests', [PENDING, 429, THERE]],
    ['a first request without a network', [undefined, PENDING, THERE]],
  ])('comes over %s, and what is shown meanwhile stays', async (_, answers) => {
    const { shown } = followed(answers)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(shown).toEqual([PENDING, THERE])
  })
  it('is asked for no more where the server refuses it, or where it is there', async () => {
    for (const last of [404, THERE]) {
      const { shown, asked } = followed([PENDING, last])
      await vi.advanceTimersByTimeAsync(600_000)
      expect(shown).toEqual([PENDING, last === 404 ? { state: 'none' } : last])
      expect(asked()).toBe(2)
    }
  })
  it('is given up after two minutes without an answer', async () => {
    const { shown, asked } = followed([PENDING, undefined])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(shown).toEqual([PENDING, { state: 'none' }])
    expect(asked()).toBe(31)
  })
  it('is asked for no more once the page is left', async () => {
    const { shown, stop, asked } = followed([PENDING])
    await vi.advanceTimersByTimeAsync(1_000)
    const before = asked()
    stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([asked(), shown.length]).toEqual([before, before])
  })
})
