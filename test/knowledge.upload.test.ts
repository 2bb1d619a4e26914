import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import { parseArticle } from '../src/knowledge/article.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { applyPatches } from '../src/knowledge/import/difference.ts'
import { exportCsv } from '../src/knowledge/import/export.ts'
import { escapeFormula, unescapeFormula } from '../src/knowledge/import/formulas.ts'
import { MOST_ROWS } from '../src/knowledge/import/limits.ts'
import { readUpload } from '../src/knowledge/import/read.ts'
import type { UploadType } from '../src/knowledge/import/upload.ts'
import { articlesOf as articlesIn, readAs } from './helpers/uploads.ts'

const read = (type: UploadType, content: string | Uint8Array, file = 'faq.csv') => readAs(type, content, file)
const articlesOf = async (type: UploadType, content: string | Uint8Array): Promise<Article[]> =>
  articlesIn(await read(type, content))

/** A header and a row in GB18030, as spreadsheets on Chinese Windows save it. */
const GB18030 = Buffer.from('cecacce22cb4f0b0b80ad4f5c3b4cdcbbbf52cb5e3c9eac7eb0a', 'hex')

describe('a table', () => {
  it.each([
    ['English headers', 'Question,Answer\n怎么退货,点申请'],
    ['Chinese headers', '标准问,回复\n怎么退货,点申请'],
    ['short headers', 'q,a\n怎么退货,点申请'],
    ['spaces, case and punctuation in headers', ' QUESTION ,*Answer:\n怎么退货,点申请'],
    ['columns that are not ours', 'id2,Question,Comment,Answer\n1,怎么退货,x,点申请'],
    ['tabs', '问题\t答案\n怎么退货\t点申请'],
    ['semicolons', '问题;答案\n怎么退货;点申请'],
    ['a byte order mark and CRLF', '\uFEFF问题,答案\r\n怎么退货,点申请\r\n'],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('问题,答案\n怎么退货,点申请', 'utf16le')])],
    ['GB18030', GB18030],
  ])('is read with %s', async (_name, content) => {
    expect(await articlesOf('table', content)).toMatchObject([
      {
        mode: 'auto',
        title: { zh: '怎么退货' },
        questions: { zh: ['怎么退货'], en: [] },
        answers: { zh: [{ text: '点申请' }], en: [] },
      },
    ])
  })

  it('makes ids and intents that the same question always has', async () => {
    const [first] = await articlesOf('table', 'q,a\n怎么退货？,点申请')
    const [second] = await articlesOf('table', 'q,a\n 怎么退货 ,换个答案')
    expect(first?.id).toMatch(/^faq-[0-9a-f]{12}$/)
    expect(first?.intent).toBe(first?.id.replace('faq-', 'faq_'))
    expect(second?.id).toBe(first?.id)
    expect(second?.version).not.toBe(first?.version)
  })

  it('takes every column that it knows', async () => {
    const header = '编号,语言,标题,问题,相似问,答案,意图,模式,来源,订单状态,生效时间,失效时间,复核日期'
    const row =
      'price-gap,中文,差价,买贵了能退差价吗,降价了怎么办；能价保不,{{shop.name}}支持价保。,price_protection,建议,售后手册,"paid, shipped",2026-11-01T00:00:00+08:00,2026-12-01T00:00:00+08:00,2027-01-01'
    expect(await articlesOf('table', `${header}\n${row}`)).toMatchObject([
      {
        id: 'price-gap',
        intent: 'price_protection',
        title: { zh: '差价', en: '差价' },
        questions: { zh: ['买贵了能退差价吗', '降价了怎么办', '能价保不'] },
        mode: 'suggest',
        source: '售后手册',
        orders: ['paid', 'shipped'],
        validFrom: '2026-11-01T00:00:00+08:00',
        review: '2027-01-01',
        origin: 'import:faq.csv',
      },
    ])
  })

  it('puts rows of one id together: languages, conditions, further questions', async () => {
    const content = `id,lang,question,answer,when
a,zh,到哪了,在路上。,
a,zh,,已签收。,order.status is delivered
a,en,where is it,On its way.,
a,zh,快递呢,在路上。,`
    expect(await articlesOf('table', content)).toMatchObject([
      {
        id: 'a',
        questions: { zh: ['到哪了', '快递呢'], en: ['where is it'] },
        answers: {
          zh: [{ text: '已签收。', when: { slot: 'order.status', values: ['delivered'] } }, { text: '在路上。' }],
          en: [{ text: 'On its way.' }],
        },
      },
    ])
  })

  it('knows the language of a row by its script where no column says it', async () => {
    const articles = await articlesOf('table', 'q,a\nhow to return,Apply in the app.\n怎么退 iPhone,点申请')
    expect(articles.map(({ questions }) => (questions.zh.length > 0 ? 'zh' : 'en'))).toEqual(['en', 'zh'])
  })

  it('counts a bare number as an id within its file', async () => {
    const ids = async (file: string) =>
      (await read('table', 'id,q,a\n1,怎么退,点申请', file)).patches.map(({ id }) => id)
    expect(await ids('a.csv')).toEqual(await ids('a.csv'))
    expect(await ids('a.csv')).not.toEqual(await ids('b.csv'))
  })

  it('retires what its status says', async () => {
    expect((await read('table', '编号,问题,答案,状态\nold-rule,,,下线')).patches).toEqual([
      { row: 2, id: 'old-rule', retire: true },
    ])
  })

  it.each([
    ['an empty question', 'q,a\n,答案', 2, 'q', 'is empty'],
    ['an empty answer', 'q,a\n怎么退,', 2, 'a', 'is empty'],
    ['the line of a row after a cell of several lines', 'q,a\n一,"1\n2\n3"\n,答案', 5, 'q', 'is empty'],
    ['an unknown slot', 'q,a\n到哪了,{{parcel.where}}', 2, 'a', 'nobody fills this slot'],
    ['an unknown fact of the shop', 'q,a\n店名,{{shop.nmae}}', 2, 'a', '{{shop.name}}'],
    ['an unknown language', '问题,答案,语言\nvenir,oui,fr', 2, '语言', 'use zh or en'],
    ['an unknown mode', '问题,答案,模式\n一,二,总是', 2, '模式', 'auto, suggest or off'],
    ['a time without a zone', 'q,a,valid_from\n一,二,2026-11-01', 2, 'valid_from', 'with its zone'],
    ['a condition that is none', 'q,a,when\n一,二,order.total is 3', 2, 'when', 'order.status or refund.status'],
    ['a second answer to the same question', 'q,a\n怎么退,一\n怎么退？,二', 3, 'a', 'row 2'],
    ['the same row again', 'q,a\n怎么退,一\n怎么退,一', 3, 'q', 'same as in row 2'],
    ['a question that is too long', `q,a\n${'退'.repeat(501)},一`, 2, 'q', '500 characters'],
    ['an answer that is too long', `q,a\n退,${'一'.repeat(8_001)}`, 2, 'a', '8000 characters'],
    ['a quote that is never closed', 'q,a\n一,二\n三,"四\n五,六', 3, undefined, 'never closed'],
    ['a row that retires what another one writes', 'id,q,a,status\nx,一,二,\nx,,,deleted', 3, 'status', 'row 2'],
  ])('refuses %s, and names row and column', async (_name, content, row, column, reason) => {
    const { refused } = await read('table', content)
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ row, reason: expect.stringContaining(reason) })
    expect(refused[0]?.column).toBe(column)
  })

  it('takes the good rows beside refused ones, and skips empty ones', async () => {
    const { patches, refused } = await read('table', 'q,a\n一,1\n,\n\n,2\n三,3')
    expect(patches.map(({ row }) => row)).toEqual([2, 6])
    expect(refused.map(({ row }) => row)).toEqual([5])
  })

  it.each([
    ['nothing in it', '', 'is empty'],
    ['one column that is no question', '名称\n一', 'a column question'],
    ['no column of answers', '问题\n一', '答案'],
    ['too many rows', `q,a\n${'一,二\n'.repeat(MOST_ROWS + 1)}`, '50000'],
    ['bytes that are no text', Buffer.from([0x71, 0x2c, 0x61, 0x0a, 0xff, 0xff, 0xff]), 'UTF-16 or GB18030'],
  ])('is refused as a whole with %s', async (_name, content, reason) => {
    const result = await read('table', content)
    expect(result.reason).toContain(reason)
    expect(result).toMatchObject({ patches: [], refused: [{ row: 1 }] })
  })
})

