import { describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { Principal, Role } from '../src/domain/message.ts'
import { createLimits, type LimitSettings, OTHER_FRAMES } from '../src/gateway/limits.ts'
import { connect, newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

const DEFAULTS = loadConfig({}).limits
/** Close code of a person who has too many sockets open. */
const TOO_MANY = 4429

const who = (role: Role, sub: string, tenant = 'default'): Principal => ({ role, sub, tenant, name: sub, exp: 0 })

const withClock = (settings: Partial<LimitSettings>) => {
  const clock = { ms: 0 }
  const limits = createLimits({ ...DEFAULTS, ...settings }, () => clock.ms)
  /** How many of `wanted` are let through, and the last refusal. */
  const count = (wanted: number, take: () => void) => {
    let taken = 0
    let refusal: Refusal | undefined
    for (let n = 0; n < wanted; n++)
      try {
        take()
        taken += 1
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        refusal = error
      }
    return { taken, refusal }
  }
  return { clock, limits, count }
}

describe('limits', () => {
  it.each([
    ['customer', 'customerBurst', 'customerPerSecond'],
    ['agent', 'agentBurst', 'agentPerSecond'],
    ['supervisor', 'agentBurst', 'agentPerSecond'],
    ['service', 'agentBurst', 'agentPerSecond'],
  ] as const)(
    'of each %s: a burst, then so many a second; others of the tenant have their own',
    (role, burst, rate) => {
      const { clock, limits, count } = withClock({})
      const { taken, refusal } = count(DEFAULTS[burst] + 5, () => limits.message(who(role, 'a')))
      expect(taken).toBe(DEFAULTS[burst])
      expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterMs: 1_000 / DEFAULTS[rate] })
      expect(count(1, () => limits.message(who(role, 'b'))).taken).toBe(1)
      clock.ms += 1_000
      expect(count(100, () => limits.message(who(role, 'a'))).taken).toBe(DEFAULTS[rate])
    },
  )

  it('of all people of a tenant together: who is within their own waits too, and no other tenant does', () => {
    const { clock, limits, count } = withClock({ tenantPerSecond: 50 })
    let n = 0
    const everybody = () => limits.message(who('customer', `c${n++}`))
    const { taken, refusal } = count(200, everybody)
    expect(taken).toBe(50)
    expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterMs: 20 })
    expect(count(1, () => limits.message(who('customer', 'x', 'other'))).taken).toBe(1)
    clock.ms += 100
    expect(count(200, everybody).taken).toBe(5)
  })

  it('what the tenant has no room for costs the person nothing of their own', () => {
    const { clock, limits, count } = withClock({ tenantPerSecond: 30 })
    const loud = () => limits.message(who('agent', 'loud'))
    const quiet = () => limits.message(who('customer', 'quiet'))
    expect(count(30, loud).taken).toBe(30)
    expect(count(1_000, quiet).taken).toBe(0)
    clock.ms += 1_000
    expect(count(30, quiet).taken, 'the whole burst is still theirs').toBe(DEFAULTS.customerBurst)
  })

  it('of frames that say nothing', () => {
    const { limits, count } = withClock({})
    expect(count(1_000, () => limits.frame(who('customer', 'a'))).taken).toBe(OTHER_FRAMES.burst)
    expect(count(1, () => limits.message(who('customer', 'a'))).taken, 'they are counted apart').toBe(1)
  })
})

describe('a server', () => {
  it('tells a tenant that says too much when to come back, keeps its sockets, and serves the others', async () => {
    const { client, url, token } = await startProduct({ config: { limits: { ...DEFAULTS, tenantPerSecond: 1 } } })
    const people = await Promise.all(['c1', 'c2', 'c3', 'c4'].map((sub) => client('customer', sub)))
    // The bucket refills while they speak, so more than it holds and can regain in that time.
    for (const one of people)
      for (let n = 0; n < 10; n++) one.send({ type: 'send', cid: newCid(), kind: 'text', text: `催单${n}` })
    for (const one of people) {
      const nack = await one.next(({ type }) => type === 'nack')
      expect(nack).toMatchObject({ code: 'rate_limited', retryable: true })
      expect(nack.retryAfterMs).toBeGreaterThan(0)
      expect(one.socket.readyState).toBe(one.socket.OPEN)
    }
    const other = await connect(url, await token('customer', 'c1', { tenant: 'other' }))
    expect((await other.say('别家的客户')).type).toBe('ack')
    await other.close()
  })

  it('[W1] [W3] refuses a message for which the store has no room before anything is made of it; later the same cid goes through', async () => {
    const { client, product } = await startProduct()
    const written = vi.spyOn(product.store, 'append')
    const comeBack = vi.spyOn(product.store as Required<typeof product.store>, 'comeBack')
    const mei = await client('customer', 'mei')
    const { conversation } = await mei.say('在吗')
    expect(written).toHaveBeenCalledTimes(1)
    comeBack.mockReturnValue(700)
    const cid = newCid()
    expect(await mei.say('我的快递到哪了', { cid })).toEqual({
      type: 'nack',
      cid,
      code: 'busy',
      message: expect.stringContaining('slow down'),
      retryable: true,
      retryAfterMs: 700,
      re: 'send',
    })
    expect(written).toHaveBeenCalledTimes(1)
    comeBack.mockReturnValue(undefined)
    mei.send({ type: 'send', cid, conversation, kind: 'text', text: '我的快递到哪了' })
    const ack = await mei.next((frame) => frame.type === 'ack' && frame.cid === cid)
    expect(ack.dup, 'what was refused was not kept').toBeUndefined()
  })

  it('opens one person so many sockets and no more, until one is closed; others have their own', async () => {
    const { client, url, token } = await startProduct({ config: { limits: { ...DEFAULTS, socketsPerPrincipal: 3 } } })
    const open = []
    for (let n = 0; n < 3; n++) open.push(await client('customer', 'c1'))
    const fourth = async () => connect(url, await token('customer', 'c1'), null)
    expect(await (await fourth()).closed).toMatchObject({ code: TOO_MANY })
    expect((await (await client('customer', 'c2')).say('在吗')).type).toBe('ack')
    expect((await open[0]?.say('还在吗'))?.type, 'those that are open go on').toBe('ack')
    await open[2]?.close()
    // The server hears of the close a moment later.
    await expect
      .poll(
        async () => {
          const again = await fourth()
          again.send({ type: 'hello', device: 'phone' })
          return Promise.race([
            again.next(({ type }) => type === 'welcome'),
            again.closed.then(({ code }) => ({ type: code })),
          ])
        },
        { timeout: 20_000 },
      )
      .toMatchObject({ type: 'welcome' })
  })
})
