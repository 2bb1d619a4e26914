import { parseRedisAddress } from '../../lib/redis-address.ts'
import { openDriver } from './driver.ts'

const ANSWER_MS = 3_000
/** Redis 7, or Valkey, which counts on from 7.2. */
const MIN_MAJOR = 7

/**
 * Looks at the server, or at one of a cluster; what it is.
 * @throws Error that says what to do
 */
export const inspectRedis = async (url: string): Promise<string> => {
  const address = parseRedisAddress(url)
  if (address === undefined) throw new Error('REDIS_URL is no address of a Redis')
  const driver = openDriver(address)
  let last: Error | undefined
  driver.on('error', (error) => {
    last = error
  })
  try {
    const info = await new Promise<string>((resolve, reject) => {
      const late = () => reject(last ?? new Error('no answer'))
      setTimeout(late, ANSWER_MS).unref()
      driver.once('ready', () => driver.info('server').then(resolve, reject))
    })
    const version = /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'unknown'
    if (Number(version.split('.')[0]) < MIN_MAJOR)
      throw new Error(`it is ${version}: use Redis ${MIN_MAJOR} or newer, or Valkey`)
    return `${address.cluster ? 'cluster' : 'server'}, version ${version}`
  } catch (cause) {
    throw new Error(`REDIS_URL: ${(cause as Error).message}; start it or mend the address`, { cause })
  } finally {
    driver.disconnect()
  }
}
