import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSharedTurns, whileHeld } from '../src/conversation/shared-turns.ts'
import type { OwedTurn } from '../src/ports/store.ts'

const turn = (seq: number, conversation = 'k1'): OwedTurn => ({ tenant: 'default', conversation, seq })

describe('a turn under a lease', () => {
  const run = (claimed: number[] | undefined, failing: number[] = []) => {
    const ran: string[] = []
    const errors: number[] = []
    const ended: number[] = []
    const held = whileHeld(
      {
        claim: async () => claimed,
        release: async () => void ran.push('released'),
      },
      async ({ seq }) => {
        ran.push(String(seq))
        if (failing.includes(seq)) throw new Error('away')
      },
      (_error, { seq }) => void errors.push(seq),
      ({ seq }) => void ended.push(seq),
    )
    return { ran, errors, ended, done: held(turn(5)) }
  }
  it('[W7] runs what is owed before it first, and gives the conversation back', async () => {
    const { ran, done } = run([2, 3, 5])
    await done
    expect(ran).toEqual(['2', '3', '5', 'released'])
  })
  it('is left alone where another process has the conversation, or where it is owed no more', async () => {
    const other = run(undefined)
    await other.done
    expect([other.ran, other.ended]).toEqual([[], [5]])
    const over = run([])
    await over.done
    expect(over.ran).toEqual(['released'])
  })
  it('one before it that fails is told and holds up nothing; its own failure is the caller’s, and the lease goes back', async () => {
    const before = run([3, 5], [3])
    await before.done
    expect(before).toMatchObject({ errors: [3], ran: ['3', '5', 'released'] })
    const own = run([5], [5])
    await expect(own.done).rejects.toThrow('away')
    expect([own.ran, own.ended]).toEqual([['5', 'released'], [5]])
  })
})

describe('owed turns among several processes', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const open = (prefers: (turn: OwedTurn) => boolean, runs = true) => {
    const [put, told, owed]: [OwedTurn[], OwedTurn[], OwedTurn[]] = [[], [], []]
    const turns = createSharedTurns({
      runs,
      leases: { prefers },
      tell: (one) => void told.push(one),
      put: (one) => void put.push(one),
      owed: async () => owed,
      clock: () => Date.now(),
      onError: () => undefined,
    })
    return { put, told, owed, turns }
  }
  it('go to the process that should run them', () => {
    const { put, told, turns } = open(({ conversation }) => conversation === 'ours')
    turns.owe(turn(1, 'ours'))
    turns.owe(turn(1, 'theirs'))
    expect([put, told]).toEqual([[turn(1, 'ours')], [turn(1, 'theirs')]])
    turns.stop()
  })
  it('where none are run, all are handed over and none are looked for', async () => {
    const { put, told, owed, turns } = open(() => false, false)
    turns.owe(turn(1))
    owed.push(turn(1))
    await vi.advanceTimersByTimeAsync(10_000)
    expect([put, told]).toEqual([[], [turn(1)]])
    turns.stop()
  })
  it('what that one leaves lying is tried here, not at once', async () => {
    const { put, owed, turns } = open(({ conversation }) => conversation === 'ours')
    owed.push(turn(1, 'ours'), turn(1, 'theirs'))
    await vi.advanceTimersByTimeAsync(2_500)
    expect(put.map(({ conversation }) => conversation)).not.toContain('theirs')
    expect(put).toContainEqual(turn(1, 'ours'))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(put).toContainEqual(turn(1, 'theirs'))
    turns.stop()
    put.length = 0
    await vi.advanceTimersByTimeAsync(5_000)
    expect(put).toEqual([])
  })
})
