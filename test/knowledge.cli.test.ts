import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { runToEnd } from './helpers/process.ts'

const shipped = new URL('../knowledge', import.meta.url).pathname
const models = new URL('../models/manifest.json', import.meta.url).pathname

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const at = (name: string): string => join(directory, name)
const knowledge = (...args: string[]) =>
  runToEnd(['knowledge', ...args], { DATA_DIR: at('data'), KNOWLEDGE_DIR: process.env['KNOWLEDGE_DIR'] ?? shipped })
const library = () => createLibraryFiles({ directory: at('data/knowledge'), now: () => new Date() })

describe('knowledge import', () => {
  const CSV = '问题,答案\n怎么办理花呗分期,下单时选择花呗。\n,漏了问题\n'

  it('reports, and changes nothing, in a dry run', async () => {
    await writeFile(at('faq.csv'), CSV)
    const { code, stdout } = await knowledge('import', at('faq.csv'), '--dry-run', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      added: 1,
      changed: 0,
      retired: 0,
      refused: [{ file: 'faq.csv', row: 3, column: '问题' }],
    })
    expect(existsSync(at('data'))).toBe(false)
  })

  it('tells in a preview what a file contradicts, and writes nothing', { timeout: 300_000 }, async () => {
    await writeFile(at('faq.csv'), '问题,答案\n邮费要多少呀,全国统一运费 12 元，找张经理 13812345678\n')
    const { code, stdout } = await knowledge('import', at('faq.csv'), '--preview')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /ready, 1 added[\s\S]*1 contradictions[\s\S]*says 12 元, shipping-cost says[\s\S]*phone 138\*\*\*5678[\s\S]*of 200 examples/,
    )
    expect(stdout).not.toContain('13812345678')
    const { stdout: json } = await knowledge('import', at('faq.csv'), '--preview', '--json', '--quiet')
    expect(JSON.parse(json)).toMatchObject({
      dryRun: true,
      previews: [{ state: 'ready', changes: [{ kind: 'added' }] }],
    })
    expect(existsSync(at('data'))).toBe(false)
  })

  it('adds to the starter knowledge, the second time nothing', async () => {
    await writeFile(at('faq.csv'), CSV)
    const { code, stdout } = await knowledge('import', at('faq.csv'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/faq\.csv: committed, 1 added, .* 1 refused\n {2}line 3, 问题: /)
    const version = await library().current()
    expect(version?.n).toBe(2)
    expect(version?.articles.length).toBeGreaterThan(100)
    const again = await knowledge('import', at('faq.csv'), '--json', '--quiet')
    expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, unchanged: 1 })
    expect(again.stderr).toBe('')
  })

  it('forgets none of the uploads that wait at a running server, however many files it reads', async () => {
    const report = { state: 'ready', file: 'faq.csv', by: 'li', at: '2026-11-22T00:00:00Z', added: 0, changed: 0 }
    const counts = { retired: 0, unchanged: 0, refused: [], refusedCount: 0 }
    const waiting = Array.from({ length: 8 }, (_, i) => `upload-${i}`)
    for (const id of waiting)
      await library().saveDraft(id, [{ report: { id, ...report, ...counts }, origin: 'x', replace: false, patches: 0 }])
    await writeFile(at('faq.csv'), CSV)
    for (const more of [['--dry-run'], []])
      expect((await knowledge('import', at('faq.csv'), at('faq.csv'), ...more)).code).toBe(0)
    expect((await library().draftIds()).toSorted()).toEqual(waiting)
  })

  it('asks which column is what where that is not sure, and takes the word of a person', async () => {
    await writeFile(
      at('odd.csv'),
      '昵称,内容一,内容二\n小王,有货不,有的今天发\n小李,便宜点呗,已经最低了哦\n小张,发顺丰,补差价可以发\n',
    )
    const unsure = await knowledge('import', at('odd.csv'))
    expect(unsure.code).toBe(2)
    expect(unsure.stderr).toMatch(
      /not sure which columns[\s\S]*B 内容一: question \(guess\)[\s\S]*--map question=A,answer=B/,
    )
    expect((await library().current())?.n).toBe(1)
    const wrong = await knowledge('import', at('odd.csv'), '--map', 'question=F,answer=C')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('there is no column F: use A 昵称')])
    const said = await knowledge('import', at('odd.csv'), '--map', 'question=B,answer=内容二', '--json')
    expect(said.code).toBe(0)
    expect(JSON.parse(said.stdout)).toMatchObject({ added: 3, refusedCount: 0 })
  })

  it('reads what other programs wrote', async () => {
    const fixtures = new URL('fixtures/knowledge/', import.meta.url).pathname
    const files = ['taobao-wenda.xlsx', 'help-centre.html', 'returns-policy.pdf', 'delivery-guide.docx']
    const { code, stdout } = await knowledge('import', ...files.map((file) => fixtures + file), '--dry-run', '--json')
    expect(code).toBe(0)
    const { files: reports } = JSON.parse(stdout) as { files: { added: number; refusedCount: number }[] }
    expect(reports.map(({ added, refusedCount }) => [added, refusedCount])).toEqual([
      [10, 0],
      [9, 0],
      [14, 0],
      [4, 0],
    ])
  })

  it.each([
    ['a file that is not there', 'none.csv', undefined, 'ENOENT'],
    ['a file of another type', 'faq.exe', 'MZ', 'upload CSV, XLSX, Markdown'],
    ['a broken file', 'faq.pdf', '%PDF-1.7', 'broken or cut short'],
    ['a table without questions', 'faq.csv', '名称\n一', 'no column of the question'],
  ])('ends with 2 for %s', async (_name, file, content, message) => {
    if (content !== undefined) await writeFile(at(file), content)
    const { code, stderr } = await knowledge('import', at(file))
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })
})