describe('lines of JSON', () => {
  it('are rows by the names of table columns', async () => {
    const lines = [
      { question: '怎么退货', answer: '点申请', similar: ['退货咋弄', '想退'], intent: 'return_how_to' },
      { 问题: 'how to pay', 答案: 'By card.', lang: 'en' },
    ]
    expect(await articlesOf('jsonLines', lines.map((line) => JSON.stringify(line)).join('\n'))).toMatchObject([
      { intent: 'return_how_to', questions: { zh: ['怎么退货', '退货咋弄', '想退'] } },
      { questions: { en: ['how to pay'] }, answers: { en: [{ text: 'By card.' }] } },
    ])
  })

  it('are whole articles where texts stand per language', async () => {
    const line = {
      id: 'track',
      title: { zh: '物流', en: 'Tracking' },
      questions: { zh: ['到哪了'], en: ['where is it'] },
      answers: {
        zh: [{ when: { slot: 'order.status', values: ['delivered'] }, text: '已签收' }, { text: '在路上' }],
        en: 'On its way',
      },
      mode: 'suggest',
    }
    expect(await articlesOf('jsonLines', JSON.stringify(line))).toMatchObject([
      {
        id: 'track',
        mode: 'suggest',
        answers: { zh: line.answers.zh, en: [{ text: 'On its way' }] },
        title: line.title,
      },
    ])
  })

  it.each([
    ['no JSON', '{"question":"a","answer":"b"}\nnope', 2, 'is not a JSON object'],
    ['no object', '[1]', 1, 'is not a JSON object'],
    ['an article with a wrong field', '{"id":"a","questions":{},"answers":{"zh":[{"text":""}]}}', 1, 'answers'],
    ['an article with an unknown slot', '{"id":"a","answers":{"zh":"{{order.when}}"}}', 1, 'nobody fills this slot'],
    ['an article without id and question', '{"answers":{"zh":"好"}}', 1, 'write a question or an id'],
    [
      'a condition on a word that is none',
      '{"id":"a","answers":{"zh":[{"text":"b","when":{"slot":"order.status","values":["lost"]}}]}}',
      1,
      'words of that status',
    ],
    [
      'the same article again',
      '{"id":"a","answers":{"zh":"一"}}\n{"id":"a","answers":{"zh":"二"}}',
      2,
      'same as in row 1',
    ],
  ])('refuse %s', async (_name, content, row, reason) => {
    const { refused } = await read('jsonLines', content)
    expect(refused).toMatchObject([{ row, reason: expect.stringContaining(reason) }])
  })
})

