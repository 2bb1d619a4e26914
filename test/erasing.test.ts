import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { openFiles } from '../src/compose-attachments.ts'
import { retain } from '../src/compose-upkeep.ts'
import { loadConfig } from '../src/config.ts'
import { PDF } from './contract/attachments.ts'
import { customer, message, TENANT } from './contract/store-words.ts'
import { runToEnd } from './helpers/process.ts'
import { startProduct } from './helpers/product.ts'

const DAY_MS = 24 * 3_600_000

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tabdesk-erasing-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Resolved conversations of two tenants, so many days ago each. */
const withOld = async (dir: string, old: readonly [string, string, number][]): Promise<void> => {
  let ms = Date.now()
  const store = await createSqliteStore({ dir, now: () => new Date(ms) })
  for (const [tenant, sub, days] of old) {
    ms = Date.now() - days * DAY_MS
    const { conversation } = await store.append(
      message({ tenant, from: customer(sub), text: `${sub}的地址是文三路 90 号` }),
    )
    await store.move({
      tenant,
      conversation: conversation.id,
      move: { type: 'resolve' },
      at: new Date(ms).toISOString(),
    })
  }
  await store.close()
}

describe('retention', () => {
  it('erases by each tenant’s days, only what is resolved and old, and a dry run changes nothing', async () => {
    await withOld(root, [
      [TENANT, 'lin', 40],
      [TENANT, 'mei', 20],
      ['short', 'wang', 20],
      ['kept', 'zhao', 4_000],
    ])
    const store = await createSqliteStore({ dir: root })
    const config = { ...loadConfig({ DATA_DIR: root }), retention: { days: 30, tenants: { short: 10, kept: null } } }
    const attachments = await openFiles(config, () => new Date())
    const forgotten: string[] = []
    const parts = {
      config,
      store,
      attachments,
      now: () => new Date(),
      forget: (tenant: string) => void forgotten.push(tenant),
    }
    const dry: string[] = []
    expect(
      await retain(parts, { dryRun: true, tell: (tenant, { customer }) => dry.push(`${tenant} ${customer}`) }),
    ).toEqual({
      conversations: 2,
      events: 2,
      files: 0,
    })
    expect(dry.sort()).toEqual(['default lin', 'short wang'])
    expect((await store.erasable(TENANT, { customer: 'lin', limit: 1 })).length).toBe(1)
    expect(await retain(parts)).toMatchObject({ conversations: 2 })
    expect(forgotten.sort()).toEqual([TENANT, 'short'])
    expect(await retain(parts)).toMatchObject({ conversations: 0 })
    expect((await store.audited('short', { limit: 5 }))[0]).toMatchObject({
      action: 'erase',
      by: { id: 'retention' },
      reason: 'resolved more than 10 days ago (1 events)',
    })
    await store.close()
  })

  it('one that cannot be erased is told of without its words, and stops no other; none is begun after the end was asked for', async () => {
    await withOld(root, [
      [TENANT, 'lin', 50],
      [TENANT, 'mei', 40],
      ['other', 'wang', 40],
    ])
    const store = await createSqliteStore({ dir: root })
    const config = { ...loadConfig({ DATA_DIR: root }), retention: { days: 30, tenants: {} } }
    const [oldest] = await store.erasable(TENANT, { customer: 'lin', limit: 1 })
    const ending = new AbortController()
    const told: string[] = []
    const parts = {
      config,
      attachments: await openFiles(config, () => new Date()),
      now: () => new Date(),
      failed: (...of: string[]) => void told.push(of.join(' ')),
      signal: ending.signal,
      store: {
        ...store,
        attachedIn: async (tenant: string, conversation: string) => {
          if (conversation === oldest?.conversation) throw new SyntaxError('Unexpected token: "文三路 90 号"')
          return store.attachedIn(tenant, conversation)
        },
      },
    }
    expect(await retain(parts, { dryRun: true })).toMatchObject({ conversations: 2, failed: 1 })
    expect(await retain(parts)).toMatchObject({ conversations: 2, failed: 1 })
    expect(told.at(-1)).toBe(`${TENANT} ${oldest?.conversation} SyntaxError`)
    expect(await store.erasable(TENANT, { customer: 'mei', limit: 1 })).toEqual([])
    ending.abort()
    expect(await retain({ ...parts, store })).toEqual({ conversations: 0, events: 0, files: 0 })
    expect(await store.erasable(TENANT, { customer: 'lin', limit: 1 })).toHaveLength(1)
    await store.close()
  })

  it('more than one page of conversations is erased in one run', async () => {
    await withOld(
      root,
      Array.from({ length: 230 }, (_, n): [string, string, number] => [TENANT, `c${n}`, 40]),
    )
    const store = await createSqliteStore({ dir: root })
    const config = { ...loadConfig({ DATA_DIR: root }), retention: { days: 30, tenants: {} } }
    const parts = { config, store, attachments: await openFiles(config, () => new Date()), now: () => new Date() }
    expect(await retain(parts, { dryRun: true })).toMatchObject({ conversations: 230 })
    expect(await retain(parts)).toMatchObject({ conversations: 230 })
    await store.close()
  })
})

