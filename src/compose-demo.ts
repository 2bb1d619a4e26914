import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { watchSources } from './adapters/sources/live-sources.ts'
import { loadDriver } from './adapters/sqlite/driver.ts'
import type { Config } from './config.ts'
import { startDemoServices } from './demo/demo-services.ts'
import { faultSettings } from './demo/fault-settings.ts'
import { createFaults } from './demo/faults.ts'
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

/** The demo shop's systems, running, as its files describe them. */
export interface DemoShop {
  upstream: Upstream
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

/** Starts the demo's systems on this machine: orders and CRM over HTTP, parcels in a file of the data folder, which is written anew. */
export const openDemoShop = async (
  { config, onCall, log, data }: DemoParts,
  releasers: Releasers,
): Promise<DemoShop> => {
  const faults = createFaults(config.demoFaults)
  const token = randomBytes(16).toString('hex')
  const shop = data ?? createShopData(Date.now())
  const services = await startDemoServices({
    now: Date.now,
    token,
    data: shop,
    behave: (path) => behaviourOf(faults.next(serviceOf(path))),
  })
  releasers.add('demo services', services.close)
  const parcels = join(config.dataDir, 'demo', 'parcels.db')
  const driver = await loadDriver()
  await writeParcelFile(parcels, shop.parcels, (file) => driver.open(file, { readOnly: false }))
  const live = await watchSources({
    folder: FILES,
    env: { DEMO_URL: services.url, DEMO_TOKEN: token, DEMO_PARCELS: parcels },
    openSql: () => withFaults(openParcelFile(driver.open(parcels, { readOnly: true })), () => faults.next('parcels')),
    onCall,
    log,
  })
  releasers.add('demo sources', live.stop)
  const fault = live.exist() ? live.fault() : `there is nothing in ${FILES}`
  if (fault !== undefined) throw new Error(`the demo shop cannot be opened: ${fault}; install again, or set DEMO=false`)
  return {
    upstream: live.upstream,
    down: () => live.sources().flatMap(({ name, state }) => (state === 'down' ? [name] : [])),
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
