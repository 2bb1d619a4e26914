import { describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { faultSettings } from '../src/demo/fault-settings.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import { type ChaosSettings, runChaos } from './helpers/chaos.ts'
import { startProduct } from './helpers/product.ts'

/** The bug that is in the product for this run. */
let planted: 'none' | 'invents' | 'strangers' | 'ageless' = 'none'

vi.mock(import('../src/delivery/slot-values.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    slotValue: (slot, sources) => {
      const value = real.slotValue(slot, sources)
      return planted === 'invents' && slot === 'parcel.time'
        ? sources.language === 'zh'
          ? '11月31日 09:00'
          : '31 Nov 09:00'
        : value
    },
  }
})
vi.mock(import('../src/delivery/provenance.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    provenanceOf: (...read) => ({ ...real.provenanceOf(...read), ...(planted === 'ageless' ? { stale: [] } : {}) }),
  }
})
vi.mock(import('../src/mesh/card.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    createLookUpCard: (...parts) => {
      const lookUp = real.createLookUpCard(...parts)
      return (tenant, customer, ...rest) => lookUp(tenant, planted === 'strangers' ? 'demo' : customer, ...rest)
    },
  }
})

const CONVERSATIONS = 40

const WHEN = { zh: ['大概哪天能到啊', '我的货到哪了呀'], en: ['when will it arrive', 'wheres my parcel'] }
const MINUTE_MS = 60_000

/** What is said of a product with that bug in it. */
const run = async (
  bug: typeof planted,
  settings: Partial<ChaosSettings> = {},
  demoFaults: Parameters<typeof faultSettings.parse>[0] = {},
) => {
  planted = bug
  const chaos = { conversations: CONVERSATIONS, seed: 3, freshMs: MINUTE_MS, ...settings }
  const minutes = chaos.freshMs / MINUTE_MS
  const freshnessMinutes = { order: minutes, refund: minutes, parcel: minutes, coupon: minutes, customer: minutes }
  const { mesh } = loadConfig({})
  const demoData = createShopData(Date.now())
  const running = await startProduct({
    models: 'real',
    overrides: { demoData },
    config: { mesh: { ...mesh, freshnessMinutes, sources: '/nowhere' }, demoFaults: faultSettings.parse(demoFaults) },
  })
  return runChaos(running, demoData, chaos)
}

describe('the oracle of the chaos test', () => {
  it('finds nothing to say of a product without a bug', async () => {
    const { lies, facts } = await run('none')
    expect(lies).toEqual([])
    expect(facts).toBeGreaterThan(20)
  }, 120_000)

  it('finds a time that was invented', async () => {
    const { lies } = await run('invents')
    expect(lies.join('\n')).toMatch(/parcel\.time (11月31日|31 Nov) 09:00/)
  }, 120_000)

  // Whether an old value is told hangs on when the shop changes: a run that happens on none proves nothing.
  it('finds what was so before, and is told as if it still were', { retry: 2, timeout: 240_000 }, async () => {
    const { lies } = await run(
      'ageless',
      { freshMs: 500, changeEveryMs: 4, customers: 4, atOnce: 2, questions: WHEN, conversations: 160 },
      { orders: { errors: 0.7 } },
    )
    expect(lies.join('\n')).toMatch(/has (order|refund)\.|its condition/)
  })

  it('finds the order of somebody else', async () => {
    const { lies } = await run('strangers')
    expect(lies.join('\n')).toMatch(/no order of customer-\d+ has order\.number/)
  }, 120_000)
})
