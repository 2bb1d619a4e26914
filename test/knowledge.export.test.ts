import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { Card } from '../src/domain/card.ts'
import { parseArticle } from '../src/knowledge/article.ts'
import { cleanLine, cleanMarkdown } from '../src/knowledge/clean.ts'
import { applyPatches } from '../src/knowledge/import/difference.ts'
import { exportCsv, exportCsvInSlices } from '../src/knowledge/import/export.ts'
import { exportArchive } from '../src/knowledge/import/export-archive.ts'
import { readUpload } from '../src/knowledge/import/read.ts'
import type { UploadType } from '../src/knowledge/import/upload.ts'
import { withVersion } from '../src/knowledge/version.ts'
import { articleOf } from './helpers/articles.ts'

/** What people paste: formulas, bars, quotes, breaks, emoji, right-to-left, Markdown, YAML, invisible characters. */
const SCRAPS = [
  ...[
    '亲，您的退款 3 天内到账哈～',
    '=HYPERLINK("http://x")',
    '+86',
    '-5 度',
    '@all',
    "'=1+1",
    "'quoted'",
    "''",
    '|',
    '｜',
  ],
  ...[
    'a;b；c',
    '"双引号", 逗号',
    '👨‍👩‍👧 全家',
    'مرحبا بالعالم',
    'שלום',
    '﻿',
    '‮gnp.exe',
    '<b>粗</b>',
    '<订单号>',
    '1 < 2 > 0',
  ],
  ...[
    '# 标题',
    '\\# 不是标题',
    '---',
    '- 列表',
    'yes',
    '12306',
    'null',
    '~',
    'key: value',
    '#注释',
    '{{shop.name}}',
    '{{order.number}}',
  ],
  ...[
    '[看这里](https://a.example/b?c=d#e)',
    '![图](https://a.example/b.png)',
    '[坏](javascript:alert(1))',
    '`code`',
    '％',
    '\t',
    ' ',
  ],
]
const scrap = fc.oneof(
  fc.constantFrom(...SCRAPS),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constant('怎么退货呀'),
)
const line = (longest: number) =>
  fc
    .array(scrap, { minLength: 1, maxLength: 4 })
    .map((parts) => cleanLine(parts.join(' ')).slice(0, longest).trim())
    .map((text) => cleanLine(text))
    // Braces are slots, which are checked elsewhere.
    .filter((text) => text !== '' && !/\{\{|\}\}/.test(text))
const markdown = fc
  .array(scrap, { minLength: 1, maxLength: 6 })
  .map((parts) => cleanMarkdown(parts.join('\n')))
  .filter((text) => text !== '' && !/\{\{|\}\}/.test(text.replaceAll(/\{\{(?:shop\.name|order\.number)\}\}/g, '')))
const variants = fc
  .record({ plain: fc.option(markdown), delivered: fc.option(markdown), refunded: fc.option(markdown) })
  .map(({ plain, delivered, refunded }): Article['answers']['zh'] => [
    ...(delivered === null
      ? []
      : [{ when: { slot: 'order.status' as const, values: ['delivered', 'paid'] }, text: delivered }]),
    ...(refunded === null ? [] : [{ when: { slot: 'refund.status' as const, values: ['approved'] }, text: refunded }]),
    ...(plain === null ? [] : [{ text: plain }]),
  ])
const questions = fc.uniqueArray(line(60), { maxLength: 5 })
const cards: fc.Arbitrary<Card[]> = fc.array(
  fc.record({ title: line(80), text: line(200) }).map(({ title, text }) => ({
    title,
    text,
    image: 'https://cdn.example.com/a.png',
    buttons: [
      { label: '打开', url: 'https://example.com/?q=1,2' },
      { label: '问', say: '怎么退货' },
    ],
  })),
  { minLength: 1, maxLength: 3 },
)
const perLanguage = <T>(values: fc.Arbitrary<T>) => fc.record({ zh: values, en: values })
const optional = <T, K extends string>(key: K, values: fc.Arbitrary<T>): fc.Arbitrary<{ [N in K]?: T }> =>
  fc.option(values).map((value) => (value === null ? {} : { [key]: value }) as { [N in K]?: T })

