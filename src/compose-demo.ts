import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { watchSources } from './adapters/sources/live-sources.ts'
import { loadDriver } from './adapters/sqlite/driver.ts'
import type { Config } from './config.ts'
import { startDemoServices } from './demo/demo-services.ts'
import { faultSettings } from './demo/fault-settings.ts'
import { createFaults, type Faults } from './demo/faults.ts'
import { withFaults } from './demo/faulty-parcels.ts'
import { openParcelFile, writeParcelFile } from './demo/parcel-file.ts'
import type { ShopData } from './demo/records.ts'
import { createShopData } from './demo/shop-data.ts'
import { behaviourOf, serviceOf } from './demo/spoil.ts'
import { addDemoFaultRoutes } from './gateway/demo-fault-routes.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Upstream } from './ports/upstream.ts'

/** The demo shop's systems as its files describe them. */
export interface DemoShop {
  upstream: Upstream
  /** They run from the first time on that somebody asks, so that a start waits for nobody's orders; resolves when they do. Never rejects. */
  open(): Promise<void>
  /** Names of the sources that are left alone after repeated failures. */
  down(): string[]
  /** Of `/readyz`, while faults are switched on. */
  states(): Record<string, PartState>
  face: Face
}

export interface DemoParts {
  config: Pick<Config, 'dataDir' | 'demoFaults'>
  onCall: (call: { source: string; outcome: string; ms: number }) => void
  log(message: string): void
  /** What the shop sells and has sold; told from now where it is not given. */
  data?: ShopData | undefined
}

/** Read like any shop's: nothing about the demo's systems is known to the product but these files. */
const FILES = fileURLToPath(new URL('../examples/demo-shop', import.meta.url))

/** The demo's systems on this machine: orders and CRM over HTTP, parcels in a file of the data folder, which is written anew. */
export const createDemoShop = ({ config, onCall, log, data }: DemoParts, releasers: Releasers): DemoShop => {
  const faults = createFaults(config.demoFaults)
  let opening: Promise<Running> | undefined
  let running: Running | undefined
  const open = async (): Promise<Running> => {
    opening ??= start({ config, onCall, log, data }, faults)
    try {
      running = await opening
      return running
    } catch (error) {
      opening = undefined
      log(`the demo shop cannot be opened: ${(error as Error).message}`)
      throw error
    }
  }
  releasers.add('demo shop', async () => {
    const opened = await opening?.catch(() => undefined)
    await opened?.stop()
  })
  return {
    upstream: laterUpstream(async () => (await open()).upstream),
    open: () =>
      open().then(
        () => undefined,
        () => undefined,
      ),
    down: () => running?.down() ?? [],
    states: () => {
      const words = faults.words()
      if (words.length === 0) return {}
      const reason = `faults are switched on in the demo shop (${words.join('; ')}): POST {} to /v1/demo/faults switches them off`
      return { demoFaults: { state: 'degraded', reason, spoilt: faults.spoilt() } }
    },
    face: (_app, { router }) =>
      addDemoFaultRoutes(router, {
        schema: faultSettings,
        set: faults.set,
        state: () => ({ settings: faults.settings(), words: faults.words(), spoilt: faults.spoilt() }),
      }),
  }
}

interface Running {
  upstream: Upstream
  down(): string[]
  stop(): Promise<void>
}

const start = async ({ config, onCall, log, data }: DemoParts, faults: Faults): Promise<Running> => {
  const token = randomBytes(16).toString('hex')
  const shop = data ?? createShopData(Date.now())
  const parcels = join(config.dataDir, 'demo', 'parcels.db')
  const driver = await loadDriver()
  await writeParcelFile(parcels, shop.parcels, (file) => driver.open(file, { readOnly: false }))
  const services = await startDemoServices({
    now: Date.now,
    token,
    // The parcels are in their file.
    data: { ...shop, parcels: [] },
    behave: (path) => behaviourOf(faults.next(serviceOf(path))),
  })
  const live = await watchSources({
    folder: FILES,
    env: { DEMO_URL: services.url, DEMO_TOKEN: token, DEMO_PARCELS: parcels },
    openSql: () => withFaults(openParcelFile(driver.open(parcels, { readOnly: true })), () => faults.next('parcels')),
    onCall,
    log,
  })
  const stop = async (): Promise<void> => {
    live.stop()
    await services.close()
  }
  const fault = live.exist() ? live.fault() : `there is nothing in ${FILES}`
  if (fault !== undefined) {
    await stop()
    throw new Error(`${fault}; install again, or set DEMO=false`)
  }
  return {
    upstream: live.upstream,
    down: () => live.sources().flatMap(({ name, state }) => (state === 'down' ? [name] : [])),
    stop,
  }
}

/** What the demo's files serve, of systems that may still have to be started. */
const laterUpstream = (opened: () => Promise<Upstream>): Upstream => ({
  customers: async (ids, signal) => (await opened()).customers(ids, signal),
  orders: async (ids, signal) => (await opened()).orders(ids, signal),
  ordersOf: async (ids, signal) => (await opened()).ordersOf(ids, signal),
  parcels: async (ids, signal) => (await opened()).parcels(ids, signal),
  invoices: async (ids, signal) => (await (await opened()).invoices?.(ids, signal)) ?? ids.map(() => []),
  products: async (ids, signal) => (await (await opened()).products?.(ids, signal)) ?? ids.map(() => undefined),
  stock: async (ids, signal) => (await (await opened()).stock?.(ids, signal)) ?? ids.map(() => []),
})
