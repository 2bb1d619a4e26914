import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createAnnouncer } from '../src/conversation/announcer.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { Notice } from '../src/domain/notice.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const bench = () => {
  const told: Notice[] = []
  let held: { tenant: string; conversation: string }[] = []
  const deserted = vi.fn(() => held)
  const announcer = createAnnouncer({
    publish: (notice) => void told.push(notice),
    store: {
      conversation: async (tenant: string, id: string) => ({ tenant, id, customer: 'c', head: 0 }) as Conversation,
      conversations: async () => [],
      events: async () => undefined,
      promises: async () => [],
      records: async () => [],
    },
    desk: {
      note: () => [],
      status: () => ({ state: 'assigned' }),
      waiting: () => [],
      isDeserted: ({ id }) => held.some(({ conversation }) => conversation === id),
      deserted,
    },
    promised: () => undefined,
  })
  return {
    announcer,
    deserted,
    told: () => told.splice(0).map(({ conversation }) => conversation),
    hold: (next: typeof held) => {
      held = next
    },
  }
}
const of = (tenant: string, conversation: string) => ({ tenant, conversation })

it('what is held is looked over once for a crowd of agents that goes, and each line is told', async () => {
  const { announcer, deserted, told, hold } = bench()
  hold([of('t1', 'a'), of('t2', 'b')])
  for (let n = 0; n < 1_000; n++) announcer.deskChanged(`t${n}`)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(deserted).toHaveBeenCalledTimes(1)
  expect(told().sort()).toEqual(['a', 'b'])
  announcer.deskChanged('t3')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told(), 'nothing is new').toEqual([])
  hold([of('t2', 'b')])
  announcer.deskChanged('t1')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told(), 'who is back').toEqual(['a'])
  hold([])
  announcer.deskChanged('t2')
  announcer.close()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(deserted, 'nobody looks any more').toHaveBeenCalledTimes(3)
})
