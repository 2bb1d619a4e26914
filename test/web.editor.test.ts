import { describe, expect, it } from 'vitest'
import { rowsInSight } from '../src/web/knowledge/articles-window.ts'
import { draftChanges } from '../src/web/knowledge/editor-diff.ts'
import { faultPlace, faultsByField } from '../src/web/knowledge/editor-faults.ts'
import { blankDraft, draftOf, inputOf, isSameDraft, questionsIn } from '../src/web/knowledge/editor-fields.ts'
import { createKeptWorks } from '../src/web/knowledge/editor-kept.ts'
import {
  filledWithExamples,
  matchingSlots,
  openSlot,
  slotChoices,
  withSlot,
} from '../src/web/knowledge/editor-slots.ts'
import { isoOf, localOf } from '../src/web/knowledge/editor-time.ts'
import { memoryStore } from '../src/web/shared/store.ts'
import { articleOf } from './helpers/articles.ts'

const SLOTS = slotChoices({
  slots: [
    { name: 'order.number', from: 'orders', example: { zh: '20261118003345', en: '20261118003345' } },
    { name: 'order.status', from: 'orders', example: { zh: '运输中', en: 'in transit' } },
    { name: 'parcel.carrier', from: 'parcels', example: { zh: '顺丰速运', en: 'SF Express' } },
  ],
  shop: [{ name: 'returnDays', example: '7' }],
})

describe('the form of an article', () => {
  it('gives back the article that it was filled with, and nothing that is empty', () => {
    const article = articleOf('double-11', {
      questions: { zh: ['双11什么时候发货呀'], en: ['when do double 11 orders ship'] },
      validFrom: '2026-11-01T00:00:00+08:00',
      cards: { zh: [{ title: '活动规则', buttons: [{ label: '查看', url: 'https://shop.example/11' }] }] },
      channels: ['widget'],
      owner: '小林',
    })
    const { version: _version, ...rest } = article
    expect(inputOf(draftOf(article))).toEqual(rest)
    expect(Object.keys(inputOf(blankDraft())).sort()).toEqual(
      ['answers', 'courtesy', 'intent', 'mode', 'questions', 'title'].sort(),
    )
  })

  it('blank lines do not count as a change, a word does', () => {
    const draft = draftOf(articleOf('returns', { questions: { zh: ['怎么退货'], en: [] } }))
    expect(isSameDraft(draft, { ...draft, questions: { zh: ['怎么退货', '  '], en: [''] } })).toBe(true)
    expect(isSameDraft(draft, { ...draft, questions: { zh: ['怎么退货啊'], en: [] } })).toBe(false)
  })

  it('pasted lists become questions, one a line, without their bullets', () => {
    expect(questionsIn('1. 怎么退货\r\n2、退货运费谁出\n\n- 12306 订的票能退吗\n• how do i return this ')).toEqual([
      '怎么退货',
      '退货运费谁出',
      '12306 订的票能退吗',
      'how do i return this',
    ])
    expect(questionsIn('618 还有活动吗'), 'a number that belongs to the question stays').toEqual(['618 还有活动吗'])
  })
})

describe('slots', () => {
  it('the one being typed is found, also with a blank and in Chinese text, and not after it was closed', () => {
    expect(openSlot('您的订单 {{ord', 11)).toEqual({ start: 5, typed: 'ord' })
    expect(openSlot('退款 ｛｛ref', 8), 'as a Chinese keyboard types it').toEqual({ start: 3, typed: 'ref' })
    expect(openSlot('{{ ', 3)).toEqual({ start: 0, typed: '' })
    expect(openSlot('{{order.number}} 已', 18)).toBeUndefined()
    expect(openSlot('no braces', 4)).toBeUndefined()
  })

  it('are found by name and by what they look like', () => {
    expect(matchingSlots(SLOTS, 'st').map(({ name }) => name)).toEqual(['order.status'])
    expect(matchingSlots(SLOTS, '顺丰').map(({ name }) => name)).toEqual(['parcel.carrier'])
    expect(matchingSlots(SLOTS, 'days').map(({ name }) => name)).toEqual(['shop.returnDays'])
    expect(matchingSlots(SLOTS, 'zzz')).toEqual([])
  })

  it('go in place of what was typed and use the braces that are there', () => {
    expect(withSlot('订单 {{ord 已发货', 8, 'order.number')).toEqual({
      text: '订单 {{order.number}} 已发货',
      caret: 19,
    })
    expect(withSlot('订单 {{or}} 已发货', 7, 'order.number').text).toBe('订单 {{order.number}} 已发货')
    expect(withSlot('订单｛｛or｝｝', 6, 'order.number').text).toBe('订单{{order.number}}')
    expect(withSlot('ab', 1, 'order.number').text).toBe('a{{order.number}}b')
  })

  it('are filled with examples of the language; unknown ones stay as they are written', () => {
    const text = '{{ order.status }}, {{shop.returnDays}}, {{order.nummer}}'
    expect(filledWithExamples(text, SLOTS, 'zh')).toBe('运输中, 7, {{order.nummer}}')
    expect(filledWithExamples(text, SLOTS, 'en')).toBe('in transit, 7, {{order.nummer}}')
  })
})

