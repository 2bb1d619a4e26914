import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { shardOf } from '../src/lib/shard.ts'
import { type History, judge, tally } from './chaos/oracle.ts'
import { wholeLog } from './chaos/stage.ts'
import { stubModels } from './helpers/models.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { startProduct } from './helpers/product.ts'
import { startQuickly } from './postgres-under-test.ts'

const PATIENCE = { timeout: 30_000, interval: 20 }
/** Fewer than the turns that a process runs at once, so that none waits for a place. */
const CUSTOMERS = ['lin', 'wei', 'zoe']

describe.skipIf(!hasPostgres)('two conversations of one customer (needs PostgreSQL)', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  it('[ST6] [W7] [W8] whose turns run at the same time, in any process, do each other no harm', async () => {
    const databaseUrl = await server.database()
    let release = (): void => undefined
    const released = new Promise<void>((done) => {
      release = done
    })
    const stub = stubModels()
    const models: typeof stub = {
      ...stub,
      // The turn of the first conversation goes on until that of the second has ended.
      understand: async (text, at) => {
        if (text === '你好') await released
        return stub.understand(text, at)
      },
    }
    const open = () => startProduct({ config: { databaseUrl }, overrides: { models } })
    const [a, b] = [await open(), await open()]
    onTestFinished(async () => {
      release()
      await Promise.all([a.close(), b.close()])
    })
    await vi.waitUntil(async () => (await a.call('/readyz')).body.parts.bus.peers === 1, PATIENCE)
    const { store } = a.product
    const first = new Map<string, string>()
    const second = new Map<string, string>()
    for (const sub of CUSTOMERS) {
      const [here, there] = [await a.client('customer', sub), await b.client('customer', sub)]
      const { conversation } = await here.say('你好')
      first.set(sub, conversation)
      // Another one can only be opened once this one is over.
      expect((await there.say('谢谢')).conversation).toBe(conversation)
      await store.move({ tenant: 'default', conversation, at: new Date().toISOString(), move: { type: 'resolve' } })
      second.set(sub, (await there.say('谢谢')).conversation)
      expect(second.get(sub)).not.toBe(conversation)
      expect((await store.openOf('default', sub))?.id).toBe(second.get(sub))
    }
    for (const id of second.values())
      await vi.waitUntil(async () => (await store.record('default', `${id}:1`)) !== undefined, PATIENCE)
    for (const id of first.values()) expect(await store.record('default', `${id}:1`)).toBeUndefined()
    release()
    await vi.waitUntil(async () => (await store.owed(1)).length === 0, PATIENCE)

    const history: History = await wholeLog(store)
    expect(tally(judge(history))).toEqual({})
    const spoken = (id = ''): (string | undefined)[] =>
      history.log.filter(({ conversation, from }) => conversation === id && from.role === 'bot').map(({ text }) => text)
    for (const sub of CUSTOMERS) expect(spoken(second.get(sub))).toEqual(['不客气，随时找我。'])
    // They lie in different parts, so this was about two that are kept apart.
    const apart = CUSTOMERS.filter(
      (sub) => shardOf(`default\0${first.get(sub)}`) !== shardOf(`default\0${second.get(sub)}`),
    )
    expect(apart.length).toBeGreaterThan(0)

    // Control: an answer that lands in the customer's other conversation is found.
    const answer = history.log.find(
      ({ conversation, from }) => conversation === second.get('lin') && from.role === 'bot',
    )
    const astray = history.log.map((event) =>
      event === answer ? { ...event, conversation: first.get('lin') ?? '' } : event,
    )
    expect(tally(judge({ ...history, log: astray })).answeredTwice).toBe(1)
  })
})
