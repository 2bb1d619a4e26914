import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { faultSettings } from '../../src/demo/fault-settings.ts'
import { judge, tally } from './oracle.ts'
import { createParty, seenBy } from './party.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { allAcked, inProcess, orNever, PLANTED_PATIENCE_MS, until, wholeLog } from './stage.ts'

const CUSTOMERS = 20
const EVERY_MS = 150
const WRONG = { errors: 0.3, wrongJson: 0.1, halfBody: 0.1, hangs: 0.5 }

/** The shop's systems fail, cut their answers short, or never answer, while customers ask. */
const asked = async (rounds: number, plant?: Plant) => {
  const demoFaults = faultSettings.parse({ orders: WRONG, crm: WRONG, parcels: WRONG })
  const { where, store, running } = await inProcess(plant, { config: { demo: true, demoFaults } })
  const customers = Array.from({ length: CUSTOMERS }, (_, n) =>
    createParty({ role: 'customer', sub: `customer-${n}`, where }),
  )
  for (let round = 0; round < rounds; round++) {
    for (const customer of customers) customer.say(`${customer.sub} 第${round}问：我的货到哪了呀`)
    await sleep(EVERY_MS)
  }
  await allAcked(customers)
  await orNever(
    until('nothing to be owed', async () => (await store.owed(1)).length === 0, plant && PLANTED_PATIENCE_MS),
    plant,
  )
  const calls = await (await fetch(`${running.url}/metrics`)).text()
  const upstream = [...calls.matchAll(/^tabdesk_mesh_upstream_requests_total\{.*\} (\d+)/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
  const read = await wholeLog(store)
  for (const customer of customers) customer.leave()
  return { upstream, questions: CUSTOMERS * rounds, findings: judge({ ...read, ...seenBy(customers, 8), screens: [] }) }
}

describe('C18 the shop does not answer', () => {
  it('every message is acknowledged and every turn finished, without what could not be read', async (context) => {
    const { upstream, questions, findings } = await asked(10)
    note(context, {
      id: 'C18',
      name: 'slow shop systems',
      injected: `half of the calls hang, the other half fail or are cut; ${questions} questions`,
      times: upstream,
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
    expect(upstream).toBeGreaterThan(0)
  })
  it('negative control: turns taken for finished that are not', { retry: 2 }, async (context) => {
    const { findings } = await asked(1, 'dropsTurn')
    note(context, { id: 'C18', control: `drops turns: ${inWords(findings)}` })
    expect(tally(findings).unanswered).toBeGreaterThan(0)
  })
})