describe('moments on the clock of the shop', () => {
  it('go there and back, whatever zone they were written in', () => {
    expect(localOf('2026-10-31T16:00:00Z', 'Asia/Shanghai')).toBe('2026-11-01T00:00')
    expect(isoOf('2026-11-01T00:00', 'Asia/Shanghai')).toBe('2026-11-01T00:00:00+08:00')
    expect(localOf('2026-11-11T23:59:59+08:00', 'Asia/Shanghai')).toBe('2026-11-11T23:59:59')
    expect(isoOf('2026-07-01T09:30', 'America/St_Johns')).toBe('2026-07-01T09:30:00-02:30')
    expect([localOf('', 'Asia/Shanghai'), isoOf('', 'Asia/Shanghai')]).toEqual(['', ''])
  })

  it('know both sides of a change to summer time', () => {
    expect(isoOf('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T01:59:00+01:00')
    expect(isoOf('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T03:00:00+02:00')
    expect(isoOf('2026-10-25T03:00', 'Europe/Berlin')).toBe('2026-10-25T03:00:00+01:00')
  })
})

describe('unsaved work', () => {
  it('is kept by person and article, newest first, and forgotten one by one', () => {
    const store = memoryStore()
    const [ann, bo] = [createKeptWorks(store, 'ann'), createKeptWorks(store, 'bo')]
    ann.write('returns', { draft: blankDraft(), note: '', at: '2026-11-22T09:00:00Z' })
    ann.write('refund', { draft: blankDraft(), note: '改了天数', at: '2026-11-22T10:00:00Z', from: 'v1' })
    expect(ann.keys()).toEqual(['refund', 'returns'])
    expect(ann.read('refund')).toMatchObject({ note: '改了天数', from: 'v1' })
    expect(bo.keys()).toEqual([])
    ann.forget('refund')
    expect(ann.read('refund')).toBeUndefined()
  })

  it('a full store says so, a spoilt entry counts as none', () => {
    const store = memoryStore()
    const full = { ...store, setItem: () => expect.fail('QuotaExceededError') }
    expect(createKeptWorks(full, 'ann').write('x', { draft: blankDraft(), note: '', at: '' })).toBe(false)
    store.setItem('tabdesk.article.ann.x', '{"draft":')
    expect(createKeptWorks(store, 'ann').read('x')).toBeUndefined()
  })
})

describe('what differs between two versions', () => {
  const draft = draftOf(articleOf('returns', { answers: { zh: [{ text: '签收后 7 天内可以退货。' }], en: [] } }))

  it('is said by field and word', () => {
    const after = { ...draft, answers: { zh: [{ text: '签收后 15 天内可以退货。' }], en: [] }, owner: '小林' }
    const changes = draftChanges(draft, after)
    expect(changes.map(({ field }) => field)).toEqual(['answers.zh', 'owner'])
    const pieces = changes[0]?.pieces ?? []
    expect(pieces.filter(({ kind }) => kind !== 'same')).toEqual([
      { text: '7', kind: 'removed' },
      { text: '15', kind: 'added' },
    ])
    const text = (without: string) =>
      pieces
        .filter(({ kind }) => kind !== without)
        .map((piece) => piece.text)
        .join('')
    expect([text('added'), text('removed')]).toEqual(['签收后 7 天内可以退货。', '签收后 15 天内可以退货。'])
  })

  it('is nothing between equals', () => expect(draftChanges(draft, structuredClone(draft))).toEqual([]))
})

describe('faults', () => {
  it('stand at their field of the form, the rest together', () => {
    const of = (field: string) => [...faultsByField([{ field, value: '', fix: '' }]).keys()][0]
    expect(of('questions.zh[2]')).toBe('questions.zh')
    expect(of('# en when order.status is paid')).toBe('answers.en')
    expect(of('answers.zh[0].when.values')).toBe('answers.zh')
    expect(of('cards.en[0].buttons[1].url')).toBe('cards.en')
    expect(of('intent')).toBe('intent')
    expect(of('product')).toBe('other')
    expect(faultsByField([{ field: 'answers', value: '', fix: '' }]).size, 'either language will do').toBe(2)
    expect(of('modes'), 'a longer name is another field').toBe('other')
    const place = (field: string) => faultPlace({ field, value: '', fix: '' })
    expect([place('answers.zh[2].when'), place('answers.zh'), place('# zh')]).toEqual([2, undefined, undefined])
  })
})

describe('a list of 10,000 rows', () => {
  it('draws what is in sight and some more', () => {
    const of = (above: number) => rowsInSight({ rows: 10_000, rowHeight: 64, above, height: 800 })
    expect(of(-300)).toEqual({ first: 0, end: 20 })
    expect(of(6_400)).toEqual({ first: 88, end: 125 })
    expect(of(10_000 * 64), 'scrolled beyond the end').toEqual({ first: 9_988, end: 10_000 })
    expect(rowsInSight({ rows: 0, rowHeight: 64, above: 0, height: 800 })).toEqual({ first: 0, end: 0 })
  })
})
