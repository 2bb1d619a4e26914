import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { startDemoServices } from '../src/demo/demo-services.ts'
import { startProduct } from './helpers/product.ts'

const TRACK = '我的货到哪了呀'

describe('what is too old with the running product', () => {
  it('is answered while the shop answers, suggested with its age once it does not, and stands on the record either way', async () => {
    let down = false
    const services = await startDemoServices({ now: Date.now, behave: () => (down ? { status: 500 } : undefined) })
    onTestFinished(services.close)
    const { mesh } = loadConfig({})
    // Nothing is read ahead, so that what is fresh is read for its turn.
    const freshnessMinutes = { ...mesh.freshnessMinutes, order: 0.01, refund: 0.01, parcel: 0.01 }
    const { client, product } = await startProduct({
      config: { mesh: { ...mesh, freshnessMinutes, baseUrl: services.url }, prefetch: false },
    })
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation, seq } = await customer.say(TRACK)
    const record = (of: number) => product.store.record('default', `${conversation}:${of}`)
    await expect.poll(async () => (await record(seq))?.decision.kind).toBe('answer')
    const { mesh: fresh } = (await record(seq)) ?? {}
    expect(Object.keys(fresh?.reads ?? {})).toContain('parcel.event')
    for (const slot of Object.keys(fresh?.reads ?? {})) expect(fresh?.provenance?.[slot]?.ageMs, slot).toBe(0)

    down = true
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { seq: second } = await customer.say('wheres my parcel')
    await expect.poll(async () => (await record(second))?.decision.kind).toBe('suggest')
    const { decision, mesh: stale } = (await record(second)) ?? {}
    expect(decision?.reason).toBe('slots_stale')
    expect(stale?.sources.find(({ source }) => source === 'parcels')?.state).toBe('stale')
    expect(stale?.provenance?.['parcel.event']?.ageMs).toBeGreaterThan(600)
    await agent.watch(conversation)
    const { suggestions } = await agent.next((frame) => frame.type === 'suggestion' && frame.messageSeq === second)
    expect(suggestions[0].stale.map(({ slot }: { slot: string }) => slot)).toContain('parcel.event')
    expect(suggestions[0].missing).toEqual([])
  })
})
