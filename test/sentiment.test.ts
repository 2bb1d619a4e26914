import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { URGENCY_FLAGS } from '../src/domain/understanding.ts'
import { createSentiment } from '../src/pipeline/sentiment.ts'
import { readSentimentModel } from '../src/pipeline/sentiment-model.ts'

const lexicon = parse(readFileSync('knowledge/lexicon.yaml', 'utf8')) as unknown
const model = readSentimentModel(JSON.parse(readFileSync('models/sentiment.json', 'utf8')))
/** Without the model: what is left when its file is gone. */
const read = createSentiment(lexicon)
const readByModel = createSentiment(lexicon, model)
/** `policy.angerAbove` as shipped. */
const HAND_OVER = 0.5
/** 在吗!!! by its words alone is nearly a coin's throw; with the vector it is not. */
const UNSURE_WITHOUT_VECTOR = 0.1
const handsOver = (text: string): boolean => {
  const { anger, urgency } = read(text)
  return anger >= HAND_OVER || urgency.some(({ flag }) => flag !== 'leaving')
}
const flagsOf = (text: string): string[] => read(text).urgency.map(({ flag }) => flag)

describe('anger', () => {
  it.each([
    '一群骗子！退钱！',
    '骗子公司',
    '垃圾客服，气死我了',
    '垃圾！！！',
    '你们他妈的到底发不发货',
    '我要投诉你们',
    '再不解决我打12315了',
    '我要投诉到12315',
    '消协见',
    '等着收律师函吧',
    '黑猫投诉已经提交了,你们看着办',
    '平台不管我就报警',
    '再不处理我就曝光你们，发抖音',
    '凭什么不退，太过分了，受够你们了',
    '😡😡😡',
    '什么垃圾平台',
    '你们是不是有病吧',
    'this is a total scam',
    'scammers',
    'SCAM!!! give me my money back',
    'WHERE IS MY ORDER!!!',
    'you people are useless',
    "I'm so angry right now",
    'this is absolutely ridiculous',
    'what the fuck is going on',
    "I'll report you to consumer protection",
    'my lawyer will be in touch',
    "If this isn't sorted today I'm going to trading standards",
    "You're liars and thieves",
    'totally unacceptable, shame on you',
    'I am going to sue you',
  ])('or law brings a person, by the words alone: %s', (text) => {
    expect(handsOver(text)).toBe(true)
  })

  it.each([
    '我的快递到哪了',
    '在吗？？？',
    '在吗!!!',
    '麻烦帮我查一下，谢谢',
    '不好意思，请问怎么退货',
    '投诉处理到哪一步了',
    '我那个投诉到哪个部门了',
    '投诉邮箱是哪个',
    '收到骗子电话，是不是你们泄露的',
    '你们不是骗子吧',
    '我没有生气，就是问问',
    '空气炸锅有货吗',
    '厨房垃圾袋什么时候补货',
    '给我妈的生日礼物，能包装吗',
    '有点失望，衣服颜色和图片不一样',
    '送到海淀法院传达室',
    '太慢了，还没到',
    '好评！！！',
    'where is my order',
    'PLEASE CHANGE MY ADDRESS',
    'I have a complaint about my order',
    'got a scam call pretending to be you',
    "I'm not angry, just asking",
    'this is not a scam, right?',
    'do you sell garbage bags',
    'Sue Miller, 12 High Street',
    'THANK YOU SO MUCH!!!',
    'sorry, stupid question: how do I return it',
    'The NASA T-SHIRT in XL, please',
    'is it going to be late?',
    'a bit disappointed with the colour',
    '',
  ])('is not seen in: %s', (text) => {
    expect(handsOver(text)).toBe(false)
    expect(readByModel(text).anger).toBeLessThan(HAND_OVER + UNSURE_WITHOUT_VECTOR)
  })

  it('grows with each sign', () => {
    const rising = ['在吗', '太慢了，失望', '太慢了，失望，什么态度', '太慢了，失望，什么态度！！！']
    const anger = rising.map((text) => read(text).anger)
    expect(anger).toEqual(anger.toSorted((a, b) => a - b))
    expect(new Set(anger).size).toBe(rising.length)
  })
})

