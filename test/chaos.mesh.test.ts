import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import { runChaos } from './helpers/chaos.ts'
import { startProduct } from './helpers/product.ts'

/** `CHAOS=1000 npx vitest run test/chaos.mesh.test.ts` for the whole of it. */
const CONVERSATIONS = Number(process.env['CHAOS'] ?? 300)
const SEED = Number(process.env['CHAOS_SEED'] ?? 1)
const FRESH_MS = 3_000

describe('a shop whose systems fail', () => {
  it(`${CONVERSATIONS} conversations in both languages finish, and the bot states no order fact that no source gave`, async () => {
    const { mesh } = loadConfig({})
    const minutes = FRESH_MS / 60_000
    const freshnessMinutes = { order: minutes, refund: minutes, parcel: minutes, coupon: minutes, customer: minutes }
    const demoData = createShopData(Date.now())
    const running = await startProduct({
      models: 'real',
      overrides: { demoData },
      config: {
        demoFaults: { preset: 'chaos', seed: SEED },
        mesh: { ...mesh, freshnessMinutes, sources: '/nowhere' },
        limits: { ...loadConfig({}).limits, customerPerSecond: 1_000, customerBurst: 1_000 },
      },
    })
    const report = await runChaos(running, demoData, {
      conversations: CONVERSATIONS,
      seed: SEED,
      freshMs: FRESH_MS,
      changeEveryMs: 20,
    })
    const { body: faults } = await running.call('/v1/demo/faults', { role: 'admin' })
    if (process.env['CHAOS'] !== undefined) console.log(JSON.stringify({ ...report, ...faults }, null, 2))
    expect(report.lies).toEqual([])
    expect(report.finished).toBe(CONVERSATIONS)
    expect(report.wordings).toBeGreaterThanOrEqual(60)
    // Else nothing was tried.
    for (const kind of ['answer', 'ask', 'person'] as const) expect(report.outcomes[kind], kind).toBeGreaterThan(0)
    expect(report.facts).toBeGreaterThan(CONVERSATIONS / 2)
    for (const service of ['orders', 'crm', 'parcels'])
      for (const kind of ['error', 'wrongJson', 'halfBody', 'hang'])
        expect(faults.spoilt[`${service} ${kind}`], `${service} ${kind}`).toBeGreaterThan(0)
  }, 300_000)
})
