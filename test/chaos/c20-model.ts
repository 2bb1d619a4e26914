import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, inProcess, orNever, PLANTED_PATIENCE_MS, until, wholeLog } from './stage.ts'

const CUSTOMERS = 6
const BETWEEN_MS = 250
const WORDS = [
  '我要退货，怎么退？',
  'where is my parcel',
  '运费谁出',
  '什么时候发货啊',
  'can I change the address',
  '发票怎么开',
]

/** The process that runs the models is killed while it thinks. */
const killed = async (kills: number, plant?: Plant) => {
  const { where, store, running } = await inProcess(plant, { models: 'real' })
  const customers = Array.from({ length: CUSTOMERS }, (_, n) =>
    createParty({ role: 'customer', sub: `customer-${n}`, where }),
  )
  let dead = 0
  for (let round = 0; round < kills; round++) {
    for (const [n, customer] of customers.entries())
      customer.say(`${WORDS[(n + round) % WORDS.length]}（${customer.sub} ${round}）`)
    await sleep(BETWEEN_MS * Math.random())
    for (const pid of running.product.models.encoder.pids()) {
      process.kill(pid, 'SIGKILL')
      dead += 1
    }
    await sleep(BETWEEN_MS)
  }
  await allAcked(customers)
  await orNever(
    until('nothing to be owed', async () => (await store.owed(1)).length === 0, plant && PLANTED_PATIENCE_MS),
    plant,
  )
  const read = await wholeLog(store)
  for (const customer of customers) customer.leave()
  return {
    dead,
    restarts: running.product.models.encoder.status().restarts,
    findings: judge({ ...read, ...seenBy(customers, 8), screens: [] }),
  }
}

describe('C20 the model process is killed', () => {
  it('while it thinks: no message is lost, every question is answered or handed over, once', async (context) => {
    const { dead, restarts, findings } = await killed(12)
    note(context, {
      id: 'C20',
      name: 'model process killed',
      injected: `SIGKILL while ${CUSTOMERS} customers ask; ${restarts} restarts`,
      times: dead,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(dead).toBeGreaterThan(3)
  })
  it('negative control: turns taken for finished that are not', { retry: 2 }, async (context) => {
    const { findings } = await killed(2, 'dropsTurn')
    note(context, { id: 'C20', control: `drops turns: ${inWords(findings)}` })
    expect(tally(findings).unanswered).toBeGreaterThan(0)
  })
})
