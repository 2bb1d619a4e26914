import { describe, expect, it } from 'vitest'
import { parseArticle } from '../src/knowledge/article.ts'
import { parseShopFacts } from '../src/knowledge/facts.ts'
import { KnowledgeFaults } from '../src/knowledge/faults.ts'
import { parseIntents } from '../src/knowledge/intents.ts'

const known = { intents: new Set(['track_parcel', 'refund_status']), shop: new Set(['name', 'refundDays']) }

const FRONT = `id: track-parcel
intent: track_parcel
title:
  zh: 包裹到哪了
  en: Where is my parcel
source: 配送手册 §2
orders: [shipped, out_for_delivery]
questions:
  zh:
    - 我的快递到哪儿了
    - 12306
  en:
    - where is my parcel
    - "yes: track it"
validFrom: 2026-11-01T00:00:00+08:00
validTo: 2026-11-12T00:00:00+08:00
review: 2027-05-01`
const BODY = `# zh
{{shop.name}}：订单 {{ order.number }} 正由{{parcel.carrier}}配送。

预计 {{order.eta}} 送达。

# zh when order.status is delivered | cancelled
订单 {{order.number}} 已签收。

# en
Order {{order.number}} is on its way.`

const file = (front = FRONT, body = BODY): string => `---\n${front}\n---\n${body}\n`
const faultsOf = (markdown: string): { field: string; value: string; fix: string }[] => {
  try {
    parseArticle(markdown, 'articles/x.md', known)
  } catch (error) {
    if (error instanceof KnowledgeFaults) return [...error.faults]
    throw error
  }
  return []
}

