import { randomUUID } from 'node:crypto'
import type { OnnxEncoder } from './adapters/onnx/encoder.ts'
import { findEncoder } from './adapters/onnx/find-encoder.ts'
import { readEncoder } from './adapters/onnx/read-encoder.ts'
import type { RedisSide } from './adapters/redis/side.ts'
import type { Config } from './config.ts'
import { memberName } from './domain/process-role.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Store } from './ports/store.ts'

/** What this process is among others. */
export interface Shared {
  /** Name of this process. */
  me: string
  /** Undefined without DATABASE_URL and REDIS_URL. */
  redis: RedisSide | undefined
}

/** The log's epoch tells installations on one Redis apart. */
export const openShared = async (
  { databaseUrl, redisUrl, roles }: Pick<Config, 'databaseUrl' | 'redisUrl' | 'roles'>,
  store: Pick<Store, 'meta'>,
  releasers: Releasers,
): Promise<Shared> => {
  const me = memberName(roles, randomUUID())
  const installation = await store.meta('epoch')
  if (databaseUrl === undefined || redisUrl === undefined || installation === undefined) return { me, redis: undefined }
  // The driver is loaded by those who need it.
  const { openRedisSide } = await import('./adapters/redis/side.ts')
  const redis = openRedisSide({ url: redisUrl, me, installation, now: Date.now })
  releasers.add('redis side', redis.close)
  return { me, redis }
}

/**
 * The encoder of a process without the role model: others do the work, with the same files.
 * @throws Error naming the file, when those that say which encoder it is are missing
 */
export const askOthers = async (config: Config, redis: RedisSide): Promise<OnnxEncoder> => {
  const model = await readEncoder(config.modelsDir, findEncoder(config.model.encoder, config))
  return { ...redis.askModels({ model, deadlineMs: config.model.deadlineMs }), pids: () => [] }
}
