import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BusinessHours, NO_SETTINGS } from '../src/domain/settings.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { startQuickly } from './postgres-under-test.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const every = (open: { from: string; to: string }[]) =>
  Object.fromEntries(DAYS.map((day) => [day, open])) as BusinessHours['weekly']
/** Open for one minute on the day after tomorrow: closed now, wherever the test runs. */
const closedNow = (): BusinessHours => {
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const holiday = { from: day, to: day, name: { zh: '', en: '' }, open: [{ from: '09:00', to: '09:01' }] }
  return { timeZone: 'UTC', weekly: every([]), holidays: [holiday] }
}
const TAG = { id: 'vip', name: { zh: '老客户', en: 'Regular' }, colour: 'accent' }

const put = (running: Running, area: string, value: unknown, version: number, sub = 'root') =>
  running.call(`/v1/settings/${area}`, { role: 'admin', sub, method: 'PUT', body: { version, value } })

describe('settings over HTTP', () => {
  it('are changed by admins, read by supervisors, and survive a restart', async () => {
    const running = await startProduct()
    const before = await running.call('/v1/settings', { role: 'supervisor' })
    expect(before.body).toMatchObject({ version: 0, settings: NO_SETTINGS })
    expect(before.body.trained.answerAbove).toBeGreaterThan(0.5)
    expect((await running.call('/v1/settings', { role: 'agent' })).status).toBe(403)
    const denied = { role: 'supervisor', method: 'PUT', body: { version: 0, value: [] } } as const
    expect((await running.call('/v1/settings/tags', denied)).status).toBe(403)
    expect((await put(running, 'tags', [TAG], 0)).body).toMatchObject({ version: 1, settings: { tags: [TAG] } })
    const wrong = await put(running, 'tags', [{ ...TAG, colour: 'pink' }], 1)
    expect(wrong).toMatchObject({ status: 400, body: { faults: [{ field: 'tags.0.colour', value: '"pink"' }] } })
    expect((await put(running, 'speed', 1, 0)).status).toBe(404)
    expect((await running.call('/v1/tags', { role: 'agent' })).body).toEqual({ tags: [TAG] })
    expect((await running.call('/v1/tags', { role: 'agent', tenant: 'other' })).body).toEqual({ tags: [] })
    const again = await running.restart()
    expect((await again.call('/v1/tags', { role: 'agent' })).body).toEqual({ tags: [TAG] })
    expect(await again.product.store.audited('default', { limit: 9 })).toMatchObject([
      { action: 'settings', field: 'tags', reason: 'version 1', by: { id: 'root' } },
    ])
  })

  it('say who was quicker, take other areas side by side, and go back by one call', async () => {
    const running = await startProduct()
    const look = { ...NO_SETTINGS.widget, position: 'left' }
    const [first, second] = await Promise.all([
      put(running, 'tags', [TAG], 0, 'ann'),
      put(running, 'widget', look, 0, 'bob'),
    ])
    expect([first.status, second.status]).toEqual([200, 200])
    const late = await put(running, 'tags', [], 0)
    expect(late).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/changed by ann/) } })
    const { changes } = (await running.call('/v1/settings/changes', { role: 'supervisor' })).body
    expect(changes.map(({ version }: { version: number }) => version)).toEqual([2, 1])
    const made = changes.find(({ area }: { area: string }) => area === 'tags')
    expect(made).toMatchObject({ by: { id: 'ann' }, before: [], after: [TAG] })
    const back = await running.call(`/v1/settings/changes/${made.version}/revert`, { role: 'admin', body: {} })
    expect(back.body).toMatchObject({ version: 3, settings: { tags: [], widget: look } })
    const [newest] = (await running.call('/v1/settings/changes?area=tags', { role: 'admin' })).body.changes
    expect(newest).toMatchObject({ version: 3, reverts: made.version, before: [TAG], after: [] })
    expect((await running.call('/v1/settings/changes/99/revert', { role: 'admin', body: {} })).status).toBe(404)
  })

  it('are in force at once: canned answers, the look of the widget, thresholds', async () => {
    const running = await startProduct()
    const own = { shortcut: 'tk', group: '售后', text: { zh: '退款已经为您加急处理。' } }
    await put(running, 'canned', [own], 0)
    const canned = (await running.call('/v1/canned', { role: 'agent' })).body
    expect(canned.zh[0]).toBe(own.text.zh)
    expect(canned.zh.length).toBeGreaterThan(1)
    expect(canned.answers).toEqual([own])

    const evil = { ...NO_SETTINGS.widget, launcher: { zh: '</script>', en: 'Ask us' } }
    const { version } = (await put(running, 'widget', evil, 1)).body
    const loader = String((await running.call('/widget.js')).body)
    expect(loader).toMatch(/^window\.tabdeskLook=\{"accent":"#1d6f60".*Ask us/)
    expect(loader).not.toContain('</script>')

    const asked = await running.client('customer', 'demo')
    asked.send({ type: 'send', cid: crypto.randomUUID(), kind: 'text', text: '我的货到哪了呀' })
    await expect.poll(async () => (await running.product.store.records('default', { limit: 1 })).length).toBe(1)
    const [record] = await running.product.store.records('default', { limit: 1 })
    const effect = await running.call('/v1/settings/thresholds/effect', {
      ...{
        role: 'supervisor',
        body: { value: { intents: { [record?.understanding.verdict.intent ?? '']: 'never' } } },
      },
    })
    const wasAlone = record?.decision.kind === 'answer' ? 1 : 0
    expect(effect.body).toMatchObject({ turns: 1, alone: { now: wasAlone, would: 0 }, lost: { turns: wasAlone } })
    expect(wasAlone).toBe(1)
    await put(running, 'thresholds', { intents: { [record?.understanding.verdict.intent ?? '']: 'never' } }, version)
    const wei = await running.client('customer', 'demo', { device: 'other' })
    wei.send({ type: 'send', cid: crypto.randomUUID(), kind: 'text', text: '我的货到哪了呀' })
    await expect.poll(async () => (await running.product.store.records('default', { limit: 2 })).length).toBe(2)
    const [other] = await running.product.store.records('default', { limit: 1 })
    expect(other?.decision.kind).not.toBe('answer')
  })

  it('closed, the shop says when somebody is back, and promises no minutes', async () => {
    const running = await startProduct()
    const hours = closedNow()
    await put(running, 'hours', hours, 0)
    const ann = await running.client('agent', 'ann')
    ann.send({ type: 'presence', status: 'online' })
    const lin = await running.client('customer', 'lin')
    lin.send({ type: 'send', cid: crypto.randomUUID(), kind: 'text', text: '转人工' })
    const said = await lin.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(said).toMatchObject({ text: expect.stringMatching(/非工作时间.*09:00 上班/) })
    const status = await lin.next((frame) => frame.type === 'status' && frame.state === 'queued')
    expect(status).toMatchObject({ position: 1, closed: { back: expect.stringMatching(/T09:00:00/), timeZone: 'UTC' } })
    expect(status).not.toHaveProperty('etaSeconds')
    // Open again: the line has its estimate back without anybody moving.
    await put(running, 'hours', { ...hours, weekly: every([{ from: '00:00', to: '24:00' }]) }, 1)
    const open = await lin.next(
      (frame) => frame.type === 'status' && frame.state === 'queued' && frame.closed === undefined,
    )
    expect(open).toMatchObject({ position: 1, etaSeconds: expect.any(Number) })
  })
})

describe.skipIf(!hasPostgres)('settings of several processes', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  it('are in force in the others within a second', async () => {
    const databaseUrl = await server.database()
    const one = await startProduct({ config: { databaseUrl } })
    const two = await startProduct({ config: { databaseUrl } })
    await put(one, 'tags', [TAG], 0)
    const tags = async () => (await two.call('/v1/tags', { role: 'agent' })).body.tags
    await expect.poll(tags, { interval: 50, timeout: 5_000 }).toEqual([TAG])
  })
})
