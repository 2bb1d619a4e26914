import { expect, it } from 'vitest'
import { createLane } from '../src/adapters/postgres/lane.ts'
import { createOutage } from '../src/adapters/postgres/outage.ts'
import type { Refusal } from '../src/domain/errors.ts'

it('[ST1] calls that go one by one are refused together once the server is found gone', async () => {
  let tries = 0
  const raced = Object.assign(new Error('could not serialize access'), { code: '40001' })
  const outage = createOutage(
    'postgres://x',
    () => new Date(),
    () => undefined,
  )
  const lane = createLane({
    // Others are quicker until the batch is taken apart; then nobody answers.
    pool: { connect: () => Promise.reject(++tries <= 8 ? raced : new Error('connect ETIMEDOUT')) } as never,
    outage,
    newId: () => 'id',
    now: () => 0,
  })
  const refused = await Promise.all(
    Array.from({ length: 20 }, (_, n) => lane.call('setMeta', `key${n}`, 'value').catch(({ code }: Refusal) => code)),
  )
  expect(new Set(refused)).toEqual(new Set(['storage']))
  expect(tries).toBe(9)
  await lane.close()
  outage.stop()
})