describe('an article file', () => {
  it('becomes an article, texts as they are typed, the plain answer last', () => {
    const article = parseArticle(file(), 'articles/track-parcel.md', known)
    expect(article).toMatchObject({
      id: 'track-parcel',
      intent: 'track_parcel',
      title: { zh: '包裹到哪了', en: 'Where is my parcel' },
      mode: 'auto',
      source: '配送手册 §2',
      courtesy: false,
      orders: ['shipped', 'out_for_delivery'],
      questions: { zh: ['我的快递到哪儿了', '12306'], en: ['where is my parcel', 'yes: track it'] },
      validFrom: '2026-11-01T00:00:00+08:00',
      review: '2027-05-01',
    })
    expect(article.answers.zh).toEqual([
      { when: { slot: 'order.status', values: ['delivered', 'cancelled'] }, text: '订单 {{order.number}} 已签收。' },
      { text: '{{shop.name}}：订单 {{order.number}} 正由{{parcel.carrier}}配送。\n\n预计 {{order.eta}} 送达。' },
    ])
  })

  it('has a version that follows its content, not its layout', () => {
    const { version } = parseArticle(file(), 'a.md', known)
    expect(version).toMatch(/^[0-9a-f]{12}$/)
    const moved = FRONT.replace('source: 配送手册 §2\n', '').concat('\nsource: 配送手册 §2')
    expect(parseArticle(file(moved).replaceAll('\n', '\r\n'), 'b.md', known).version).toBe(version)
    expect(parseArticle(file(FRONT, BODY.replace('已签收', '已送达')), 'a.md', known).version).not.toBe(version)
  })

  it.each([
    [
      'unknown slot, with the one that was meant',
      FRONT,
      BODY.replace('order.eta', 'order.etta'),
      '# zh',
      '{{order.eta}}',
    ],
    ['unknown fact of the shop', FRONT, BODY.replace('shop.name', 'shop.nam'), '# zh', '{{shop.name}}'],
    ['slot that is not closed', FRONT, `${BODY}\n{{order.eta`, '# en', 'not closed'],
    ['missing language', FRONT, BODY.slice(0, BODY.indexOf('# en')), '# en', 'is missing'],
    [
      'language without a plain answer',
      FRONT,
      BODY.replace('# en', '# en when order.status is paid'),
      '# en',
      'is missing',
    ],
    ['two plain answers', FRONT, `${BODY}\n# en\nAgain.`, '# en', 'twice'],
    ['empty answer', FRONT, BODY.replace('Order {{order.number}} is on its way.', ''), '# en', 'no text'],
    [
      'condition on another slot',
      FRONT,
      BODY.replace('when order.status', 'when order.total'),
      '# zh when order.total is delivered | cancelled',
      'order.status or refund.status only',
    ],
    [
      'condition on a word that is none',
      FRONT,
      BODY.replace('delivered |', 'arrived |'),
      '# zh when order.status is arrived | cancelled',
      'is one of unpaid, paid',
    ],
    ['heading that is none', FRONT, `${BODY}\n# fr\nBonjour`, 'heading', '# zh when'],
    ['text before the first heading', FRONT, `您好\n${BODY}`, 'body', 'before the first heading'],
    [
      'unknown intent',
      FRONT.replace('intent: track_parcel', 'intent: track_parcels'),
      BODY,
      'intent',
      'did you mean track_parcel?',
    ],
    ['id that is no id', FRONT.replace('id: track-parcel', 'id: Track_Parcel'), BODY, 'id', 'lower-case'],
    ['missing id', FRONT.replace('id: track-parcel', 'id:'), BODY, 'id', 'is required'],
    ['missing title', FRONT.replace('  zh: 包裹到哪了\n', ''), BODY, 'title.zh', 'is required'],
    [
      'missing questions',
      FRONT.replace(/ {2}en:\n {4}- where[^\n]*\n[^\n]*\n/, ''),
      BODY,
      'questions.en',
      'is missing',
    ],
    [
      'question that YAML takes for a mapping',
      FRONT.replace('"yes: track it"', 'yes: track it'),
      BODY,
      'questions.en[1]',
      'put it in quotes',
    ],
    ['unknown mode', `${FRONT}\nmode: always`, BODY, 'mode', 'auto, suggest, off'],
    [
      'unknown field, with the one that was meant',
      `${FRONT}\nvalidfrom: 2026-01-01`,
      BODY,
      'validfrom',
      'did you mean validFrom?',
    ],
    ['order word that is none', FRONT.replace('[shipped,', '[sent,'), BODY, 'orders', 'refunding'],
    ['time without a zone', FRONT.replace('T00:00:00+08:00', 'T00:00:00'), BODY, 'validFrom', 'with its zone'],
    ['day that does not exist', FRONT.replace('2027-05-01', '2027-02-30'), BODY, 'review', '2027-05-01'],
    [
      'end before its start',
      FRONT.replace('validTo: 2026-11-12', 'validTo: 2026-10-12'),
      BODY,
      'validTo',
      'after validFrom',
    ],
    ['flag that is none', `${FRONT}\ncourtesy: maybe`, BODY, 'courtesy', 'true or false'],
    ['front matter that is no YAML', `${FRONT}\nmode: [auto`, BODY, 'front matter', 'correct the YAML'],
  ])('is refused for its %s', (_name, front, body, field, fix) => {
    const faults = faultsOf(file(front, body))
    expect(faults.map((fault) => fault.field)).toContain(field)
    expect(faults.find((fault) => fault.field === field)?.fix).toContain(fix)
  })

  it('is refused for all its faults at once, in one message that names the file', () => {
    const broken = file(FRONT.replace('intent: track_parcel', 'intent: nope'), BODY.replace('order.eta', 'order.nope'))
    expect(faultsOf(broken)).toHaveLength(2)
    expect(() => parseArticle(broken, 'articles/x.md', known)).toThrow(
      /articles\/x\.md: intent is "nope".*\n.*articles\/x\.md: # zh is "\{\{order\.nope\}\}"/s,
    )
  })

  it('is refused without front matter', () => {
    expect(faultsOf('# zh\n您好')).toMatchObject([{ field: 'front matter' }])
  })

  it('may have one language where it is uploaded', () => {
    const chinese = `id: a\nintent: track_parcel\ntitle: { zh: 标题 }\nquestions: { zh: [在哪] }`
    const article = parseArticle(file(chinese, '# zh\n在路上。'), 'a.md', { ...known, languages: 'any' })
    expect(article.answers.en).toEqual([])
    expect(article.title).toEqual({ zh: '标题', en: '标题' })
    expect(() => parseArticle(file(chinese, ''), 'a.md', { ...known, languages: 'any' })).toThrow(/has no answer/)
  })
})

describe('facts of the shop', () => {
  it('are the same in both languages or differ; numbers stay as written', () => {
    expect(parseShopFacts('returnDays: 07\nname: { zh: 云集小店, en: Cloudmart }\n')).toEqual({
      returnDays: { zh: '07', en: '07' },
      name: { zh: '云集小店', en: 'Cloudmart' },
    })
  })

  it.each([
    ['name: { zh: 云集小店 }', 'name'],
    ['a b: 1', 'a b'],
    ['list: [1]', 'list'],
    ['- 1', 'file'],
  ])('refuse %j', (yaml, field) => {
    expect(() => parseShopFacts(yaml)).toThrow(`shop.yaml: ${field}`)
  })
})

describe('intents', () => {
  const line = (intent: string): string => JSON.stringify({ intent, domain: 'd', zh: '查', en: 'ask' })

  it('are read a line each', () => {
    expect(parseIntents(`${line('a')}\n\n${line('b')}\n`).map(({ intent }) => intent)).toEqual(['a', 'b'])
  })

  it('name the line of each fault', () => {
    expect(() => parseIntents(`${line('a')}\n{"intent": 1}\nnot json\n${line('a')}`)).toThrow(
      /line 2 intent[\s\S]*line 3[\s\S]*line 4 intent is "a": stands there twice/,
    )
  })
})
