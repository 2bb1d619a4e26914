import type { FastifyBaseLogger } from 'fastify'
import { readOrCreateSecret } from './adapters/local/secret.ts'
import { openMesh } from './compose-mesh.ts'
import { type Models, openModels } from './compose-models.ts'
import { readCanned } from './compose-reading.ts'
import { openShared, type Shared } from './compose-shared.ts'
import { openStore } from './compose-store.ts'
import type { Config } from './config.ts'
import type { ShopData } from './demo/records.ts'
import type { Language } from './domain/message.ts'
import type { createReleasers } from './lib/releasers.ts'
import type { OpenedStore } from './ports/opened-store.ts'

/** What a test puts in the place of what would be opened. */
export interface Replacements {
  store?: OpenedStore
  models?: Models
  demoData?: ShopData
}

/** Opens what takes time side by side; each pushes its own release. */
export const openAll = async (
  config: Config,
  overrides: Replacements,
  releasers: ReturnType<typeof createReleasers>,
  log: FastifyBaseLogger,
) => {
  const secret = config.jwtSecret ?? (await readOrCreateSecret(config.dataDir))
  const store = overrides.store ?? (await openStore(config))
  releasers.add('store', store.close)
  const shared: Shared = await openShared(config, store, releasers)
  const settled = await Promise.allSettled([
    overrides.models ?? openModels(config, releasers, log, shared),
    openMesh(config, releasers, log, overrides.demoData),
    readCanned(config.knowledgeDir),
  ])
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const [models, mesh, canned] = settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as [
    Models,
    Awaited<ReturnType<typeof openMesh>>,
    Record<Language, string[]>,
  ]
  return [secret, store, models, mesh, canned, shared] as const
}
