import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import { type BucketRate, createTokenBuckets } from '../lib/token-bucket.ts'

export interface LimitSettings {
  customerPerSecond: number
  customerBurst: number
  agentPerSecond: number
  agentBurst: number
  tenantPerSecond: number
  visitorsPerMinute: number
  requestsPerMinute: number
  spareLoopback: boolean
  socketsPerPrincipal: number
}

/** Frames other than `send`: cursors, typing, completions. Far above what a person causes, far below what hurts. */
export const OTHER_FRAMES: BucketRate = { perSecond: 100, burst: 400 }

export interface Limits {
  /** @throws Refusal rate_limited, with the time to wait; a refused message costs nothing. */
  message(principal: Principal): void
  frame(principal: Principal): void
  /** One call of an address; loopback is spared unless configured otherwise. */
  address(ip: string, what: 'requests' | 'visitors'): void
  settings: LimitSettings
}

/** Every limit of messages and calls in one table. `now` in milliseconds, monotonic. */
export const createLimits = (settings: LimitSettings, now: () => number): Limits => {
  const buckets = createTokenBuckets(now)
  const customer: BucketRate = { perSecond: settings.customerPerSecond, burst: settings.customerBurst }
  const agent: BucketRate = { perSecond: settings.agentPerSecond, burst: settings.agentBurst }
  const tenant: BucketRate = { perSecond: settings.tenantPerSecond, burst: settings.tenantPerSecond }
  const perMinute = { requests: settings.requestsPerMinute, visitors: settings.visitorsPerMinute }
  const take = (wanted: { key: string; rate: BucketRate }[], what: string): void => {
    const wait = buckets.take(wanted)
    if (wait > 0) throw new Refusal('rate_limited', `too many ${what}; wait ${wait} ms`, { retryAfterMs: wait })
  }
  return {
    settings,
    message: ({ tenant: name, role, sub }) =>
      take(
        [
          { key: `message/${name}/${role}/${sub}`, rate: role === 'customer' ? customer : agent },
          { key: `tenant/${name}`, rate: tenant },
        ],
        'messages',
      ),
    frame: ({ tenant: name, role, sub }) =>
      take([{ key: `frame/${name}/${role}/${sub}`, rate: OTHER_FRAMES }], 'frames'),
    address: (ip, what) => {
      if (settings.spareLoopback && isLoopback(ip)) return
      take([{ key: `${what}/${ip}`, rate: { perSecond: perMinute[what] / 60, burst: perMinute[what] } }], what)
    },
  }
}

const isLoopback = (ip: string): boolean => ip === '::1' || ip.startsWith('127.') || ip.startsWith('::ffff:127.')
