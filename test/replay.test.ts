import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runReplay } from '../src/cli/replay.ts'
import { createTerminal, GateFailed } from '../src/cli/terminal.ts'
import type { OutcomeResult } from '../src/domain/record.ts'
import { type Running, startProduct } from './helpers/product.ts'

const ROOT = join(import.meta.dirname, '..')

/** Of each kind: answered, with slots, none of ours, vague, a person, and what points back to the message before it. */
const TALKS: [string, string[]][] = [
  ['demo', ['我的货到哪了呀', '谢谢', '尾号3345那个呢']],
  ['anna', ['怎么开发票', '发票抬头写错了能改吗', 'how do i get an invoice']],
  ['li-wei', ['你们老板叫什么名字', '今天天气怎么样']],
  ['bob', ['wheres my parcel', 'the thing is broken and i want my money', '2']],
  ['cai', ['想问一下那个东西怎么还不行', '转人工']],
  ['demo', ['尾号9999那单到哪了', '3345']],
  ['visitor-0123456789-1', ['wheres my parcel', '20991231000000 0000']],
]

const talk = async (running: Running): Promise<void> => {
  for (const [sub, texts] of TALKS) {
    const customer = await running.client('customer', sub)
    for (const text of texts) {
      await customer.say(text)
      await expect.poll(async () => (await running.product.store.owed(1)).length, { timeout: 20_000 }).toBe(0)
    }
    await customer.close()
  }
}

const inFolder = async (prefix: string): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), prefix))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const changeFile = async (yaml: string): Promise<string> => {
  const file = join(await inFolder('tabdesk-change-'), 'change.yaml')
  await writeFile(file, yaml)
  return file
}

const replay = async ({ dataDir }: Running, options: Parameters<typeof runReplay>[0] = {}) => {
  process.env['DATA_DIR'] = dataDir
  onTestFinished(() => void delete process.env['DATA_DIR'])
  const quiet = createTerminal({ quiet: true })
  return runReplay(options, { ...quiet, out: () => undefined })
}

const outcome = (running: Running, record: string, result: OutcomeResult, more: object = {}) =>
  running.product.store.outcome({ tenant: 'default', record, result, by: 'ann', at: new Date().toISOString(), ...more })

const ALL = TALKS.flatMap(([, texts]) => texts).length

