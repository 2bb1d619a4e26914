import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { normalise } from '../src/pipeline/normalise.ts'
import { readOpinion } from '../src/pipeline/plug-ins/opinion.ts'
import { createRules } from '../src/pipeline/plug-ins/rules.ts'
import type { Heard } from '../src/ports/voters.ts'

const heard = (written: string, more: Partial<Heard> = {}): Heard => ({
  text: normalise(written),
  written,
  language: /\p{Script=Han}/u.test(written) ? 'zh' : 'en',
  entities: [],
  sentiment: { score: 0, anger: 0 },
  ...more,
})
const money = (value: string) => ({ entities: [{ type: 'money' as const, text: '', value, start: 0, end: 0 }] })
const rules = (yaml: string) => createRules(parse(yaml))
const said = (yaml: string, message: Heard) => rules(yaml).vote(message)?.ranked[0]?.intent

const REFUND = `
rules:
  - intent: refund_request
    confidence: 0.9
    when:
      words: [退款, 退钱, refund, money back]
      entities: [{ type: money, above: 500 }]
`

describe('declarative voters', () => {
  it('hears words and amounts in both languages, whole units against minor ones', () => {
    expect(said(REFUND, heard('800块那单给我退钱', money('80000')))).toBe('refund_request')
    expect(said(REFUND, heard('I want a REFUND of 800 yuan', money('80000')))).toBe('refund_request')
    expect(said(REFUND, heard('500块那单给我退钱', money('50000')))).toBeUndefined()
    expect(said(REFUND, heard('800块那单到哪了', money('80000')))).toBeUndefined()
    expect(said(REFUND, heard('退钱'))).toBeUndefined()
  })
  it('takes words as they are read: traditional characters, full width, whole English words', () => {
    const yaml = `rules: [{ intent: i, confidence: 1, when: { words: [退貨, ＣＡＲ] } }]`
    expect(said(yaml, heard('我要退货'))).toBe('i')
    expect(said(yaml, heard('my car broke'))).toBe('i')
    expect(said(yaml, heard('my card broke'))).toBeUndefined()
  })
  it('lets the first rule speak, and unless keep it silent', () => {
    const yaml = `
rules:
  - { intent: first, confidence: 0.8, when: { patterns: ['坏了?'] }, unless: { words: [没坏] } }
  - { intent: second, confidence: 0.7, when: { words: [坏] } }
`
    expect(said(yaml, heard('杯子坏了'))).toBe('first')
    expect(said(yaml, heard('杯子没坏'))).toBe('second')
  })
  it('knows language, anger and listed values', () => {
    expect(said('rules: [{ intent: i, confidence: 1, when: { language: zh } }]', heard('hello'))).toBeUndefined()
    const angry = 'rules: [{ intent: i, confidence: 1, when: { anger: { above: 0.5 } } }]'
    expect(said(angry, heard('气死我了', { sentiment: { score: -1, anger: 0.9 } }))).toBe('i')
    expect(said(angry, heard('气死我了'))).toBeUndefined()
    const listed = 'rules: [{ intent: i, confidence: 1, when: { entities: [{ type: money, in: ["900"] }] } }]'
    expect(said(listed, heard('9块', money('900')))).toBe('i')
    expect(said(listed, heard('8块', money('800')))).toBeUndefined()
  })
  it('carries the action on its vote', () => {
    const yaml = `${REFUND}    action: { do: handOff, to: supervisor, reply: { zh: 主管确认。, en: A supervisor confirms. } }`
    expect(rules(yaml).vote(heard('退款 800', money('80000')))?.action).toEqual({
      do: 'handOff',
      to: 'supervisor',
      reply: { zh: '主管确认。', en: 'A supervisor confirms.' },
    })
  })
  it.each([
    ['nothing', '', /expected object/i],
    ['no rules', 'rules: []', /rules/],
    ['a field that does not exist', 'rules: [{ intent: i, confidence: 1, when: { word: [x] } }]', /word/],
    ['a confidence beyond 1', 'rules: [{ intent: i, confidence: 95, when: { words: [x] } }]', /confidence/],
    ['no condition', 'rules: [{ intent: i, confidence: 1, when: {} }]', /at least one condition/],
    [
      'a pattern that is none',
      "rules: [{ intent: i, confidence: 1, when: { patterns: ['('] } }]",
      /rules\[0\]\.when\.patterns\[0\] "\("/,
    ],
    [
      'a reply without words',
      'rules: [{ intent: i, confidence: 1, when: { words: [x] }, action: { do: reply } }]',
      /reply/,
    ],
    [
      'words in one language',
      'rules: [{ intent: i, confidence: 1, when: { words: [x] }, action: { do: reply, reply: { zh: 好 } } }]',
      /en/,
    ],
  ])('refuses %s, naming it', (_, yaml, why) => {
    expect(() => rules(yaml)).toThrow(why)
  })
})

describe('an opinion', () => {
  it('is one intent or several, the five best of them, or none', () => {
    expect(readOpinion({ intent: 'a', confidence: 0.4 })).toEqual({ ranked: [{ intent: 'a', confidence: 0.4 }] })
    const ranked = [0.1, 0.3, 0.05, 0.2, 0.15, 0.02].map((confidence, i) => ({ intent: `i${i}`, confidence }))
    expect(readOpinion({ ranked })?.ranked.map(({ intent }) => intent)).toEqual(['i1', 'i3', 'i4', 'i0', 'i2'])
    expect(readOpinion(undefined)).toBeUndefined()
    expect(readOpinion(null)).toBeUndefined()
  })
  it.each([
    ['a word', 'refund'],
    ['no number', { intent: 'a', confidence: Number.NaN }],
    ['more than 1', { intent: 'a', confidence: 1.2 }],
    [
      'probabilities beyond 1',
      {
        ranked: [
          { intent: 'a', confidence: 0.8 },
          { intent: 'b', confidence: 0.8 },
        ],
      },
    ],
    ['an action that does not exist', { intent: 'a', confidence: 1, action: { do: 'refund' } }],
    ['nothing in it', { ranked: [] }],
  ])('that is %s is refused', (_, said) => {
    expect(() => readOpinion(said)).toThrow('its vote cannot be used')
  })
})
