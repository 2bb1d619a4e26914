import { describe, expect, it } from 'vitest'
import { createHedge, type Second } from '../src/mesh/hedge.ts'

const never = new AbortController().signal
const at: Second = (work) => work()

/** Twenty calls that went well in no time teach what is slow. */
const learnt = async (onHedge = (): void => {}) => {
  const hedge = createHedge({ clock: () => performance.now(), onHedge })
  for (let n = 0; n < 20; n += 1) await hedge.run(never, async () => n, at)
  return hedge
}

/** Ends when told or aborted. */
const hanging = () => {
  const aborted: unknown[] = []
  let end = (_: string): void => {}
  let fail = (_: Error): void => {}
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      end = resolve
      fail = reject
      signal.addEventListener('abort', () => {
        aborted.push(signal.reason)
        reject(signal.reason)
      })
    })
  return { work, aborted, end: (value: string) => end(value), fail: (error: Error) => fail(error) }
}

describe('second attempts', () => {
  it('begin when the first takes longer than nineteen in twenty; the quicker one answers, the other is aborted as superseded', async () => {
    let hedges = 0
    const hedge = await learnt(() => {
      hedges += 1
    })
    const slow = hanging()
    let calls = 0
    const answer = await hedge.run(
      never,
      (signal) => (++calls === 1 ? slow.work(signal) : Promise.resolve('second')),
      at,
    )
    expect([answer, calls, hedges]).toEqual(['second', 2, 1])
    expect(slow.aborted).toMatchObject([{ name: 'Superseded' }])
  })

  it('control: none before twenty calls have told what is slow', async () => {
    const hedge = createHedge({ clock: () => performance.now() })
    const slow = hanging()
    let calls = 0
    const answer = hedge.run(never, (signal) => (++calls === 1 ? slow.work(signal) : Promise.resolve('second')), at)
    await new Promise((resolve) => setTimeout(resolve, 60))
    slow.end('first')
    expect([await answer, calls]).toEqual(['first', 1])
  })

  it('are at most one call in twenty', async () => {
    let hedges = 0
    const hedge = await learnt(() => {
      hedges += 1
    })
    const slow = (signal: AbortSignal): Promise<string> =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, 25, 'late')
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      })
    await Promise.all(Array.from({ length: 100 }, () => hedge.run(never, slow, at)))
    expect(hedges).toBeGreaterThan(0)
    expect(hedges).toBeLessThanOrEqual(5 + 100 * 0.05)
  })

  it('do not begin where the source has no room', async () => {
    const hedge = await learnt()
    const slow = hanging()
    let asked = 0
    const answer = hedge.run(never, slow.work, () => {
      asked += 1
      return undefined
    })
    await new Promise((resolve) => setTimeout(resolve, 60))
    slow.end('first')
    expect([await answer, asked]).toEqual(['first', 1])
  })

  it.each([
    ['a first that fails lets the second answer', async () => 'second', 'second'],
    ['where both fail the first says why', () => Promise.reject(new Error('also')), 'broken'],
  ] as [string, () => Promise<string>, string][])('%s', async (_name, second, expected) => {
    const hedge = await learnt()
    const first = hanging()
    let calls = 0
    const answer = hedge.run<string>(
      never,
      async (signal) => {
        calls += 1
        if (calls === 1) return first.work(signal)
        await new Promise((resolve) => setTimeout(resolve, 20))
        return second()
      },
      at,
    )
    const settled = answer.catch((error: Error) => error.message)
    await expect.poll(() => calls).toBe(2)
    first.fail(new Error('broken'))
    expect(await settled).toBe(expected)
  })

  it('an answer that fails at once is not tried again', async () => {
    const hedge = await learnt()
    let calls = 0
    await expect(
      hedge.run(
        never,
        async () => {
          calls += 1
          throw new Error('broken')
        },
        at,
      ),
    ).rejects.toThrow('broken')
    expect(calls).toBe(1)
  })
})
