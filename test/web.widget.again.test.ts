import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** By name: what it is for is typed for browsers. */
const AGAIN = new URL('../src/web/widget/again.ts', import.meta.url).pathname
const { untilThere } = await import(AGAIN)

describe('what is fetched until it comes', () => {
  let line = new EventTarget()
  let asked = 0
  /** How many listen for the network now. */
  const listening = () => getEventListeners(line, 'online').length
  /** Comes at the given time of asking. */
  const comes = (at: number) => async () => {
    asked += 1
    if (asked < at) throw new TypeError('no network')
    return asked
  }

  beforeEach(() => {
    vi.useFakeTimers()
    line = new EventTarget()
    asked = 0
    vi.stubGlobal('addEventListener', line.addEventListener.bind(line))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is asked for after longer and longer pauses, a minute at most, and each miss is told', async () => {
    const missed = vi.fn()
    const there = untilThere(comes(9), missed)
    const pauses: number[] = []
    for (let last = 0, seconds = 0; asked < 9; seconds += 1, await vi.advanceTimersByTimeAsync(1_000))
      if (asked > last) {
        pauses.push(seconds)
        last = asked
      }
    expect(await there).toBe(9)
    expect(missed).toHaveBeenCalledTimes(8)
    const between = pauses.slice(1).map((at, n) => at - (pauses[n] ?? 0))
    expect(between.slice(0, 3)).toEqual([2, 4, 8])
    expect(Math.max(...between)).toBe(60)
    expect(listening(), 'nothing listens any more').toBe(0)
  })

  it('is asked for at once when the network is back', async () => {
    const there = untilThere(comes(2))
    await vi.advanceTimersByTimeAsync(0)
    line.dispatchEvent(new Event('online'))
    expect(await there).toBe(2)
  })

  it('is asked for no more once nobody wants it, not even where it was never asked for', async () => {
    const over = new AbortController()
    const ended = untilThere(comes(9), undefined, over.signal).catch((error: Error) => error.name)
    await vi.advanceTimersByTimeAsync(0)
    expect([asked, listening()], 'control').toEqual([1, 1])
    over.abort()
    expect(await ended).toBe('AbortError')
    await vi.advanceTimersByTimeAsync(600_000)
    await expect(untilThere(comes(1), undefined, over.signal)).rejects.toThrow()
    expect([asked, listening()]).toEqual([1, 0])
  })
  it('leaves no listener on the signal by which it would end', async () => {
    const over = new AbortController()
    const { signal } = over
    const heard = () => getEventListeners(signal, 'abort').length
    const there = untilThere(comes(4), undefined, signal)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(heard(), 'control').toBe(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await there).toBe(4)
    expect(heard()).toBe(0)
  })
})
