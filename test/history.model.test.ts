import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Plant } from './chaos/plants.ts'
import { inProcess } from './chaos/stage.ts'
import { type Client, connect } from './helpers/client.ts'
import { anyHistory, asEntry, type Real } from './model/commands.ts'
import { createReference, type Reference } from './model/reference.ts'

const RUNS = 40
const PATIENCE = { timeout: 10_000, interval: 2 }

/** The product, and a fresh conversation in it for each history. */
const createStage = async (plant?: Plant) => {
  const { running, store } = await inProcess(plant)
  let customers = 0
  const open = async (): Promise<{ model: Reference; real: Real }> => {
    const sub = `customer-${++customers}`
    const customer = await running.client('customer', sub)
    const { conversation, epoch } = await customer.say('你好')
    await vi.waitUntil(async () => (await store.record('default', `${conversation}:1`)) !== undefined, PATIENCE)
    const agent = await running.client('supervisor', `agent-${customers}`)
    await agent.say('您好，请讲', { conversation })
    await vi.waitUntil(async () => (await store.conversation('default', conversation))?.state === 'assigned', PATIENCE)
    const at = async (who: 'customer' | 'agent', seq: number): Promise<Client> =>
      connect(
        running.url,
        await running.token(who === 'agent' ? 'supervisor' : who, who === 'agent' ? `agent-${sub}` : sub),
        {
          device: who,
          resume: [{ conversation, epoch, seq }],
        },
      )
    await Promise.all([customer.close(), agent.close()])
    const before = (await store.events('default', conversation, { after: 0, limit: 100 }))?.events ?? []
    const head = before.length
    const clients = { customer: await at('customer', head), agent: await at('agent', head) }
    const real: Real = { conversation, epoch, store, clients, connect: at, sent: [], operations: [] }
    return { model: createReference(before.map(asEntry)), real }
  }
  return { store, open }
}

const property = ({ store, open }: Awaited<ReturnType<typeof createStage>>) =>
  fc.asyncProperty(anyHistory(), async (commands) => {
    const setup = await open()
    const { model, real } = setup
    try {
      await fc.asyncModelRun(() => setup, commands)
      const log = await store.events('default', real.conversation, { after: 0, limit: 1_000 })
      expect(log?.events.map(asEntry)).toEqual(model.log)
    } finally {
      for (const client of Object.values(real.clients)) client.socket.terminate()
    }
  })

describe('any history of one conversation', () => {
  it('[ST2] [ST3] [ST8] [ST12] [W2] [W3] [W4] [W5] is what a model of a hundred lines says, whatever crashes', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(property(await createStage()), { numRuns: RUNS })
  })

  it('negative control: a store that takes a known cid for a new one is found, and shrunk to what shows it', {
    timeout: 120_000,
  }, async () => {
    const { failed, counterexample } = await fc.check(property(await createStage('forgetsCid')), { numRuns: 200 })
    expect(failed).toBe(true)
    const steps = [...(counterexample?.[0] ?? [])].map(String)
    expect(steps.join(', ')).toMatch(/again/)
    expect(steps.length).toBeLessThan(9)
  })
})
