import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createModelVersions } from '../src/adapters/local/model-versions.ts'
import type { HeadsManifest } from '../src/domain/heads.ts'
import { runToEnd } from './helpers/process.ts'
import { type Running, startProduct } from './helpers/product.ts'

const STARTER = join(import.meta.dirname, '../models/starter')
/** Longer than any machine needs: the poll ends as soon as it holds. */
const SOON = { timeout: 20_000, interval: 100 }

/** The starter model with something changed in its manifest: other heads, as far as versions are concerned. */
const variant = async (change: (manifest: HeadsManifest) => Partial<HeadsManifest>): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-model-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await cp(STARTER, dir, { recursive: true })
  const manifest = JSON.parse(await readFile(join(dir, 'model.json'), 'utf8')) as HeadsManifest
  await writeFile(join(dir, 'model.json'), JSON.stringify({ ...manifest, ...change(manifest) }))
  return dir
}
/** Answers nothing by itself. */
const shy = () => variant(({ policy }) => ({ policy: { ...policy, answerAbove: 1 } }))

const modelOf = async ({ call }: Running) => (await call('/readyz')).body.parts.model
const cli = (running: Running, ...args: string[]) => runToEnd(['model', ...args], { DATA_DIR: running.dataDir })
const versionsOf = ({ dataDir, config }: Running) =>
  createModelVersions({ dataDir, modelsDir: config.modelsDir, heads: config.model.heads, now: () => new Date() })

let asked = 0
/** Whether the bot answers a new customer's question by itself. */
const answers = async ({ client }: Running): Promise<boolean> => {
  const customer = await client('customer', `customer-${++asked}`)
  await customer.say('怎么开发票')
  const said = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  await customer.close()
  return said.answer !== undefined
}

describe('versions of the heads', { timeout: 120_000 }, () => {
  beforeAll(() => {
    asked = 0
  })

  it('a promoted model works without a restart and without losing a turn, and the one before comes back', async () => {
    const running = await startProduct({ models: 'real' })
    expect(await modelOf(running)).toMatchObject({ state: 'ready', version: 'shipped' })
    expect(await answers(running)).toBe(true)

    const turns = Array.from({ length: 12 }, () => answers(running))
    const { code, stdout } = await cli(running, 'promote', await shy(), '--json')
    expect(code).toBe(0)
    const { current } = JSON.parse(stdout)
    expect(current).not.toBe('shipped')
    await expect.poll(() => modelOf(running), SOON).toMatchObject({ state: 'ready', version: current })
    expect(await Promise.all(turns)).toHaveLength(12)
    expect(await answers(running)).toBe(false)

    const all = JSON.parse((await cli(running, 'list', '--json')).stdout)
    expect(all.versions.map((one: { version: string; use: string }) => [one.version, one.use])).toEqual([
      ['shipped', 'kept'],
      [current, 'current'],
    ])
    expect((await cli(running, 'rollback')).code).toBe(0)
    await expect.poll(() => modelOf(running), SOON).toMatchObject({ version: 'shipped' })
    expect(await answers(running)).toBe(true)
    expect((await cli(running, 'rollback')).code).toBe(2)
  })

  it('refuses what cannot work here, and leaves the one at work', async () => {
    const running = await startProduct()
    const broken = await shy()
    await appendFile(join(broken, 'heads.bin'), 'x')
    const foreign = await variant(({ encoder }) => ({ encoder: { ...encoder, fingerprint: 'anothers' } }))
    const strange = await variant(({ intents }) => ({ intents: intents.map((intent) => `x_${intent}`) }))
    for (const [dir, why] of [
      [broken, /heads\.bin.*sha256/s],
      [foreign, /encoder anothers/],
      [strange, /none of its intents/],
      [join(broken, 'nowhere'), /no folder and no version/],
    ] as const) {
      const { code, stderr } = await cli(running, 'promote', dir)
      expect([code, stderr]).toEqual([2, expect.stringMatching(why)])
    }
    expect(await versionsOf(running).live()).toEqual({ current: 'shipped', before: [] })
  })

  it('a version that is broken behind its back is said; the one before works on, also over a restart', async () => {
    const running = await startProduct({ models: 'real' })
    const versions = versionsOf(running)
    const version = await versions.add(await shy())
    await appendFile(join(versions.dirOf(version), 'heads.bin'), 'x')
    await versions.promote(version)
    const state = { state: 'degraded', version: 'shipped', reason: expect.stringContaining('heads.bin') }
    await expect.poll(() => modelOf(running), SOON).toMatchObject(state)
    expect(await answers(running)).toBe(true)
    const again = await running.restart()
    expect(await modelOf(again)).toMatchObject(state)
    await writeFile(versions.file, '{"current":')
    await expect.poll(async () => (await modelOf(again)).reason, SOON).toContain('live.json')
    expect(await answers(again)).toBe(true)
  })

  it('a watched model reads every message, changes nothing, and its report says where they differ', async () => {
    const running = await startProduct({ models: 'real' })
    const confused = await variant(({ intents }) => {
      const swapped = new Map([
        ['invoice_how_to', 'track_parcel'],
        ['track_parcel', 'invoice_how_to'],
      ])
      return { intents: intents.map((intent) => swapped.get(intent) ?? intent) }
    })
    expect(await answers(running)).toBe(true)
    const { stdout } = await cli(running, 'shadow', confused, '--json')
    const { shadow } = JSON.parse(stdout)
    await expect.poll(() => modelOf(running), SOON).toMatchObject({ version: 'shipped', shadow })
    expect(await answers(running)).toBe(true)

    const report = JSON.parse((await cli(running, 'shadow', '--report', '--json')).stdout)
    expect(report).toMatchObject({
      turns: 1,
      agreement: { right: 0, n: 1 },
      differing: [{ current: { intent: 'invoice_how_to' } }],
    })
    expect(report.differing[0].shadow.intent).not.toBe('invoice_how_to')
    expect((await cli(running, 'shadow', '--off')).code).toBe(0)
    await expect.poll(async () => 'shadow' in (await modelOf(running)), SOON).toBe(false)
  })
})
