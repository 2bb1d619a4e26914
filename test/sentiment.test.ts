import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createSentiment } from '../src/pipeline/sentiment.ts'

const read = createSentiment(parse(readFileSync('knowledge/lexicon.yaml', 'utf8')))
/** `policy.angerAbove` as shipped. */
const HAND_OVER = 0.8

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
  ])('is seen in: %s', (text) => {
    expect(read(text).anger).toBeGreaterThanOrEqual(HAND_OVER)
    expect(read(text).score).toBeLessThan(0)
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
    expect(read(text).anger).toBeLessThan(HAND_OVER)
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
    expect(bare('垃圾')).toEqual({ score: 0, anger: 0 })
    expect(bare('WHERE IS MY ORDER!!!').anger).toBeGreaterThanOrEqual(HAND_OVER)
  })

  it('with a mistake is refused by entry', () => {
    expect(() => createSentiment({ angry: { zh: { 骗子: 3 } } })).toThrow(/lexicon\.yaml: [\s\S]*angry\.zh.*骗子/)
    expect(() => createSentiment({ positives: {} })).toThrow(/positives/)
  })

  it('may hold characters that mean something in patterns', () => {
    expect(createSentiment({ angry: { en: { 'f***': 0.9 } } })('oh f*** this').anger).toBe(0.9)
  })
})
