import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS } from '../../src/conversation/attempts.ts'
import { stubModels } from '../helpers/models.ts'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, inProcess, orNever, PLANTED_PATIENCE_MS, until, wholeLog } from './stage.ts'

const CUSTOMERS = 40
const POISONED_EVERY = 4
const POISON = '毒药消息'

/** Some messages break whatever tries to understand them. */
const poisoned = async (rounds: number, plant?: Plant) => {
  const attempts = new Map<string, number>()
  const models = stubModels()
  const { where, store } = await inProcess(plant, {
    overrides: {
      models: {
        ...models,
        understand: async (text, at) => {
          if (!text.includes(POISON)) return models.understand(text, at)
          attempts.set(text, (attempts.get(text) ?? 0) + 1)
          throw new Error('broken by a message')
        },
      },
    },
  })
  const customers = Array.from({ length: CUSTOMERS }, (_, n) =>
    createParty({ role: 'customer', sub: `customer-${n}`, where }),
  )
  for (let round = 0; round < rounds; round++)
    for (const [n, customer] of customers.entries())
      customer.say(
        n % POISONED_EVERY === 0 ? `${POISON} ${n}-${round}` : `${customer.sub} 第${round}问：我的货到哪了呀`,
      )
  await allAcked(customers)
  await orNever(
    until('nothing to be owed', async () => (await store.owed(1)).length === 0, plant && PLANTED_PATIENCE_MS),
    plant,
  )
  const read = await wholeLog(store)
  const states = await Promise.all(customers.map((one) => store.conversation('default', one.conversation()?.id ?? '')))
  for (const customer of customers) customer.leave()
  return {
    poison: attempts.size,
    most: Math.max(0, ...attempts.values()),
    handedOver: states.filter((one, n) => n % POISONED_EVERY === 0 && one?.state === 'queued').length,
    findings: judge({ ...read, ...seenBy(customers, 8), screens: [] }),
  }
}

describe('C19 poison messages', () => {
  it('are tried a few times and handed to a person; nobody waits behind them', async (context) => {
    const { poison, most, handedOver, findings } = await poisoned(5)
    note(context, {
      id: 'C19',
      name: 'poison message',
      injected: `${poison} of ${CUSTOMERS * 5} messages break the understanding`,
      times: poison,
      result: `${inWords(findings)}; ${most} attempts at most, ${handedOver} conversations handed over`,
    })
    expect(tally(findings)).toEqual({})
    expect(most).toBeLessThanOrEqual(MAX_ATTEMPTS * 2)
    expect(handedOver).toBe(CUSTOMERS / POISONED_EVERY)
  })
  it('negative control: turns taken for finished that are not', { retry: 2 }, async (context) => {
    const { findings } = await poisoned(1, 'dropsTurn')
    note(context, { id: 'C19', control: `drops turns: ${inWords(findings)}` })
    expect(tally(findings).unanswered).toBeGreaterThan(0)
  })
})
