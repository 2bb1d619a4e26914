import { describe, expect, it } from 'vitest'
import { createLateNotes, type Note } from '../src/conversation/late-notes.ts'
import { Refusal } from '../src/domain/errors.ts'

/** Late notes with a model that breaks over some of them, each time; `refuses`: it cannot listen to any now. */
const late = (breaksIt: (id: string) => boolean, passes = 0, refuses = () => false) => {
  let now = 0
  const tried: string[] = []
  const heard: string[] = []
  const givenUp: string[] = []
  const errors: unknown[] = []
  const notes = createLateNotes({
    write: async ({ id }) => {
      tried.push(id)
      now += passes
      if (id === 'bug') throw new TypeError('a bug')
      if (id === 'close') throw new Refusal('draining', 'the product closes')
      if (refuses()) throw new Refusal('model_down', 'too many', { retryAfterMs: 1_000 })
      if (breaksIt(id)) throw new Refusal('model_down', 'it rests', { retryAfterMs: 2_000, broke: true })
      heard.push(id)
    },
    giveUp: async ({ id }) => void givenUp.push(id),
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    clock: () => now,
    onError: (error) => errors.push(error),
  })
  const add = (...ids: string[]): void => {
    for (const id of ids) notes.add(note(id))
  }
  return { add, tried, heard, givenUp, errors }
}
const note = (id: string): Note => ({ tenant: 'default', id })

describe('late voice notes', () => {
  it('are heard though the first of them breaks the model each time, which is given up', async () => {
    const { add, heard, givenUp, tried } = late((id) => id === 'breaks it')
    add('breaks it', 'second', 'third')
    await expect.poll(() => givenUp).toEqual(['breaks it'])
    expect(heard).toEqual(['second', 'third'])
    expect(tried).toEqual(['breaks it', 'second', 'third', 'breaks it'])
  })
  it('are given up when nobody waits for them any more', async () => {
    const { add, heard, givenUp } = late(() => false, 50_000)
    add('first', 'second')
    await expect.poll(() => givenUp).toEqual(['second'])
    expect(heard).toEqual(['first'])
  })
  it('wait as long as others have the model, in their order, and lose no try by it', async () => {
    let refusals = 10
    const { add, heard, givenUp } = late(
      () => false,
      1_000,
      () => refusals-- > 0,
    )
    add('first', 'second', 'third')
    await expect.poll(() => heard).toEqual(['first', 'second', 'third'])
    expect(givenUp).toEqual([])
  })
  it('are given up where the model stays busy', async () => {
    const { add, tried, givenUp } = late(
      () => false,
      1_000,
      () => true,
    )
    add('first', 'second')
    await expect.poll(() => givenUp).toEqual(['first', 'second'])
    expect(tried).toEqual(Array(46).fill('first'))
  })
  it('are a hundred at most', async () => {
    const { add, heard, givenUp } = late(() => false)
    add(...Array.from({ length: 110 }, (_, n) => `note ${n}`))
    await expect.poll(() => heard.length).toBe(101)
    expect(givenUp).toHaveLength(9)
  })
  it('go on after one that failed otherwise, end where the product closes, and begin anew', async () => {
    const { add, heard, errors, tried } = late(() => false)
    add('bug', 'second', 'close', 'never')
    await expect.poll(() => tried).toEqual(['bug', 'second', 'close'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(tried, 'nothing more').toHaveLength(3)
    expect([heard, errors]).toEqual([['second'], [new TypeError('a bug')]])
    add('again')
    await expect.poll(() => heard).toEqual(['second', 'again'])
  })
})