it('a customer is erased while the product runs: log, files, search of agents; by admins alone', async () => {
  const running = await startProduct()
  const token = await running.token('customer', 'mei')
  const headers = { authorization: `Bearer ${token}` }
  const begun = await running.call('/v1/attachments', {
    role: 'customer',
    sub: 'mei',
    body: { name: '身份证.pdf', size: PDF.length },
  })
  const sent = (await (
    await fetch(`${running.url}/v1/attachments/${begun.body.id}?offset=0`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(PDF),
    })
  ).json()) as { id: string; name: string; mime: string; size: number; url: string }
  const { name, mime, size, url } = sent
  const mei = await running.client('customer', 'mei')
  await mei.say('', { kind: 'file', text: undefined, attachment: { name, mime, size, url } })
  const { conversation } = await mei.say('我叫梅朵，地址是文三路 90 号')
  const body = { customer: 'mei', reason: '客户要求删除' }
  expect((await running.call('/v1/erasures', { role: 'supervisor', body })).status).toBe(403)
  const dry = await running.call('/v1/erasures', { role: 'admin', body: { ...body, dryRun: true } })
  expect(dry).toMatchObject({ status: 200, body: { conversations: 1, files: 1, dryRun: true } })
  const inbox = async () => (await running.call('/v1/conversations', { role: 'agent' })).body.conversations
  expect(await inbox()).toMatchObject([{ conversation, lastText: expect.stringContaining('梅朵') }])
  expect((await fetch(running.url + url, { headers })).status).toBe(200)
  const erased = await running.call('/v1/erasures', { role: 'admin', sub: 'root', body })
  expect(erased).toMatchObject({ status: 200, body: { conversations: 1, files: 1, dryRun: false } })
  expect((await fetch(running.url + url, { headers })).status).toBe(404)
  const page = await running.product.store.events('default', conversation, { after: 0, limit: 100 })
  expect(JSON.stringify(page)).not.toMatch(/梅朵|身份证/)
  expect(page?.events[0]).toMatchObject({ seq: 1, erased: true })
  const [line] = await inbox()
  expect(line.conversation).toBe(conversation)
  expect(line, 'the inbox').not.toHaveProperty('lastText')
  expect(await running.product.store.audited('default', { limit: 1 })).toMatchObject([
    { action: 'erase', customer: 'mei', by: { role: 'admin', id: 'root' }, field: conversation },
  ])
  expect((await running.call('/v1/erasures', { role: 'admin', body: { ...body, customer: 'nobody' } })).status).toBe(
    404,
  )
  // It goes on, and what is said from now on is there.
  expect(await mei.say('还在吗')).toMatchObject({ type: 'ack' })
})

it('at the command line: retention, erase, audit verify, doctor --deep; a trail that was tampered with is found', async () => {
  await withOld(root, [
    [TENANT, 'lin', 40],
    [TENANT, 'mei', 40],
  ])
  const env = { DATA_DIR: root }
  const dry = await runToEnd(['erase', '--customer', 'lin', '--reason', 'request', '--dry-run'], env)
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/would erase 1 conversations, 1 events/) })
  const erased = await runToEnd(['erase', '--customer', 'lin', '--reason', 'request', '--json'], env)
  expect(JSON.parse(erased.stdout)).toEqual({ dryRun: false, conversations: 1, events: 1, files: 0 })
  const none = await runToEnd(['retention', 'run', '--json'], env)
  expect(JSON.parse(none.stdout)).toMatchObject({ conversations: 0 })
  const intact = await runToEnd(['audit', 'verify', '--json'], env)
  expect(intact.code).toBe(0)
  expect(JSON.parse(intact.stdout)).toMatchObject({ intact: true, tenants: [{ tenant: TENANT, entries: 1 }] })
  const deep = await runToEnd(['doctor', '--deep', '--json'], env)
  const found = (text: string) =>
    JSON.parse(text).findings.filter(({ part }: { part: string }) => part === 'log' || part === 'audit trail')
  expect(found(deep.stdout)).toMatchObject([
    { state: 'ok', text: expect.stringMatching(/^2 events of 2 conversations/) },
    { state: 'ok', text: expect.stringMatching(/^1 entries of 1 tenants/) },
  ])
  const db = (await loadDriver()).open(storePath(root), { readOnly: false })
  db.exec(
    `DROP TRIGGER audit_trail_stays; UPDATE audit_trail SET by_id = 'nobody'; UPDATE log SET text = '文三路 91 号' WHERE text LIKE 'mei%'`,
  )
  db.close()
  const broken = await runToEnd(['audit', 'verify'], env)
  expect(broken).toMatchObject({ code: 1, stdout: expect.stringMatching(/BROKEN +default: entry 1: its hash is not/) })
  expect(found((await runToEnd(['doctor', '--deep', '--json'], env)).stdout)).toMatchObject([
    { state: 'broken', text: expect.stringMatching(/words of event 1/) },
    { state: 'broken', text: expect.stringMatching(/entry 1/) },
  ])
}, 120_000)
