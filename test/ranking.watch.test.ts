import { expect, it, vi } from 'vitest'
import { watchRanking } from '../src/compose-ranking.ts'
import type { Chosen } from '../src/knowledge/ranking.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import type { JudgedOutcome, Store } from '../src/ports/store.ts'

const outcome = (record: string): JudgedOutcome => ({
  ...{
    tenant: 'default',
    record,
    suggestion: `${record}:0`,
    result: 'accepted',
    by: 'ann',
    at: '2026-11-22T00:00:00Z',
  },
  ...{ kind: 'suggest', verdict: { intent: 'eta', confidence: 1 }, intent: 'eta' },
  articles: ['eta'],
})

/** A store in which two messages were chosen for, and an encoder that answers when it is told to. */
const watched = async (embedOnce: (texts: readonly string[]) => Promise<Float32Array[]>) => {
  const recalled = new Set<number>()
  const learned: string[][] = []
  const store: Pick<Store, 'outcomesAfter' | 'events' | 'meta' | 'setMeta'> = {
    meta: async () => undefined,
    setMeta: async () => {},
    outcomesAfter: async (after) => ({ outcomes: after === 0 ? [outcome('c:1'), outcome('c:2')] : [], next: 2 }),
    events: async (_tenant, conversation, { after }) => {
      const seq = after + 1
      const event = {
        conversation,
        epoch: 'e',
        seq,
        at: '',
        from: { role: 'customer', id: 'v' },
        kind: 'text',
      } as const
      const text = recalled.has(seq) ? { recalled: true as const } : { text: `第${seq}个包裹到哪了` }
      return { events: [{ ...event, ...text }], head: 2, epoch: 'e' } as never
    },
  }
  const ranking = {
    over: (search: never) => search,
    learned: () => [],
    learn: (chosen: readonly Chosen[]) => void learned.push(chosen.map(({ record }) => record)),
    switch: () => {},
    on: () => true,
    revision: () => 0,
  }
  const errors: unknown[] = []
  const releasers = createReleasers()
  const { takenBack, catchUp } = await watchRanking(
    {
      store,
      knowledge: { ranking, embedOnce, mean: () => new Float32Array(2) },
      log: { error: (error: unknown) => void errors.push(error), info: () => {} },
      pollMs: 1_000_000,
    },
    releasers,
  )
  return {
    takenBack,
    catchUp,
    learned,
    errors,
    recall: (seq: number) => recalled.add(seq),
    release: releasers.releaseAll,
  }
}
const vectorsOf = (texts: readonly string[]): Float32Array[] => texts.map(() => new Float32Array([1, 0]))

it('[W5] what is taken back while choices are taken over is not learned', async () => {
  let wasAsked = (): void => {}
  const asked = new Promise<void>((resolve) => {
    wasAsked = resolve
  })
  let allow = (): void => {}
  const allowed = new Promise<void>((resolve) => {
    allow = resolve
  })
  const { learned, recall, takenBack, catchUp, release } = await watched(async (texts) => {
    wasAsked()
    await allowed
    return vectorsOf(texts)
  })
  await asked
  recall(1)
  takenBack('default')
  allow()
  await catchUp()
  await vi.waitFor(() => expect(learned.at(-1)).toEqual(['c:2']))
  expect(learned.flat()).not.toContain('c:1')
  await release()
})

it('choices that came while the encoder was down are taken over later', async () => {
  let isDown = true
  const { learned, errors, catchUp, release } = await watched(async (texts) => {
    if (isDown) throw new Error('model_down')
    return vectorsOf(texts)
  })
  await vi.waitFor(() => expect(errors).toHaveLength(1))
  expect(learned).toEqual([])
  isDown = false
  await catchUp()
  expect(learned).toEqual([['c:1', 'c:2']])
  await release()
})