describe('knowledge check', () => {
  it('counts the starter knowledge', async () => {
    const { code, stdout } = await knowledge('check')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^all +1\d\d /m)
  })

  it('ends with 2 and names every fault', async () => {
    await cp(shipped, at('knowledge'), { recursive: true })
    await writeFile(at('knowledge/articles/bad.md'), '---\nid: bad\nintent: none_such\n---\n# zh\n{{order.etaa}}\n')
    const { code, stdout, stderr } = await runToEnd(['knowledge', 'check', '--json'], {
      KNOWLEDGE_DIR: at('knowledge'),
    })
    expect(code).toBe(2)
    const fields = (JSON.parse(stdout) as { faults: { file: string; field: string }[] }).faults.map(
      ({ file, field }) => `${file} ${field}`,
    )
    expect(fields).toEqual(
      expect.arrayContaining([
        'articles/bad.md intent',
        'articles/bad.md # zh',
        'articles/bad.md # en',
        'articles/bad.md title.zh',
      ]),
    )
    expect(stderr).toContain(`${fields.length} faults`)
  })
})

describe('knowledge search', () => {
  const PASSAGES = [
    { id: 'refund', text: '退款一般 1 到 5 个工作日原路退回', lang: 'zh' },
    { id: 7, text: 'Where is my parcel right now?', intent: 'track_parcel' },
    { id: 'invoice', text: '电子发票在“我的 › 发票”里下载' },
    { id: 'coupon', text: 'Coupons can be used once per order' },
  ]
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  const search = (...args: string[]) =>
    knowledge(
      'search',
      '--passages',
      at('passages.jsonl'),
      '--queries',
      at('queries.jsonl'),
      '--out',
      at('hits.jsonl'),
      ...args,
    )

  it.skipIf(!existsSync(models))(
    'finds across words and languages, in the order of the queries, the same each time',
    async () => {
      await writeFile(at('passages.jsonl'), lines(PASSAGES))
      await writeFile(
        at('queries.jsonl'),
        lines([
          { id: 'q1', text: '钱多久能退回来' },
          { id: 'q2', text: '我的快递到哪儿了' },
          { id: 3, text: '發票怎麼下載' },
        ]),
      )
      const { code, stdout } = await search('--top', '2', '--json')
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ passages: 4, queries: 3 })
      const text = await readFile(at('hits.jsonl'), 'utf8')
      const results = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: unknown; hits: { id: unknown; score: number }[] })
      expect(results.map(({ id, hits }) => [id, hits[0]?.id])).toEqual([
        ['q1', 'refund'],
        ['q2', 7],
        [3, 'invoice'],
      ])
      for (const { hits } of results) {
        expect(hits.length).toBeLessThanOrEqual(2)
        for (const { score } of hits) expect(score).toBeGreaterThan(0)
      }
      expect(existsSync(at('data'))).toBe(false)
      await search('--top', '2', '--quiet')
      expect(await readFile(at('hits.jsonl'), 'utf8')).toBe(text)
    },
  )

  it.each([
    ['a line that is no JSON', lines(PASSAGES).concat('nope\n'), [], /passages\.jsonl:5: not JSON/],
    ['a line without text', lines([{ id: 1 }]), [], /passages\.jsonl:1: text:/],
    ['a top that is no number', lines(PASSAGES), ['--top', 'many'], /--top is "many": use a whole number/],
  ])('ends with 2 for %s', async (_name, passages, args, message) => {
    await writeFile(at('passages.jsonl'), passages)
    await writeFile(at('queries.jsonl'), lines([{ id: 1, text: '退款' }]))
    const { code, stderr } = await search(...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})