describe('score', () => {
  it.each([
    '谢谢，解决了',
    '太棒了',
    '质量不错',
    '没毛病，五星好评',
    '👍',
    'great service',
    'thanks a lot',
    'not bad at all',
    "couldn't be happier",
  ])('is above zero: %s', (text) => {
    expect(read(text).score).toBeGreaterThan(0)
  })

  it.each([
    '不满意',
    '不喜欢这个颜色',
    '没有很好用',
    '质量太差',
    '我很失望',
    '😭',
    'not happy with it',
    "I don't like it, not good",
    'very disappointed',
    'terrible quality',
  ])('is below zero: %s', (text) => {
    expect(read(text).score).toBeLessThan(0)
  })

  it.each([
    '订单3345到哪了',
    '麻烦问下几点发货',
    '差多少免邮',
    'where is my parcel',
    'good morning',
    '不坏',
    'nothing wrong with it',
  ])('is zero: %s', (text) => {
    expect(read(text).score).toBe(0)
  })

  it('reads both languages in one message, and full width', () => {
    expect(read('质量太差 total garbage').score).toBeLessThan(read('质量太差').score)
    expect(read('ＴＨＡＮＫＳ').score).toBeGreaterThan(0)
  })
})

describe('a lexicon', () => {
  it('may be missing: emoji and shouting still tell', () => {
    const bare = createSentiment(null)
    expect(bare('垃圾')).toEqual({ score: 0, anger: 0, level: 'calm', urgency: [] })
    expect(bare('WHERE IS MY ORDER!!!').anger).toBeGreaterThanOrEqual(HAND_OVER)
  })

  it('with a mistake is refused by entry', () => {
    expect(() => createSentiment({ angry: { zh: { 骗子: 3 } } })).toThrow(/lexicon\.yaml: [\s\S]*angry\.zh.*骗子/)
    expect(() => createSentiment({ positives: {} })).toThrow(/positives/)
  })

  it('may hold characters that mean something in patterns', () => {
    expect(createSentiment({ angry: { en: { 'f***': 0.9 } } })('oh f*** this').level).toBe('angry')
  })
})

