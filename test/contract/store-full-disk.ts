import { describe, expect, it } from 'vitest'
import { Refusal } from '../../src/domain/errors.ts'
import { type Bench, customer, expectRefusal, logOf, message, TENANT } from './store-words.ts'

const ROUNDS = 3

export const fullDiskLaw = (bench: Bench): void => {
  describe('full disk', () => {
    it('[ST10] refuses writes, goes on reading, and resumes when there is room', async (context) => {
      const { room, store } = bench.under
      if (room === undefined) return context.skip('this store cannot be made to run out of room')
      const acknowledged: string[] = []
      for (let round = 0; round < ROUNDS; round++) {
        await room.take()
        const refused: Refusal[] = []
        for (let batch = 0; batch < 100 && refused.length === 0; batch++) {
          const results = await Promise.allSettled(
            Array.from({ length: 50 }, (_, i) =>
              store.append(message({ from: customer(`c${i % 5}`), text: '快递到哪了？'.repeat(40) })),
            ),
          )
          for (const result of results) {
            if (result.status === 'fulfilled')
              acknowledged.push(`${result.value.conversation.id}:${result.value.event.cid}`)
            else refused.push(result.reason as Refusal)
          }
        }
        expect(refused.length).toBeGreaterThan(0)
        for (const error of refused) expect(error).toBeInstanceOf(Refusal)
        expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['storage.full']))
        await expectRefusal(store.health(), 'storage.full')
        expect((await store.conversations(TENANT, { limit: 100 })).length).toBeGreaterThan(0)
        await room.give()
        await store.health()
        const { conversation, event } = await store.append(message({ from: customer('c0') }))
        acknowledged.push(`${conversation.id}:${event.cid}`)
      }
      await bench.under.reopen()
      const stored: string[] = []
      for (const { id } of await bench.under.store.conversations(TENANT, { limit: 100 })) {
        const log = await logOf(bench.under.store, id)
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
        stored.push(...log.map(({ cid }) => `${id}:${cid}`))
      }
      expect(stored.toSorted()).toEqual(acknowledged.toSorted())
    })
  })
}
