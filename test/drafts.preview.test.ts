import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { ImportProgress } from '../src/domain/knowledge-import.ts'
import type { Library } from '../src/domain/library.ts'
import type { Treated, TriedQuestion } from '../src/knowledge/draft/effects.ts'
import { createMask, createPersonalFinder } from '../src/knowledge/draft/personal.ts'
import { type DraftOrder, previewDraft } from '../src/knowledge/draft/preview.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { articleOf } from './helpers/articles.ts'

const NOW = new Date('2026-11-22T08:00:00Z')
const words = createWords()
const findEntities = createEntityFinder({ timeZone: 'Asia/Shanghai' })
const findPersonal = (text: string) => findEntities(text, NOW)

/** Directions by hand: texts that share a key mean the same. */
const MEANINGS = ['运费|邮费|shipping', '退货|退回|return', '停车|parking', '发票|invoice', '积分|points']
const vectorOf = (text: string): Float32Array => {
  const vector = new Float32Array(8)
  for (const [i, keys] of MEANINGS.entries()) if (new RegExp(keys, 'i').test(text)) vector[i] = 1
  if (vector.every((x) => x === 0)) vector[7] = 1
  const length = Math.hypot(...vector)
  return vector.map((x) => x / length)
}

const article = (id: string, question: string, answer: string, more: Partial<Article> = {}): Article =>
  articleOf(id, {
    title: { zh: question, en: question },
    questions: { zh: [question], en: [] },
    answers: { zh: [{ text: answer }], en: [] },
    ...more,
  })

/** A bot that sends what it finds near enough, and shows agents what is less near. */
const treat = async (library: Library, { said, language, vector }: TriedQuestion): Promise<Treated | undefined> => {
  const audience = ['everyone', 'identified'] as const
  const query = { text: said, language, top: 1, at: NOW, audience, ...(vector === undefined ? {} : { vector }) }
  const [best] = library.search(query)
  const found = best === undefined ? undefined : library.article(best.article)
  if (best === undefined || found === undefined || best.score < SUGGEST_FROM) return undefined
  const text = found.answers.zh[0]?.text ?? ''
  const does = best.score < SEND_FROM ? 'suggest' : 'answer'
  const reason = does === 'answer' ? 'confident' : 'not_sure_enough'
  return { article: best.article, title: found.title.zh, text, said: text, score: best.score, does, reason }
}
const SUGGEST_FROM = 0.3
const SEND_FROM = 0.5

const run = async (
  before: Article[],
  after: Article[],
  {
    asked = [],
    withVectors = true,
    ...more
  }: Partial<DraftOrder> & { asked?: [string, number][]; withVectors?: boolean } = {},
) => {
  const questions = asked.map(([text, count]) => ({
    text,
    written: text,
    said: normalise(text),
    language: 'zh' as const,
    count,
  }))
  const texts = [
    ...[...before, ...after].flatMap(({ title, questions: own }) => [title.zh, title.en, ...own.zh, ...own.en]),
    ...asked.map(([text]) => text),
  ].map(normalise)
  const vectors = new Map(withVectors ? texts.map((text) => [text, vectorOf(text)]) : [])
  const progress: ImportProgress[] = []
  const preview = await previewDraft(
    {
      ...{ before, after, facts: {}, vectors, at: NOW },
      trial: {
        from: 'customers',
        questions: questions.map((one) => (withVectors ? { ...one, vector: vectorOf(one.said) } : one)),
      },
      ...more,
    },
    {
      ...{ words, normalise, findPersonal },
      createLibrary: (embed) => createLibrary({ words, normalise, ...(embed === undefined ? {} : { embed }) }),
      openBot: async (library) => ({ changed: async () => {}, treat: (question) => treat(library, question) }),
    },
    (one) => progress.push(one),
  )
  return { ...preview, progress }
}