const article = (id: string): fc.Arbitrary<Article> =>
  fc
    .tuple(
      fc.record({
        mode: fc.constantFrom('auto', 'suggest', 'off'),
        courtesy: fc.boolean(),
        title: perLanguage(line(80)),
        questions: perLanguage(questions),
        answers: perLanguage(variants),
      }),
      optional('source', line(80)),
      optional('owner', line(40)),
      optional('orders', fc.constant(['shipped', 'refunding'])),
      optional('validFrom', fc.constant('2026-11-11T00:00:00+08:00')),
      optional('validTo', fc.constant('2026-12-12T00:00:00Z')),
      optional('review', fc.constant('2027-05-01')),
      optional('audience', fc.constantFrom('identified', 'agents')),
      optional('channels', fc.constant(['widget', 'we-chat'])),
      optional('cards', perLanguage(cards)),
    )
    .filter(([{ answers }]) => answers.zh.length + answers.en.length > 0)
    .map((parts) => withVersion({ id, intent: id.replaceAll('-', '_'), ...Object.assign({}, ...parts) } as Article))

const library = fc.tuple(article('refund-time'), article('faq-3'), article('a1'))

const imported = async (type: UploadType, bytes: Uint8Array, into: readonly Article[] = []) => {
  const { patches, refused } = await readUpload(type, bytes, { file: 'knowledge', shop: new Set(['name']) })
  expect(refused).toEqual([])
  return applyPatches(into, patches, { origin: 'import:knowledge', replace: false })
}
const contentOf = (articles: readonly Article[]) => articles.map(({ origin: _, ...rest }) => rest)

describe('an export', () => {
  it('as CSV and imported again is the same library, and changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(library, async (articles) => {
        const bytes = Buffer.from(exportCsv(articles))
        expect(contentOf((await imported('table', bytes)).articles)).toEqual(articles)
        expect((await imported('table', bytes, articles)).articles).toBe(articles)
      }),
    )
  })

  it('as a zip and read file by file is the same library', async () => {
    await fc.assert(
      fc.asyncProperty(library, async (articles) => {
        const files = unzipSync(await exportArchive(articles, () => undefined))
        const read = Object.entries(files).map(([path, bytes]) =>
          parseArticle(Buffer.from(bytes).toString(), path, { shop: new Set(['name']), languages: 'any' }),
        )
        expect(read).toEqual(articles)
      }),
    )
  })

  it('as a zip and imported again is the same library, and changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(library, async (articles) => {
        const bytes = await exportArchive(articles, (intent) => (intent === 'a1' ? 'returns' : undefined))
        expect(contentOf((await imported('archive', bytes)).articles)).toEqual(articles)
        expect((await imported('archive', bytes, articles)).articles).toBe(articles)
      }),
      { numRuns: 30 },
    )
  })

  it('as JSON lines and imported again is the same library', async () => {
    await fc.assert(
      fc.asyncProperty(library, async (articles) => {
        const bytes = Buffer.from(articles.map((one) => `${JSON.stringify(one)}\n`).join(''))
        expect(contentOf((await imported('jsonLines', bytes)).articles)).toEqual(articles)
      }),
      { numRuns: 30 },
    )
  })

  it('says for whom an article is, in names that people use', async () => {
    const csv =
      '编号,问题,答案,可见范围,渠道,负责人\na-1,员工折扣多少,八折,内部,,小王\na-2,会员日是哪天,每月 8 号,会员,widget，wechat,\n'
    const { articles } = await imported('table', Buffer.from(csv))
    expect(articles).toMatchObject([
      { audience: 'agents', owner: '小王' },
      { audience: 'identified', channels: ['widget', 'wechat'] },
    ])
    const opened = await imported('table', Buffer.from(csv.replace('内部', '所有人')), articles)
    expect(opened.articles[0], 'everyone is said by nothing').not.toHaveProperty('audience')
  })

  it('of more phrasings than a row takes goes on in the next one', async () => {
    const many = Array.from({ length: 2_345 }, (_, i) => `怎么退第 ${i} 件`)
    const articles = [articleOf('many', { questions: { zh: many, en: ['one'] } })]
    expect(contentOf((await imported('table', Buffer.from(exportCsv(articles)))).articles)).toEqual(articles)
  })

  it('says the same in slices, and never a formula', async () => {
    const articles = [articleOf('a', { questions: { zh: ['=1+1', '@x'], en: [] }, source: '-5' })]
    const csv = exportCsv(articles)
    expect(await exportCsvInSlices(articles)).toBe(csv)
    expect(csv).toContain(`'=1+1`)
    expect(csv).not.toMatch(/(?:^|,)"?[=+@]/m)
  })
})