describe('urgency', () => {
  it.each<[string, string[]]>([
    ['吃了你们的蛋糕全家上吐下泻', ['safety']],
    ['孩子用了湿巾全身过敏起疹子', ['safety']],
    ['充电宝冒烟了！！', ['safety']],
    ['插座漏電，差點電到孩子', ['safety']],
    ['滑板车刹车坏了，摔得我骨折了', ['safety']],
    ['骑手打了我一拳', ['safety']],
    ['我不想活了，钱都被你们骗光了', ['self_harm', 'safety']],
    ['the charger is smoking and there is a burning smell', ['safety']],
    ['My baby swallowed a part and is choking', ['safety']],
    ['I cut my hand on the broken jar and it is bleeding', ['safety']],
    ['we all got sick after the sushi', ['safety']],
    ['I want to kill myself', ['self_harm', 'safety']],
    ['再不退我就去消協投訴', ['legal']],
    ['我已经报警了', ['legal']],
    ['I will file a chargeback', ['legal']],
    ['my solicitor will write to you', ['legal']],
    ['以后再也不来你们家买了', ['leaving']],
    ['卸载了，拜拜', ['leaving']],
    ['you just lost a loyal customer', ['leaving']],
    ["I'll shop somewhere else from now on", ['leaving']],
    ['再也不买了，等着收律师函吧', ['legal', 'leaving']],
  ])('is heard in: %s', (text, flags) => {
    expect(flagsOf(text)).toEqual(flags)
  })

  it.each([
    '过敏体质可以用这个面霜吗',
    '孩子对花生过敏，这个能吃吗',
    '这奶粉过敏宝宝能喝吗',
    '这个充电宝会不会爆炸呀',
    '空气炸锅和防火毯有货吗',
    '医院门口能收货吗',
    '请问报警器怎么安装',
    '收货地址：朝阳区人民法院',
    '我是律师，想给律所订一批纸',
    '上次的投诉处理到哪了',
    '订单号20261231545尾号123456',
    '媒体采访找哪个部门',
    'which day does it leave your warehouse',
    '怎么卸载重装 app',
    '下次还来',
    '气死我了快递真慢',
    'is it safe for children',
    'does it contain nuts, my son is allergic',
    'do you sell smoke detectors and fire extinguishers',
    'I am sick of waiting',
    'this traffic is killing me',
    'please leave it at the hospital reception',
    'deliver to Crown Court, High Street',
    'no one was hurt, the box is just dented',
    'I never received it',
    "I'm leaving for holiday on Monday",
    'how do I cancel my membership',
  ])('is not heard in: %s', (text) => {
    expect(flagsOf(text)).toEqual([])
  })

  it('gives the words that say so', () => {
    expect(read('电池突然着火了，我要打12315！').urgency).toEqual([
      { flag: 'safety', evidence: ['着火'] },
      { flag: 'legal', evidence: ['12315'] },
    ])
  })

  it('refuses a pattern that cannot be used, by flag', () => {
    const broken = { urgency: { legal: { zh: ['(律师'], en: [], not: [] } } }
    expect(() => createSentiment(broken)).toThrow(/urgency\.legal.*律师/)
    expect(() => createSentiment({ urgency: { safety: { zh: [], en: ['x*'], not: [] } } })).toThrow(/without words/)
  })
})

describe('levels', () => {
  const rows = readFileSync('eval/sentiment.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; lang: string; level: string; flags: string[]; split: string })

  it('rise with the words, by the model and by the lexicon alone', () => {
    for (const reader of [read, readByModel]) {
      const rising = [
        '请问什么时候发货',
        '等了三天还没发货，又是第三次了，到底有没有人管',
        '你们这群骗子！他妈的退钱！！！',
      ]
      const anger = rising.map((text) => reader(text).anger)
      expect(anger).toEqual(anger.toSorted((a, b) => a - b))
      expect(reader(rising[0] ?? '').level).toBe('calm')
      expect(reader(rising[2] ?? '').level).toBe('furious')
    }
  })

  it('take a vector of the encoder they were fitted on, and of no other', () => {
    const vector = Float32Array.from(model.vector.weights, (weight) => weight)
    const plain = readByModel('还没发货')
    expect(readByModel('还没发货', { vector, encoder: model.encoder }).anger).not.toBe(plain.anger)
    expect(readByModel('还没发货', { vector, encoder: 'another' })).toEqual(plain)
  })

  it('are measured on 400 messages, half of each language, labelled in the words of the domain', () => {
    expect(rows).toHaveLength(400)
    expect(new Set(rows.map(({ text }) => text)).size).toBe(400)
    expect(rows.filter(({ split }) => split === 'dev')).toHaveLength(150)
    expect(rows.filter(({ lang }) => lang === 'zh')).toHaveLength(200)
    for (const { flags } of rows) for (const flag of flags) expect(URGENCY_FLAGS).toContain(flag)
  })

  it('keep their figures on the test rows by the words alone', () => {
    const test = rows.filter(({ split }) => split === 'test')
    const near = test.filter(({ text, level }) => {
      const order = ['calm', 'displeased', 'annoyed', 'angry', 'furious']
      return Math.abs(order.indexOf(readByModel(text).level) - order.indexOf(level)) <= 1
    })
    // Measured 95.6 %; a lexicon or a model that was changed without the other falls below.
    expect(near.length / test.length).toBeGreaterThan(0.92)
    const missed = test.filter(({ text, flags }) => flags.includes('safety') && !flagsOf(text).includes('safety'))
    expect(missed.map(({ text }) => text)).toEqual([])
  })
})
