import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createHttpCaller } from '../../src/adapters/sources/http-call.ts'
import { createSqliteStore, type SqliteStore } from '../../src/adapters/sqlite/store.ts'
import { WEBHOOK_KINDS, type Webhook } from '../../src/domain/webhook.ts'
import { createDeliverer, type Deliverer } from '../../src/webhooks/deliverer.ts'
import { customer, message, TENANT } from '../contract/store-words.ts'

export const HOUR_MS = 3_600_000
export const PATIENCE = { timeout: 30_000, interval: 10 }

interface Bench {
  store: SqliteStore
  /** Moves the clock that retries go by; milliseconds. */
  pass(ms: number): void
  hook(url: string, more?: Partial<Webhook>): Promise<Webhook>
  say(who?: string, text?: string): Promise<{ conversation: string; seq: number }>
  deliver(parts?: Partial<Parameters<typeof createDeliverer>[0]>): Deliverer
  counted: string[]
  state(hook: Webhook): Promise<string[]>
}

/** A store, a clock that can be moved, and deliverers on them. */
export const webhookBench = async (): Promise<Bench> => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-hooks-'))
  const store = await createSqliteStore({ dir })
  const caller = createHttpCaller({ allowPrivate: true })
  const running: Deliverer[] = []
  onTestFinished(async () => {
    for (const deliverer of running) await deliverer.stop()
    caller.close()
    await store.close()
    rmSync(dir, { recursive: true, force: true })
  })
  let ahead = 0
  let made = 0
  const counted: string[] = []
  return {
    store,
    counted,
    pass: (ms) => {
      ahead += ms
    },
    hook: async (url, more = {}) => {
      const webhook: Webhook = {
        id: `hook-${++made}`,
        tenant: TENANT,
        url,
        kinds: [...WEBHOOK_KINDS],
        content: true,
        state: 'active',
        secrets: [{ secret: 'whsec_test' }],
        createdAt: new Date().toISOString(),
        ...more,
      }
      await store.saveWebhook(webhook)
      return webhook
    },
    say: async (who = 'lin', text = '我的货到哪了呀') => {
      const { event } = await store.append(message({ from: customer(who, '林晓'), text }))
      return event
    },
    deliver: (parts = {}) => {
      const deliverer = createDeliverer({
        book: store,
        me: 'me',
        read: async ({ tenant, conversation, seq, move }) => {
          const page = await store.events(tenant, conversation, { after: seq - 1, limit: 1 })
          const [event] = page?.events ?? []
          if (page === undefined || (move === undefined && event === undefined)) return undefined
          return { conversation: page.conversation, ...(move === undefined && event !== undefined ? { event } : {}) }
        },
        post: (request, signal) => caller.call({ method: 'POST', ...request }, signal),
        now: () => Date.now() + ahead,
        random: () => 0.5,
        counted: (outcome) => counted.push(outcome),
        onError: (error) => {
          throw error
        },
        ...parts,
      })
      running.push(deliverer)
      deliverer.start()
      return deliverer
    },
    state: async ({ id }) =>
      (await store.deliveries(TENANT, id, { limit: 1_000 })).toReversed().map(({ state }) => state),
  }
}
