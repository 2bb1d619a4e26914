import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createRedisContexts } from '../src/adapters/redis/shared-contexts.ts'
import { openRedisSide } from '../src/adapters/redis/side.ts'
import type { OwedTurn } from '../src/ports/store.ts'
import { type RedisCluster, startRedisCluster } from './helpers/redis-cluster.ts'
import { hasRedis } from './helpers/redis-server.ts'

const PATIENCE = { timeout: 30_000, interval: 10 }
const MASKED = { phone: 'masked', email: 'masked', address: 'masked' } as const

describe.skipIf(!hasRedis)('on a Redis Cluster of three nodes', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  }, 60_000)
  afterAll(() => cluster?.close())

  const side = (installation: string, me: string, url = cluster.url) => {
    const heard: unknown[] = []
    const desks: ReadonlyMap<string, string>[] = []
    const one = openRedisSide({ url, me, installation, now: Date.now })
    onTestFinished(one.close)
    const hints = one.quick.hints({ heard: (hint) => heard.push(hint), up: () => undefined, changed: () => undefined })
    const presence = one.quick.presence((said) => desks.push(said))
    return { ...one, hints, presence, heard, desks }
  }
  const ready = (...sides: ReturnType<typeof side>[]) =>
    vi.waitUntil(() => sides.every(({ hints }) => hints.fault() === undefined), PATIENCE)
  const keysOf = () =>
    cluster.nodes.map(({ ask }) =>
      ask('--raw', 'keys', 'tabdesk:*')
        .split('\n')
        .filter((key) => key !== ''),
    )

  it('[TQ1] [CX1] [CX3] hints, desks, turns, texts and what was read get across, spread over all nodes', async () => {
    const name = randomUUID()
    const [a, b] = [side(name, 'gateway/a'), side(name, 'worker+model/b')]
    await ready(a, b)
    const unsaid: unknown[] = []
    for (let n = 0; n < 20; n++) a.hints.say({ n }, (hint) => unsaid.push(hint))
    await vi.waitUntil(() => b.heard.length === 20, PATIENCE)
    expect([unsaid, a.heard]).toEqual([[], []])
    a.presence.share('[{"agent":"ann"}]')
    await vi.waitUntil(() => b.desks.at(-1)?.get('gateway/a') === '[{"agent":"ann"}]', PATIENCE)

    const owed: OwedTurn[] = []
    b.turns.listen({ isOurs: () => true, owed: (turn) => void owed.push(turn) })
    const turns = Array.from({ length: 200 }, (_, n) => ({ tenant: 'default', conversation: `k${n % 50}`, seq: 1 + n }))
    for (const turn of turns) await vi.waitUntil(() => a.turns.add(turn), PATIENCE)
    await vi.waitUntil(() => owed.length >= 200, PATIENCE)
    for (let k = 0; k < 50; k++) {
      const seqs = owed.filter(({ conversation }) => conversation === `k${k}`).map(({ seq }) => seq)
      expect(seqs).toEqual([k + 1, k + 51, k + 101, k + 151])
    }
    expect(keysOf().every((keys) => keys.some((key) => key.includes(':turns:')))).toBe(true)
    for (const turn of owed) b.turns.ended(turn)

    const model = { fingerprint: 'f'.repeat(16), dimensions: 2 }
    b.serveTexts({
      fingerprint: model.fingerprint,
      status: () => ({ state: 'ready', restarts: 0, queued: 0 }),
      embed: async (texts) => texts.map((text) => new Float32Array([text.length, 1])),
    })
    const encoder = a.askModels({ model, deadlineMs: 5_000 })
    await vi.waitUntil(() => encoder.status().state === 'ready', PATIENCE)
    expect(await encoder.embed(['你好'])).toEqual([new Float32Array([2, 1])])

    const changes: string[] = []
    const contexts = [0, 1].map(() =>
      createRedisContexts({ url: cluster.url, policy: MASKED, onChange: ({ id }) => changes.push(id), now: Date.now }),
    )
    const [one, two] = contexts as [(typeof contexts)[0], (typeof contexts)[0]]
    for (const each of contexts) onTestFinished(each.close)
    await vi.waitUntil(() => contexts.every((each) => each.status().state === 'ready'), PATIENCE)
    for (let n = 0; n < 20; n++)
      one.write('default', `c${n}`, { heat: 'hot', name: 'orders', text: String(n), keepMs: 60_000 })
    for (let n = 0; n < 20; n++)
      await vi.waitUntil(async () => (await two.read('default', `c${n}`))['orders'] === String(n), PATIENCE)
    one.tell({ tenant: 'default', kind: 'order', id: 'o-1', at: Date.now() })
    await vi.waitUntil(() => changes.includes('o-1'), PATIENCE)
    for (const { ask } of cluster.nodes)
      for (const key of ask('--raw', 'keys', 'tabdesk:*').split('\n'))
        if (key !== '') expect(Number(ask('--raw', 'pttl', key)), key).toBeGreaterThan(0)
  })

  it('one node is enough to find the others, and what hangs on a node that falls works again when it is back', async () => {
    const name = randomUUID()
    const seed = `${cluster.nodes[0]?.url}?cluster=1`
    const [a, b] = [side(name, 'gateway/a', seed), side(name, 'worker/b')]
    await ready(a, b)
    const fallen = cluster.nodes[1]
    await fallen?.kill()
    // Without its slots the cluster takes no commands: what is said goes another way.
    const unsaid: unknown[] = []
    await vi.waitUntil(() => {
      a.hints.say({ n: unsaid.length }, (hint) => unsaid.push(hint))
      return unsaid.length > 0 || a.hints.fault() !== undefined
    }, PATIENCE)
    await fallen?.start()
    await ready(a, b)
    await vi.waitUntil(() => a.turns.add({ tenant: 'default', conversation: 'k1', seq: 1 }), PATIENCE)
    b.heard.length = 0
    await vi.waitUntil(() => {
      a.hints.say({ back: performance.now() }, () => undefined)
      return b.heard.length > 0
    }, PATIENCE)
  })
})