describe('a Markdown article', () => {
  const markdown =
    '---\nid: gift-wrap\nintent: gift_wrap\ntitle: { zh: 礼品包装 }\nquestions: { zh: [能包装成礼物吗] }\n---\n# zh\n可以，下单时备注即可。\n'

  it('is taken, with one language too', async () => {
    expect(await articlesOf('article', markdown)).toMatchObject([
      { id: 'gift-wrap', intent: 'gift_wrap', answers: { en: [] } },
    ])
  })

  it('is refused with each of its faults', async () => {
    const { refused } = await read(
      'article',
      markdown.replace('gift-wrap', 'Gift').replace('可以', '{{order.gift}}'),
      'gift.md',
    )
    expect(refused).toMatchObject([
      { row: 1, column: 'id' },
      { row: 1, column: '# zh' },
    ])
  })
})

describe('the export', () => {
  it('is imported again without any change, all of the starter knowledge', async () => {
    const { articles, facts } = await readKnowledgeFolder(new URL('../knowledge', import.meta.url).pathname)
    const { patches, refused } = await readUpload('table', Buffer.from(exportCsv(articles)), {
      file: 'x.csv',
      shop: new Set(Object.keys(facts)),
    })
    expect(refused).toEqual([])
    expect(await applyPatches(articles, patches, { origin: 'import:x.csv', replace: false })).toMatchObject({
      added: [],
      changed: [],
      retired: [],
      unchanged: articles.length,
    })
    const anew = await applyPatches([], patches, { origin: 'import:x.csv', replace: false })
    expect(anew.articles.map(({ id, version }) => `${id} ${version}`)).toEqual(
      articles.map(({ id, version }) => `${id} ${version}`),
    )
  })

  it('keeps texts that are awkward in a table', async () => {
    const markdown = `---
id: awkward
intent: awkward
title: { zh: "=1+1", en: "'=quoted" }
questions:
  zh: ["+86 打不通", "一；二|三", "@客服"]
  en: ["-5 degrees?", "a;b"]
---
# zh
第一行，"引号"

- 列表
# en
=HYPERLINK("http://x")`
    const article = parseArticle(markdown, 'awkward.md')
    const csv = exportCsv([article])
    for (const start of ['=1+1', '+86', '-5', '=HYPERLINK'])
      expect(csv).not.toMatch(new RegExp(`(^|,|"|\n)${start.replace(/[+=]/g, '\\$&')}`))
    const { patches } = await readUpload('table', Buffer.from(csv), { file: 'x.csv' })
    const { articles } = await applyPatches([], patches, { origin: 'o', replace: false })
    expect(articles[0]?.version).toBe(article.version)
  })

  it.each(['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x'])('makes %j a text', (cell) => {
    expect(escapeFormula(cell)).toBe(`'${cell}`)
  })

  it('gives back every cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '=', '-', '问', 'a', ' ') }), (cell) => {
        expect(unescapeFormula(escapeFormula(cell))).toBe(cell)
      }),
    )
  })
})
