import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqliteStore, type SqliteStore } from '../src/adapters/sqlite/store.ts'
import type { Author } from '../src/domain/message.ts'
import { isStorable } from '../src/domain/written-text.ts'
import { logTextOf } from '../src/ports/sql/log-text.ts'
import type { Append, LogPage } from '../src/ports/store.ts'
import { newCid } from './helpers/client.ts'

const TENANT = 'default'
const AGENT: Author = { role: 'agent', id: 'a"1\\', name: '小李\n"' }
const PAGE = { after: 0, limit: 500 }

let dir: string
let store: SqliteStore
let now = 0
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tabdesk-text-'))
  store = await createSqliteStore({ dir, now: () => new Date(now) })
})
afterAll(async () => {
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('我要退款\r\n\u2028"\\/\u0001\u007f', '😀'),
  )
  .filter(isStorable)
const body = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text }),
  fc.record({
    kind: fc.constant('file' as const),
    attachment: fc.record({ name: text, mime: text, size: fc.nat(), url: text }),
  }),
  fc.record({ kind: fc.constant('text' as const), text, options: fc.array(text, { minLength: 1, maxLength: 3 }) }),
)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ body, at: fc.nat(4_000_000_000_000), agent: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant('recall' as const) },
  { weight: 1, arbitrary: fc.constant('rollback' as const) },
)

let customers = 0
describe('a page that the database writes down', () => {
  it('[ST19] is byte for byte what is made of its events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), text, async (steps, name) => {
        const from: Author = { role: 'customer', id: `c${++customers}`, name }
        const say = async (more: object, by: Author, conversation?: string) =>
          store.append({
            tenant: TENANT,
            cid: newCid(),
            from: by,
            owesTurn: false,
            ...(conversation === undefined ? {} : { conversation }),
            ...more,
          } as Append)
        const { conversation } = await say({ kind: 'text', text: '你好' }, from)
        const of = { tenant: TENANT, conversation: conversation.id, by: AGENT }
        let head = 1
        for (const one of steps) {
          if (one === 'recall')
            await store.recall({ ...of, seq: 1, opId: `r${head}`, withinMs: Number.POSITIVE_INFINITY })
          else if (one === 'rollback') await store.rollback({ ...of, toSeq: Math.max(1, head - 2), opId: `b${head}` })
          else {
            now = one.at
            await say(one.body, one.agent ? AGENT : from, conversation.id)
          }
          head = (await store.conversation(TENANT, conversation.id))?.head ?? 0
        }
        for (const page of [PAGE, { after: 2, limit: 3 }, { after: head, limit: 1 }]) {
          const events = (await store.events(TENANT, conversation.id, page)) as LogPage
          for (const notes of [true, false])
            expect(await store.logText(TENANT, conversation.id, { ...page, notes })).toEqual(logTextOf(events, notes))
        }
      }),
      { numRuns: 40 },
    )
  })
  it('[ST19] hides a note among other things as ever', async () => {
    const from: Author = { role: 'customer', id: 'with-a-note', name: '客户' }
    const entry = { tenant: TENANT, from, kind: 'text', text: '在吗', owesTurn: false } as const
    const { conversation } = await store.append({ ...entry, cid: newCid() })
    const note = { ...entry, conversation: conversation.id, from: AGENT, kind: 'note', text: '别退款' } as const
    await store.append({ ...note, cid: newCid() })
    await store.append({ ...entry, cid: newCid() })
    const shown = await store.logText(TENANT, conversation.id, { ...PAGE, notes: false })
    const events = (await store.events(TENANT, conversation.id, PAGE)) as LogPage
    expect(shown).toEqual(logTextOf(events, false))
    expect(shown?.lines).not.toContain('别退款')
    expect((await store.logText(TENANT, conversation.id, { ...PAGE, notes: true }))?.lines).toContain('别退款')
  })
})
