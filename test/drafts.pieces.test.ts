import { describe, expect, it } from 'vitest'
import type { FieldChange } from '../src/domain/knowledge-import.ts'
import { changesBetween } from '../src/knowledge/draft/changes.ts'
import { differingItems, differingWords } from '../src/knowledge/draft/pieces.ts'
import { articleOf } from './helpers/articles.ts'

const oldText = (pieces: FieldChange['pieces']): string =>
  pieces.map(({ kind, text }) => (kind === 'added' ? '' : text)).join('')
const newText = (pieces: FieldChange['pieces']): string =>
  pieces.map(({ kind, text }) => (kind === 'removed' ? '' : text)).join('')
const said = (pieces: FieldChange['pieces'], kind: string): string[] =>
  pieces.flatMap((piece) => (piece.kind === kind ? [piece.text] : []))

describe('what differs between two texts', () => {
  it.each([
    ['签收后7天内可以申请无理由退货，运费由您承担。', '签收后15天内可以申请无理由退货，运费由我们承担哦。'],
    ['You can return it within 7 days.', 'You can return it within two weeks, {{order.eta}} at most.'],
    ['', '新写的'],
    ['没了', ''],
    ['一样', '一样'],
  ])('%s → %s: its pieces are both texts', (before, after) => {
    const pieces = differingWords(before, after)
    expect(oldText(pieces)).toBe(before)
    expect(newText(pieces)).toBe(after)
  })

  it('is cut by the words of Chinese, and a slot is one word', () => {
    const pieces = differingWords(
      '订单 {{order.eta}} 送达，请保持电话畅通',
      '订单 {{order.shipBy}} 送达，请保持手机畅通',
    )
    expect(said(pieces, 'removed')).toEqual(['{{order.eta}}', '电话'])
    expect(said(pieces, 'added')).toEqual(['{{order.shipBy}}', '手机'])
  })

  it('shows neighbouring words as one change, what is gone first', () => {
    const pieces = differingWords('within two days', 'within five weeks')
    expect(pieces).toEqual([
      { text: 'within ', kind: 'same' },
      { text: 'two days', kind: 'removed' },
      { text: 'five weeks', kind: 'added' },
    ])
  })

  it('shows texts whole that have hardly anything in common, however long they are', () => {
    const text = (from: number): string => Array.from({ length: 3_000 }, (_, i) => `字${from + i}`).join('，')
    const pieces = differingWords(text(0), text(50_000))
    expect(pieces.map(({ kind }) => kind)).toEqual(['removed', 'added'])
  })

  it('is by lines for lists', () => {
    expect(differingItems(['怎么退', '退货咋弄'], ['怎么退', '能退不', '退货咋弄'])).toEqual([
      { text: '怎么退\n', kind: 'same' },
      { text: '能退不\n', kind: 'added' },
      { text: '退货咋弄\n', kind: 'same' },
    ])
  })
})

describe('what differs between two libraries', () => {
  const before = [
    articleOf('kept'),
    articleOf('gone', { title: { zh: '旧规则', en: 'Old rule' } }),
    articleOf('edited', { answers: { zh: [{ text: '7天' }], en: [] }, mode: 'auto' }),
  ]
  const after = [
    articleOf('kept', { origin: 'import:faq.csv' }),
    articleOf('edited', {
      answers: {
        zh: [{ when: { slot: 'order.status', values: ['delivered'] }, text: '已签收' }, { text: '15天' }],
        en: [],
      },
      mode: 'suggest',
    }),
    articleOf('new', { title: { zh: '新规则', en: '新规则' } }),
  ]

  it('is told by article and field, changed ones first; what is the same is not', async () => {
    const { changes, more } = await changesBetween(before, after, 10)
    expect(more).toBe(0)
    expect(changes.map(({ article, kind, title }) => [article, kind, title])).toEqual([
      ['edited', 'changed', 'edited 标题'],
      ['gone', 'retired', '旧规则'],
      ['new', 'added', '新规则'],
    ])
    expect(changes[0]?.fields.map(({ field }) => field)).toEqual([
      'answers.zh when order.status is delivered',
      'answers.zh',
      'mode',
    ])
    expect(changes[1]?.fields.every(({ pieces }) => pieces.every(({ kind }) => kind === 'removed'))).toBe(true)
    expect(changes[2]?.fields.map(({ field }) => field)).not.toContain('title.en')
  })

  it('is cut, and says how much is left', async () => {
    const { changes, more } = await changesBetween(before, after, 2)
    expect(changes.map(({ article }) => article)).toEqual(['edited', 'gone'])
    expect(more).toBe(1)
    expect(await changesBetween(before, before, 2)).toEqual({ changes: [], more: 0 })
  })
})
