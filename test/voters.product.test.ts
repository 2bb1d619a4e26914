import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runToEnd } from './helpers/process.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { writeTinyClassifier } from './helpers/tiny-classifier.ts'

const SOON = { timeout: 30_000, interval: 50 }
const REFUND = '那单800块的我要退款'

/** The examples of the documentation, by the file name in their first line. */
const example = (name: string): string => {
  const docs = readFileSync(new URL('../docs/voters.md', import.meta.url), 'utf8')
  const found = [...docs.matchAll(/```(?:yaml|ts)\n([\s\S]*?)```/g)].find(([, text]) =>
    text?.split('\n')[0]?.endsWith(name),
  )
  return found?.[1] as string
}

const startWithVoters = async (): Promise<Running & { folder: string }> => {
  const running = await startProduct({ models: 'real', config: {} })
  const folder = join(running.dataDir, 'models/default/voters')
  mkdirSync(folder, { recursive: true })
  return { ...running, folder }
}
const patient = async () => {
  const base = await startProduct()
  return { model: { ...base.config.model, voterDeadlineMs: 10_000 } }
}

describe('plug-in voters in the running product', () => {
  it('[PV1] every example of the documentation is picked up, votes in shadow, and acts once it is on', async () => {
    const { call, client, dataDir, product, close } = await startProduct({ models: 'real', config: await patient() })
    const folder = join(dataDir, 'models/default/voters')
    mkdirSync(folder, { recursive: true })
    const admin = { role: 'admin' as const, sub: 'ada' }
    const understood = async (text: string) => (await call('/v1/understand', { role: 'agent', body: { text } })).body
    await product.models.library.settled()
    const before = await understood(REFUND)
    expect(before.understanding.degraded).toEqual([])

    writeFileSync(join(folder, 'refund-over-500.yaml'), example('refund-over-500.yaml'))
    writeFileSync(join(folder, 'loud.ts'), example('loud.ts'))
    writeTinyClassifier(join(folder, 'tiny-intents'), { 退: 'refund_status', 到: 'track_parcel' })
    await vi.waitFor(async () => {
      const { body } = await call('/v1/voters', admin)
      expect(body.voters.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`).sort()).toEqual([
        'loud shadow',
        'refund-over-500 shadow',
        'tiny-intents shadow',
      ])
      expect(body.problems).toEqual([])
    }, SOON)

    const watched = await understood(REFUND)
    expect(watched.understanding.verdict).toEqual(before.understanding.verdict)
    expect(watched.decision).toEqual(before.decision)
    const plugIns = watched.understanding.votes.filter(({ plugIn }: { plugIn?: object }) => plugIn !== undefined)
    expect(plugIns.map(({ voter }: { voter: string }) => voter).sort()).toEqual([
      'plugin:refund-over-500',
      'plugin:tiny-intents',
    ])
    const shouted = await understood('WHERE IS MY PARCEL NOBODY ANSWERS ME HERE')
    expect(shouted.understanding.votes).toContainEqual(
      expect.objectContaining({ voter: 'plugin:loud', plugIn: expect.objectContaining({ weight: 0 }) }),
    )

    expect(await call('/v1/voters/refund-over-500', { ...admin, body: { state: 'on', weight: 2 } })).toMatchObject({
      status: 200,
      body: { name: 'refund-over-500', state: 'on', weight: 2, by: 'ada' },
    })
    expect((await understood(REFUND)).decision).toMatchObject({ kind: 'handOff', reason: 'voter_asked' })

    const customer = await client('customer', 'demo')
    const { conversation } = await customer.say(REFUND)
    const event = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(event.text).toMatch(/^500 元以上的退款由主管确认，我先替您转过去。已为您转接人工客服/)
    await customer.say('好的')
    const agent = await client('agent', 'ann')
    agent.send({ type: 'watch', conversation })
    const { card } = await agent.next((frame) => frame.type === 'context')
    expect(card.highlights[0]).toEqual({
      zh: '请交给 supervisor（规则 refund-over-500）',
      en: 'For supervisor (asked by refund-over-500)',
    })
    const [record] = (await product.store.records('default', { conversation, limit: 2 })).toReversed()
    expect(record?.decision).toMatchObject({
      kind: 'handOff',
      reason: 'voter_asked',
      request: { voter: 'plugin:refund-over-500', to: 'supervisor' },
    })
    expect(record?.understanding.votes.find(({ voter }) => voter === 'plugin:refund-over-500')).toMatchObject({
      plugIn: { weight: 2, action: { do: 'handOff' } },
    })

    // Run again from the record, the voters that spoke then speak again: what they had done is done again.
    await close()
    const replayed = await runToEnd(['replay', '--json'], { DATA_DIR: dataDir })
    expect(JSON.parse(replayed.stdout)).toMatchObject({ same: 2, differing: 0 })
  })

  it('[PV2] /readyz names a broken file: what, since when, what to do', async () => {
    const { call, folder } = await startWithVoters()
    expect((await call('/readyz')).body.parts.voters).toMatchObject({ state: 'ready' })
    writeFileSync(join(folder, 'mine.yaml'), 'rules: [{ intent: i, confidence: 2, when: { words: [x] } }]')
    await vi.waitFor(async () => expect((await call('/readyz')).body.parts.voters.state).toBe('degraded'), SOON)
    const { status, body } = await call('/readyz')
    expect(status).toBe(200)
    expect(body.parts.voters.reason).toMatch(/^mine: its file cannot be used: .*confidence.*, since .*; mend the file/)
    expect(body.parts.voters.problems).toMatchObject([
      { voter: 'mine', since: expect.any(String), todo: expect.any(String) },
    ])
    writeFileSync(join(folder, 'mine.yaml'), example('refund-over-500.yaml'))
    await vi.waitFor(async () => expect((await call('/readyz')).body.parts.voters.state).toBe('ready'), SOON)
  })

  it('is switched from the command line while it runs, with the exit codes of the contract', async () => {
    const { call, folder, dataDir } = await startWithVoters()
    writeFileSync(join(folder, 'x.yaml'), example('refund-over-500.yaml'))
    const state = async () => (await call('/v1/voters', { role: 'admin' })).body.voters[0]?.state
    await vi.waitFor(async () => expect(await state()).toBe('shadow'), SOON)
    const voters = (...args: string[]) => runToEnd(['voters', ...args], { DATA_DIR: dataDir })
    const on = await voters('on', 'x', '--json')
    expect(on).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(on.stdout)).toMatchObject({ tenant: 'default', name: 'x', state: 'on', by: 'command line' })
    await vi.waitFor(async () => expect(await state()).toBe('on'), SOON)
    expect((await voters('list')).stdout).toMatch(/^x {2}on {2}weight 1 {2}[0-9a-f]{16}\n$/)
    expect(JSON.parse((await voters('list', '--json')).stdout)).toMatchObject({
      voters: [{ name: 'x', state: 'on' }],
      broken: [],
    })
    for (const [args, why] of [
      [['on', 'y'], 'there is no voter y; there are x'],
      [['weight', 'x', 'much'], 'weight is NaN'],
      [['rollback', 'x'], 'no version to go back to'],
      [['list', '--tenant', '../..'], '--tenant is'],
    ] as const)
      expect(await voters(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(why) })
    await voters('off', 'x')
    await vi.waitFor(async () => expect(await state()).toBe('off'), SOON)
  })

  it('is for admins of the tenant alone', async () => {
    const { call, folder } = await startWithVoters()
    writeFileSync(join(folder, 'x.yaml'), example('refund-over-500.yaml'))
    const status = async (
      role: 'admin' | 'engineer' | 'agent' | undefined,
      path: string,
      body?: object,
      tenant?: string,
    ) =>
      (
        await call(path, {
          ...(role === undefined ? {} : { role }),
          ...(body === undefined ? {} : { body }),
          ...(tenant === undefined ? {} : { tenant }),
        })
      ).status
    await vi.waitFor(
      async () => expect((await call('/v1/voters', { role: 'admin' })).body.voters).toHaveLength(1),
      SOON,
    )
    expect(await status('engineer', '/v1/voters')).toBe(403)
    expect(await status('agent', '/v1/voters/x', { state: 'on' })).toBe(403)
    expect(await status(undefined, '/v1/voters')).toBe(401)
    expect(await status('admin', '/v1/voters', undefined, 'other')).toBe(404)
    expect(await status('admin', '/v1/voters/y', { state: 'on' })).toBe(404)
    expect(await status('admin', '/v1/voters/x', {})).toBe(400)
    expect(await status('admin', '/v1/voters/x', { weight: -1 })).toBe(400)
    expect(await status('admin', '/v1/voters/x/rollback', {})).toBe(400)
    expect(await status('admin', '/v1/voters/x', { state: 'on' })).toBe(200)
  })
})
