import { existsSync, readFileSync } from 'node:fs'
import { utils, write } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import type { TableMapping } from '../src/domain/knowledge-import.ts'
import { articlesOf, asked, readFileNamed } from './helpers/uploads.ts'

type Cells = (string | number | boolean | Date | null)[][]
const workbook = (sheets: Record<string, Cells>, type: 'xlsx' | 'biff8' | 'ods' = 'xlsx'): Uint8Array => {
  const book = utils.book_new()
  for (const [name, rows] of Object.entries(sheets)) utils.book_append_sheet(book, utils.aoa_to_sheet(rows), name)
  return new Uint8Array(write(book, { type: 'buffer', bookType: type }) as Buffer)
}
const meant = (mapping: TableMapping | undefined): (string | undefined)[] => mapping?.columns.map(({ as }) => as) ?? []
const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/knowledge/${name}`, import.meta.url))

describe('the columns of a table', () => {
  it.each([
    [
      '千牛',
      '问题分类,关联商品,买家提问,商家回答,提问时间,是否启用',
      ['category', 'product', 'question', 'answer', undefined, 'enabled'],
    ],
    ['京东', '商品名称,咨询内容,客服回复,咨询时间', ['product', 'question', 'answer', undefined]],
    ['知识库', '知识标题,相似问法,答案,生效时间,失效时间', ['question', 'similar', 'answer', 'validFrom', 'validTo']],
    [
      'QnA Maker',
      'Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId',
      ['question', 'answer', 'source', undefined, undefined, undefined, undefined, 'id'],
    ],
    ['FastGPT', 'q,a,indexes,,', ['question', 'answer', 'similar', 'similar', 'similar']],
    ['Zendesk', 'id,title,body,html_url,section,locale', ['id', 'title', 'answer', undefined, 'category', 'language']],
    ['Bitext', 'instruction,intent,category,response', ['question', 'intent', 'category', 'answer']],
    ['with remarks in brackets', '问题（必填）,答案(必填)', ['question', 'answer']],
  ])('are known as %s names them', async (_name, header, expected) => {
    const divider = header.includes('\t') ? '\t' : ','
    const row = header
      .split(divider)
      .map((_, i) => `值${i}`)
      .join(divider)
    const { mapping } = await readFileNamed('faq.csv', `${header}\n${row}`)
    expect(meant(mapping?.[0])).toEqual(expected)
    expect(mapping?.[0]?.unsure).toBe(false)
  })

  it('are found below lines of remarks', async () => {
    const read = await readFileNamed(
      'faq.csv',
      '云集小店问答导出\n2026-11-20,,\n问题,答案\n能开发票不,可以，订单里点开票。',
    )
    expect(await asked(read)).toEqual([['能开发票不', '可以，订单里点开票。']])
  })

  it('are guessed by what stands in them where there is no header', async () => {
    const read = await readFileNamed(
      'faq.csv',
      [
        '张三,这个能水洗吗,可以机洗，水温不要超过 30 度，洗好平铺晾干。',
        '李四,掉色严重不,深色第一次洗会有一点浮色，单独洗两次就好了。',
        '王五,多久发货呀？,下午四点前付款当天发，四点以后第二天发。',
      ].join('\n'),
    )
    expect(meant(read.mapping?.[0])).toEqual([undefined, 'question', 'answer'])
    expect(read.mapping?.[0]?.columns.map(({ header, by }) => `${header} ${by}`)).toEqual([
      'A undefined',
      'B content',
      'C content',
    ])
    expect((await asked(read)).map(([question]) => question)).toEqual(['这个能水洗吗', '掉色严重不', '多久发货呀？'])
  })

  it('are guessed in English under names that say nothing', async () => {
    const read = await readFileNamed(
      'faq.csv',
      [
        'col_1,col_2',
        '"Press Track in the app, we show every scan of the courier there.",where is my parcel',
        '"Yes, until it is packed. Open the order and press Cancel.",can i still cancel it',
        '"Delivery is free from ¥59, below that it costs ¥8.",how much is delivery',
      ].join('\n'),
    )
    expect(meant(read.mapping?.[0])).toEqual(['answer', 'question'])
    expect(read.patches).toHaveLength(3)
  })

  it.each([
    ['two columns of short texts', '品牌方,说明\n甲方签收,乙方留存\n甲方盖章,乙方备案\n甲方开票,乙方付款'],
    ['one row', '这个能水洗吗,可以机洗'],
    [
      'names, numbers and dates',
      '姓名,电话,日期\n张三,13800000000,2026-01-01\n李四,13900000000,2026-01-02\n王五,13700000000,2026-01-03',
    ],
  ])('are not taken for granted with %s', async (_name, content) => {
    const read = await readFileNamed('faq.csv', content)
    expect(read).toMatchObject({ patches: [], mapping: [{ unsure: true }] })
    expect(read.reason).toBeUndefined()
  })

  it('are what a person says', async () => {
    const content =
      '昵称,内容一,内容二\n小王,有货不,有的今天发\n小李,便宜点呗,已经最低了哦\n小张,发顺丰,补差价可以发顺丰'
    const read = await readFileNamed('faq.csv', content, [{ table: '', columns: [null, 'question', 'answer'] }])
    expect(read.mapping?.[0]?.columns.map(({ by }) => by)).toEqual([undefined, 'person', 'person'])
    expect(await asked(read)).toEqual([
      ['有货不', '有的今天发'],
      ['便宜点呗', '已经最低了哦'],
      ['发顺丰', '补差价可以发顺丰'],
    ])
  })

  it('show twenty rows at most', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `甲${i},乙${i}`).join('\n')
    const { mapping } = await readFileNamed('faq.csv', `x,y\n${rows}`)
    expect(mapping?.[0]?.preview).toHaveLength(20)
  })
})

describe('rows of shop systems', () => {
  it('are found by their product, apart for each of them', async () => {
    const read = await readFileNamed(
      'faq.csv',
      '关联商品,问题,回答\n羊毛围巾,这个多长呀,180 厘米\n雪地靴,这个多长呀,筒高 15 厘米\n,全店包邮吗,满 59 元包邮',
    )
    expect(read.refused).toEqual([])
    expect((await articlesOf(read)).map(({ title }) => title.zh)).toEqual([
      '羊毛围巾：这个多长呀',
      '雪地靴：这个多长呀',
      '全店包邮吗',
    ])
  })

  it('that are switched off take the article out', async () => {
    const { patches } = await readFileNamed('faq.csv', '问题,回答,是否启用\n甲有货吗,有,是\n乙有货吗,没有,否')
    expect(patches.map(({ retire }) => retire ?? false)).toEqual([false, true])
  })

  it('with HTML in the answer become Markdown', async () => {
    const read = await readFileNamed(
      'faq.csv',
      'title,body\nHow to return,"<p>Open <b>Orders</b>.</p><ul><li>Press Return</li></ul><script>alert(1)</script>"',
    )
    expect(await asked(read)).toEqual([['', 'Open **Orders**.\n\n- Press Return']])
    expect(read.notices?.join()).toContain('HTML became Markdown')
  })

  it('with placeholders of other products get ours, labels, or an agent', async () => {
    const read = await readFileNamed(
      'faq.csv',
      [
        'q,a',
        'cancel it,Press {{Cancel Order}} beside order {{Order Number}}.',
        'call you,Ring {{Customer Support Phone Number}}.',
        'write to you,Write to {{Customer Support Email}}.',
        '查单号,您的单号是{{快递单号}}。',
      ].join('\n'),
    )
    expect(
      (await articlesOf(read)).map(({ answers, mode }) => [[...answers.zh, ...answers.en][0]?.text, mode]),
    ).toEqual([
      ['Press **Cancel Order** beside order {{order.number}}.', 'auto'],
      ['Ring {{shop.phone}}.', 'auto'],
      ['Write to [Customer Support Email].', 'suggest'],
      ['您的单号是{{parcel.number}}。', 'auto'],
    ])
    expect(read.notices?.join()).toContain('5 placeholders')
  })

  it('with a bad quote lose that row only', async () => {
    const read = await readFileNamed('faq.csv', '问题,答案\n甲有吗,有\n乙有吗,"没有\n丙有吗,有\n丁有吗,"有，今天发"')
    expect(read.refused).toMatchObject([{ row: 3, reason: expect.stringContaining('double the quotes') }])
    expect((await asked(read)).map(([question]) => question)).toEqual(['甲有吗', '丙有吗', '丁有吗'])
  })

  it('without what turns text around or cannot be seen', async () => {
    const read = await readFileNamed('faq.csv', '问题,答案\n能\u200b退\u202e吗,\u2066可以\u2069\u0007的')
    expect(await asked(read)).toEqual([['能退吗', '可以的']])
    expect(read.notices?.join()).toContain('2 cells')
  })
})

describe('collections of utterances', () => {
  const rows = (intents: number, each: number, answer: (intent: number, i: number) => string): string =>
    [
      'instruction,intent,response',
      ...Array.from({ length: intents * each }, (_, i) => {
        const intent = Math.floor(i / each)
        return `way ${i} to ask ${String.fromCharCode(97 + (i % 26)).repeat(2 + (i % 5))},intent_${intent},${answer(intent, i)}`
      }),
    ].join('\n')

  it('become an article an intent, with the most typical answer', async () => {
    const content = rows(2, 60, (intent, i) =>
      i % 20 === 7 ? `something else altogether ${i}` : `open my orders and press cancel for ${intent} now ${i}`,
    )
    const read = await readFileNamed('bot.csv', content)
    const articles = await articlesOf(read)
    expect(articles.map(({ intent }) => intent)).toEqual(['intent_0', 'intent_1'])
    for (const { answers, questions } of articles) {
      expect(answers.en[0]?.text).toContain('press cancel')
      expect(questions.en.length).toBeGreaterThan(50)
    }
    expect(read.notices?.join()).toContain('118 rows')
  })

  it("keep what is one customer's out of the answer, or leave it to an agent", async () => {
    const named = rows(2, 60, (intent, i) =>
      intent === 0
        ? `dear ${i % 10 === 3 ? 'customer' : `${['Anna', 'Bob', 'Chen', 'Dora'][i % 4]}${i}`} open my orders and press cancel there`
        : `order 2026112${i}345 was cancelled and the money is on its way`,
    )
    const articles = await articlesOf(await readFileNamed('bot.csv', named))
    expect(articles.map(({ answers, mode }) => [answers.en[0]?.text.slice(0, 24), mode])).toEqual([
      ['dear customer open my or', 'auto'],
      [expect.stringMatching(/^order 2026/), 'suggest'],
    ])
  })

  it('are not made of questions that share a topic', async () => {
    const read = await readFileNamed(
      'faq.csv',
      rows(10, 6, (_, i) => `its own answer ${i}`),
    )
    expect(read.patches).toHaveLength(60)
  })

  const bitext = new URL('../../shared/data/faq/bitext_support_answers.csv', import.meta.url)
  it.skipIf(!existsSync(bitext))('of Bitext need no mapping', async () => {
    const read = await readFileNamed('bitext.csv', readFileSync(bitext))
    expect(read.refused).toEqual([])
    const articles = await articlesOf(read)
    expect(articles).toHaveLength(27)
    expect(articles.reduce((sum, { questions }) => sum + questions.en.length, 0)).toBeGreaterThan(4_000)
    for (const { answers } of articles) expect(answers.en[0]?.text).not.toMatch(/\{\{[A-Z]/)
  })
})

describe('a workbook', () => {
  it('made by LibreOffice: two sheets, a title above the header, merged kinds, rich text', async () => {
    const read = await readFileNamed('taobao-wenda.xlsx', fixture('taobao-wenda.xlsx'))
    expect(read.refused).toEqual([])
    expect(read.mapping?.map(({ table }) => table)).toEqual(['商品问答', '售后问答'])
    const articles = await articlesOf(read)
    expect(articles).toHaveLength(10)
    expect(articles.map(({ title }) => title.zh)).toContain('加绒雪地靴 SKU-3310：雪地靴偏大还是偏小啊 平时穿38的')
    expect(articles.find(({ title }) => title.zh.includes('扎脖子'))?.answers.zh[0]?.text).toContain(
      '前两次穿会有少量浮毛',
    )
    expect(articles.at(-1)?.questions.zh).toEqual(['围巾可以送去刻字绣名字吗', '能不能绣名字呀', '定制刺绣怎么收费'])
  })

  it.each(['xlsx', 'biff8', 'ods'] as const)(
    'as %s: numbers as shown, dates, sheets of remarks left out',
    async (type) => {
      const content = workbook(
        {
          说明: [['请不要改动表头']],
          问答: [
            ['问题', '答案', '生效时间'],
            ['几天能到', 3, new Date(Date.UTC(2026, 10, 11, 0, 0))],
            ['满多少包邮', '59 元', null],
            [null, '没有问题', null],
          ],
        },
        type,
      )
      const read = await readFileNamed(type === 'biff8' ? 'faq.xls' : `faq.${type}`, content)
      expect(read.refused.map(({ row, table, column }) => [row, table, column])).toEqual([
        [2, '问答', '生效时间'],
        [4, '问答', '问题'],
      ])
      expect(await asked(read)).toEqual([['满多少包邮', '59 元']])
      expect(read.notices?.join()).toContain('说明: left out')
    },
  )

  it('is read the same under the name of a CSV file', async () => {
    const content = workbook({
      a: [
        ['问题', '答案'],
        ['有货吗', '有'],
      ],
    })
    expect(await asked(await readFileNamed('faq.csv', content))).toEqual([['有货吗', '有']])
  })
})