const shipping = article('shipping', '运费多少钱', '全国统一运费 12 元，退货运费自理。')
const parking = article('parking', '门店停车收费吗', '停车前两小时免费。')
const invoice = article('invoice', '怎么开发票', '在订单里申请发票。')

describe('a preview', () => {
  it('finds what contradicts the library, and what contradicts the draft itself', async () => {
    const free = article('free', '邮费要多少', '亲，全国免运费哦，退货运费自理。')
    const ten = article('ten', '邮费咋收', '全国统一运费 10 元，退货运费自理。')
    const { contradictions, duplicates } = await run([shipping, parking], [shipping, parking, free, ten])
    expect(contradictions.map(({ article: own, other, kind }) => [own, other, kind].join(' ')).toSorted()).toEqual([
      'free shipping number',
      'free ten number',
      'ten shipping number',
    ])
    expect(duplicates).toEqual([])
  })

  it('tells what is there already, and not what only was there before or is not valid at the same time', async () => {
    const again = article('again', '邮费要多少钱', '全国统一运费 12 元，退货运费自理。')
    const { duplicates } = await run([shipping], [shipping, again])
    expect(duplicates).toMatchObject([{ article: 'again', other: 'shipping', within: false, score: 1 }])
    expect((await run([shipping], [again])).duplicates).toEqual([])
    const past = article('past', '邮费要多少钱', '全国统一运费 6 元。', { validTo: '2026-01-01T00:00:00+08:00' })
    const from = article('shipping', '运费多少钱', '全国统一运费 12 元。', { validFrom: '2026-06-01T00:00:00+08:00' })
    expect((await run([from], [from, past])).contradictions).toEqual([])
  })

  it('leaves the same question about one product after the other alone, unless it is written alike', async () => {
    const goods = ['耳机', '音箱', '台灯', '水杯', '背包', '雨伞', '手表', '风扇']
    const series = goods.map((one, i) =>
      article(`p${i}`, `${one}邮费要多少钱`, `${one}运费 ${i + 5} 元，退货运费自理。`),
    )
    expect((await run([parking], [parking, ...series])).contradictions).toEqual([])
    const few = series.slice(0, 3)
    expect((await run([parking], [parking, ...few])).contradictions).toHaveLength(3)
    const twice = article('twice', '耳机邮费要多少钱', '耳机运费 50 元，退货运费自理。')
    expect((await run([parking], [parking, ...series, twice])).contradictions).toMatchObject([
      { article: 'twice', other: 'p0', values: ['50 元', '5 元'], score: 1 },
    ])
  })

  it('compares word for word where there are no vectors', async () => {
    const same = article('same', '运费多少钱？', '全国统一运费 8 元，退货运费自理。')
    const { contradictions } = await run([shipping], [shipping, same], { withVectors: false })
    expect(contradictions).toMatchObject([{ article: 'same', other: 'shipping', values: ['8 元', '12 元'] }])
  })

  it('says which questions get another answer, the most asked first, and which get one or lose it', async () => {
    const changed = article('parking', '门店停车收费吗', '停车全天免费。')
    const { effects, progress } = await run([shipping, parking], [changed, invoice], {
      asked: [
        ['停车要钱吗', 2],
        ['邮费多少呀', 3],
        ['咋开发票呢', 5],
        ['你们老板是谁', 9],
      ],
    })
    expect(effects).toMatchObject({ tried: 19, from: 'customers', gained: 5, lost: 3 })
    expect(effects.changed).toMatchObject([
      { question: '咋开发票呢', count: 5, after: { article: 'invoice', text: '在订单里申请发票。' } },
      { question: '邮费多少呀', count: 3, before: { article: 'shipping' } },
      { question: '停车要钱吗', count: 2, before: { text: '停车前两小时免费。' }, after: { text: '停车全天免费。' } },
    ])
    expect(effects.changed[0]?.before).toBeUndefined()
    expect(progress.at(-1)).toEqual({ step: 'indexing', done: 8, total: 8 })
  })

  it('changes nothing for customers where the new article is for agents only', async () => {
    const inside = article('inside', '怎么开发票', '内部：在后台开。', { audience: 'agents' })
    const { effects } = await run([parking], [parking, inside], { asked: [['咋开发票呢', 1]] })
    expect(effects.changed).toEqual([])
  })

  it('of nothing is empty', async () => {
    const { changes, effects, more } = await run([shipping], [shipping], { asked: [['邮费多少呀', 1]] })
    expect({ changes, changed: effects.changed, more }).toEqual({ changes: [], changed: [], more: {} })
  })
})