describe('replay of recorded turns', { timeout: 180_000 }, () => {
  it('[ST13] the same versions decide the same, bit for bit, while the product runs', async () => {
    const running = await startProduct({ models: 'real' })
    await talk(running)
    const report = await replay(running)
    expect(report).toMatchObject({ turns: ALL, replayed: ALL, same: ALL, differing: 0 })
    expect(report.skipped).toEqual({})
    expect(report.kinds.before).toEqual(report.kinds.after)
    // Side by side in threads it is the same.
    const { seconds: _, ...alone } = report
    expect(await replay(running, { workers: 3 })).toMatchObject(alone)
    // The talks are of several kinds, or the sameness would say little.
    expect(Object.values(report.kinds.before).filter((n) => n > 0).length).toBeGreaterThan(2)
    expect((await replay(running, { since: new Date(Date.now() + 60_000).toISOString() })).turns).toBe(0)
    expect((await replay(running, { tenant: 'other' })).turns).toBe(0)
  })

  it('finds what was planted: a record, a vector, or a customer that was not so', async () => {
    const running = await startProduct({ models: 'real' })
    await talk(running)
    await running.close()
    const { loadDriver } = await import('../src/adapters/sqlite/driver.ts')
    const db = (await loadDriver()).open(join(running.dataDir, 'store.db'), { readOnly: false })
    onTestFinished(() => db.close())
    db.exec(`UPDATE records SET body = json_set(body, '$.understanding.verdict.confidence', 0.5) WHERE id = 2`)
    db.exec(`UPDATE inputs SET vectors = (SELECT vectors FROM inputs WHERE record = 7) WHERE record = 4`)
    db.exec(
      `UPDATE log SET text = '怎么取消订单' WHERE id = (SELECT l.id FROM log l JOIN records r ON r.conversation = l.conversation AND r.seq = l.seq WHERE r.id = 5)`,
    )
    db.exec(`DELETE FROM inputs WHERE record = 8`)
    await expect(replay(running)).rejects.toThrow(GateFailed)
    process.env['DATA_DIR'] = running.dataDir
    const lines: string[] = []
    await runReplay({}, { ...createTerminal({ quiet: true }), out: (line) => void lines.push(line) }).catch(
      () => undefined,
    )
    expect(lines[0]).toMatch(/2 otherwise|3 otherwise/)
    expect(lines[1]).toMatch(/1 need a vector that was not recorded|1 were recorded without their inputs/)
  })

  it('a stricter policy: the turns that would differ, with gain and harm as outcomes tell', async () => {
    const running = await startProduct({ models: 'real' })
    await talk(running)
    const answered = (await running.product.store.turns({ limit: 100 })).turns.filter(
      ({ record }) => record.decision.kind === 'answer',
    )
    expect(answered.length).toBeGreaterThan(2)
    await outcome(running, answered[0]?.record.id ?? '', 'rated', { value: 1 })
    await outcome(running, answered[1]?.record.id ?? '', 'undone')
    const never = await replay(running, { change: await changeFile('policy:\n  answerAbove: 1\n') })
    expect(never.kinds.after.answer).toBe(0)
    expect(never.differences.filter(({ from }) => from.kind === 'answer')).toHaveLength(answered.length)
    expect(never).toMatchObject({
      gain: { wrongAnswersLess: 1 },
      harm: { rightAnswersLess: 1 },
      unknown: { answersLess: answered.length - 2 },
    })
    const one = answered[2]?.record.understanding.verdict.intent as string
    const bars = await changeFile(`policy:\n  answerAboveByIntent: { ${one}: never }\n`)
    const { differences } = await replay(running, { change: bars })
    expect(differences.map(({ from }) => from.intent)).toContain(one)
    expect(new Set(differences.map(({ from }) => from.intent))).toEqual(new Set([one]))
    const same = await replay(running, { change: await changeFile('policy:\n  angerAbove: 0.8\n') })
    expect(same.differing).toBe(0)
  })

  it('another model and other knowledge run the whole turn again', async () => {
    const running = await startProduct({ models: 'real' })
    await talk(running)
    const heads = await inFolder('tabdesk-heads-')
    await cp(join(ROOT, 'models/starter'), heads, { recursive: true })
    const manifest = await readFile(join(heads, 'model.json'), 'utf8')
    await writeFile(
      join(heads, 'model.json'),
      manifest.replace('"invoice_how_to"', '"no_longer"').replace('"track_parcel"', '"invoice_how_to"'),
    )
    const other = await replay(running, { change: await changeFile(`heads: ${heads}\n`) })
    // Other heads may want to read what nobody embedded then, e.g. a message together with the one before it.
    const { vector_missing: unread = 0, ...others } = other.skipped
    expect(others).toEqual({})
    expect(other.replayed).toBe(ALL - unread)
    expect(unread).toBeLessThan(ALL / 4)
    expect(other.differences.map(({ from }) => from.intent)).toContain('invoice_how_to')

    const knowledge = await inFolder('tabdesk-knowledge-')
    await cp(join(ROOT, 'knowledge'), knowledge, { recursive: true })
    await rm(join(knowledge, 'articles/invoices/invoice-how-to.md'))
    const without = await replay(running, { change: await changeFile(`knowledge: ${knowledge}\n`) })
    expect(without.differences.filter(({ from, to }) => from.kind === 'answer' && to.kind !== 'answer')).not.toEqual([])
  })

  it('refuses a change that it cannot make, naming it', async () => {
    const running = await startProduct()
    for (const [yaml, why] of [
      ['policy:\n  answerAbov: 0.5\n', /answerAbov/],
      ['policy:\n  answerAbove: 92\n', /answerAbove/],
      ['heads: nowhere\n', /nowhere/],
      ['{}', /changes nothing/],
      ['a: [', /not YAML/],
    ] as const)
      await expect(replay(running, { change: await changeFile(yaml) })).rejects.toThrow(why)
    await expect(replay(running, { since: 'yesterday' })).rejects.toThrow(/--since yesterday/)
  })
})
