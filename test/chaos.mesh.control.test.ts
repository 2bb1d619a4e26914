import { describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import { runChaos } from './helpers/chaos.ts'
import { startProduct } from './helpers/product.ts'

/** The bug that is in the product for this run. */
let planted: 'none' | 'invents' | 'strangers' = 'none'

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

/** What is said of a product with that bug in it. */
const run = async (bug: typeof planted, freshMinutes: number, settings: { freshMs: number; changeEveryMs: number }) => {
  planted = bug
  const { mesh } = loadConfig({})
  const fresh = {
    order: freshMinutes,
    refund: freshMinutes,
    parcel: freshMinutes,
    coupon: freshMinutes,
    customer: freshMinutes,
  }
  const demoData = createShopData(Date.now())
  const running = await startProduct({
    models: 'real',
    overrides: { demoData },
    config: { mesh: { ...mesh, freshnessMinutes: fresh, sources: '/nowhere' } },
  })
  return runChaos(running, demoData, { conversations: CONVERSATIONS, seed: 3, ...settings })
}

describe('the oracle of the chaos test', () => {
  it('finds nothing to say of a product without a bug', async () => {
    const { lies, facts } = await run('none', 1, { freshMs: 60_000, changeEveryMs: 0 })
    expect(lies).toEqual([])
    expect(facts).toBeGreaterThan(20)
  }, 60_000)

  it('finds a time that was invented', async () => {
    const { lies } = await run('invents', 1, { freshMs: 60_000, changeEveryMs: 0 })
    expect(lies.join('\n')).toMatch(/parcel\.time (11月31日|31 Nov) 09:00/)
  }, 60_000)

  it('finds the order of somebody else', async () => {
    const { lies } = await run('strangers', 1, { freshMs: 60_000, changeEveryMs: 0 })
    expect(lies.join('\n')).toMatch(/no order of customer-\d+ has order\.number/)
  }, 60_000)
})