describe('a text that is shown to others', () => {
  const mask = createMask(findPersonal)
  it.each([
    ['寄到文三路138号3单元501室行不', '寄到***行不'],
    ['我叫张伟，电话13812345678', '我叫***，电话138***5678'],
    ['收件人王芳芳改成李娜可以吗', '收件人***改成***可以吗'],
    ['张先生的快递到哪了', '***先生的快递到哪了'],
    ['欧阳女士说可以退', '***女士说可以退'],
    ['my name is John Smith and my parcel is late', 'my name is *** and my parcel is late'],
    ['can Mrs Walker pick it up', 'can Mrs *** pick it up'],
    ['send it to 12 Baker Street please', 'send it to *** please'],
  ])('has nobody’s name and address in it: %s', (text, shown) => {
    expect(mask(text)).toBe(shown)
  })

  it.each([
    '怎么开发票，抬头怎么写',
    '收货人能改吗',
    '姓名写错了怎么办',
    '颜色换成黄色可以吗',
    '能不能把黑的换成白的',
    '先生您好，高跟鞋怎么退',
    'is my name on the parcel',
    '我是问一下金额不对',
    '安装小哥什么时候来',
  ])('is left alone: %s', (text) => {
    expect(mask(text)).toBe(text)
  })
})

describe('personal data', () => {
  const facts = {
    phone: { zh: '400-820-4600', en: '400-820-4600' },
    manager: { zh: '13800138000', en: '13800138000' },
    email: { zh: 'wang@cloudmart.example', en: 'wang@cloudmart.example' },
  }
  const find = createPersonalFinder(findPersonal, facts)
  const shown = (zh: string, en = ''): string[] =>
    find(
      articleOf('one', {
        questions: { zh: ['怎么联系'], en: [] },
        answers: { zh: [{ text: zh }], en: [{ text: en }] },
      }),
    ).map(({ field, type, shown: masked }) => `${field} ${type} ${masked}`)

  it.each([
    ['请联系张经理 13912345678', 'answers.zh phone 139***5678'],
    ['发到 lixiao88@qq.com 就行', 'answers.zh email l***@qq.com'],
    ['身份证 11010519491231002X 实名', 'answers.zh id_number ***002X'],
    ['退到卡 6222021234567890128', 'answers.zh card ***0128'],
    ['订单号 20261118003345 为例', 'answers.zh order_number 20***3345'],
    ['寄到杭州市西湖区文三路138号3单元501室', 'answers.zh address 杭州市***'],
  ])('in %s', (text, expected) => {
    expect(shown(text)).toEqual([expected])
  })

  it.each([
    '请拨打 400-820-4600 或 400-100-2000',
    '店长电话 13800138000，邮箱 wang@cloudmart.example',
    '写信到 service@shop.example 或 kefu@shop.example',
    '订单 {{order.number}} 寄到 {{order.address}}',
    '7 天内可退，满 59 元包邮',
    '拨打 12315 投诉',
  ])('not in %s', (text) => {
    expect(shown(text)).toEqual([])
  })

  it('in English, and in questions that somebody copied', () => {
    expect(shown('', 'Write to j.smith@gmail.com')).toEqual(['answers.en email j***@gmail.com'])
    expect(find(articleOf('two', { questions: { zh: ['我手机13712345678的单子到哪了'], en: [] } }))).toMatchObject([
      { field: 'questions.zh', type: 'phone', shown: '137***5678' },
    ])
  })
})
