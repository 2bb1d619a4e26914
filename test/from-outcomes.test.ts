import { describe, expect, it } from 'vitest'
import { insideDataDir } from '../src/cli/outcome-rows.ts'
import type { Outcome, RecordedTurn } from '../src/domain/record.ts'
import { createOutcomeRows, HOLDOUT_SHARE, isHeldOut } from '../src/learning/from-outcomes.ts'
import { recordOf } from './contract/store-words.ts'
import { draftOf, understandingOf } from './helpers/understanding.ts'

/** Ids that are not held out, so that a test says what it means. */
const trainable = (function* () {
  for (let i = 0; ; i++) if (!isHeldOut(`c${i}:1`)) yield `c${i}`
})()

const INTENTS = ['shipping_time', 'refund_status', 'cancel_order']

/** A turn whose agent was shown three drafts. */
const turn = (
  text: string | undefined,
  outcomes: (Pick<Outcome, 'result' | 'value'> & { rank?: number }) | undefined,
  more: { understanding?: object; decision?: object; conversation?: string } = {},
): RecordedTurn => {
  const conversation = more.conversation ?? (trainable.next().value as string)
  const record = recordOf(conversation, 1)
  const { text: _, ...understanding } = understandingOf()
  const suggestions = INTENTS.map((intent) => draftOf({ intent }))
  return {
    record: {
      ...record,
      understanding: { ...understanding, ...more.understanding },
      decision: { kind: 'suggest', reason: 'not_sure_enough', suggestions, ...more.decision } as typeof record.decision,
    },
    outcomes:
      outcomes === undefined
        ? []
        : [
            {
              tenant: 'default',
              record: record.id,
              by: 'ann',
              at: record.at,
              result: outcomes.result,
              ...(outcomes.value === undefined ? {} : { value: outcomes.value }),
              ...(outcomes.rank === undefined ? {} : { suggestion: `${record.id}:${outcomes.rank}` }),
            },
          ],
    ...(text === undefined ? {} : { text }),
  }
}
const rowsOf = (turns: RecordedTurn[], examples: Record<string, number> = {}) => {
  const made = createOutcomeRows(new Map(Object.entries({ shipping_time: 100, refund_status: 100, ...examples })))
  turns.forEach(made.add)
  return made.rows()
}
const ask = (i: number): string => `我的包裹到哪里了呀 ${'请问'.repeat(i)}`
const several = (n: number, outcomes: Parameters<typeof turn>[1], from = 0) =>
  Array.from({ length: n }, (_, i) => turn(ask(from + i), outcomes))

describe('examples from outcomes', () => {
  it('what was sent stands for its intent; one taken from a lower place counts more, an edited one less', () => {
    const weightOf = (outcome: Parameters<typeof turn>[1]) =>
      rowsOf(several(4, outcome)).rows.map(({ intent, weight }) => [intent, weight])[0]
    expect(weightOf({ result: 'accepted', rank: 0 })).toEqual(['shipping_time', 1])
    expect(weightOf({ result: 'accepted', rank: 1 })).toEqual(['refund_status', 2])
    expect(weightOf({ result: 'edited', value: 0.25, rank: 0 })).toEqual(['shipping_time', 0.75])
  })

  it('learns nothing from what only the bot did, from what was dismissed or rewritten, or what does not say it itself', () => {
    const nothing = [
      turn(ask(1), undefined),
      turn(ask(2), { result: 'sent' }, { decision: { kind: 'answer', draft: draftOf({ intent: 'shipping_time' }) } }),
      turn(ask(3), { result: 'dismissed', rank: 0 }),
      turn(ask(4), { result: 'edited', value: 0.8, rank: 0 }),
      turn(ask(5), { result: 'expired', rank: 0 }),
      turn(undefined, { result: 'accepted', rank: 0 }),
      turn(
        '那运费呢',
        { result: 'accepted', rank: 0 },
        { understanding: { context: { from: 'x:1', kind: 'follow_up' } } },
      ),
      turn('发票错了，还有退款呢', { result: 'accepted', rank: 0 }, { understanding: { requests: [{}, {}] } }),
    ]
    const { rows, counts } = rowsOf([...nothing, ...several(3, { result: 'accepted', rank: 0 }, 10)])
    expect(rows).toHaveLength(3)
    expect(counts).toMatchObject({ turns: 11, untold: 5, notByItself: 3, used: 3 })
  })

  it('what a person says that it was stands over everything else; taken back, the rest speaks again', () => {
    const corrected = (turns: RecordedTurn[], meant?: string) => {
      for (const { record, outcomes } of turns)
        outcomes.push({
          tenant: record.tenant,
          record: record.id,
          result: 'corrected',
          by: 'ann',
          at: record.at,
          ...(meant !== undefined && { meant }),
        })
      return turns
    }
    const others = several(3, { result: 'accepted', rank: 0 }, 20)
    const intents = (turns: RecordedTurn[]) => rowsOf([...turns, ...others]).rows.map(({ intent }) => intent)
    const sent = () => several(3, { result: 'accepted', rank: 0 })
    expect(intents(corrected(sent(), 'refund_status')).slice(0, 3)).toEqual(Array(3).fill('refund_status'))
    expect(intents(corrected(corrected(sent(), 'refund_status'))).slice(0, 3)).toEqual(Array(3).fill('shipping_time'))
    const dismissed = several(3, { result: 'dismissed', rank: 0 })
    expect(intents(corrected(dismissed, 'cancel_order')).slice(0, 3)).toEqual(Array(3).fill('cancel_order'))
  })

  it('holds out the same share of turns for ever, whatever became of them', () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => `conversation-${i}:1`)
    const held = ids.filter(isHeldOut)
    expect(held.length / ids.length).toBeCloseTo(HOLDOUT_SHARE, 1)
    expect(ids.filter(isHeldOut)).toEqual(held)
    const conversation = (held[0] as string).slice(0, -2)
    const { rows, counts } = rowsOf([
      turn('一定要留着的', { result: 'accepted', rank: 0 }, { conversation }),
      ...several(3, { result: 'accepted', rank: 0 }),
    ])
    expect(rows.map(({ text }) => text)).not.toContain('一定要留着的')
    expect(counts.heldOut).toBe(1)
  })

  it('the same words count once, and not at all where people disagree', () => {
    const same = Array.from({ length: 3 }, () => turn('到哪了', { result: 'accepted', rank: 0 }))
    const others = several(3, { result: 'accepted', rank: 0 })
    expect(rowsOf([...same, ...others]).rows).toHaveLength(4)
    const disputed = [...same, turn('到哪了', { result: 'accepted', rank: 1 }), ...others]
    expect(rowsOf(disputed)).toMatchObject({ rows: { length: 3 }, counts: { disputed: 4 } })
  })

  it('two of an intent are not believed, and traffic does not outweigh what people wrote', () => {
    expect(rowsOf(several(2, { result: 'accepted', rank: 0 }))).toMatchObject({ rows: [], counts: { tooFew: 2 } })
    const { rows } = rowsOf(several(40, { result: 'accepted', rank: 0 }), { shipping_time: 10 })
    expect(rows).toHaveLength(40)
    expect(rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(10)
  })

  it('a choice that the customer tapped tells what the question before it was', () => {
    const turns = [1, 2, 3].flatMap((i) => {
      const conversation = trainable.next().value as string
      const options = [
        { intent: 'refund_status', label: '退款进度' },
        { intent: 'cancel_order', label: '取消订单' },
      ]
      const asked = turn(ask(i), undefined, { conversation, decision: { kind: 'ask', reason: 'ambiguous', options } })
      const chosen = turn('1', undefined, {
        conversation,
        understanding: {
          context: { from: asked.record.id, kind: 'choice' },
          verdict: { ...asked.record.understanding.verdict, intent: 'refund_status' },
        },
      })
      return [asked, chosen]
    })
    expect(rowsOf(turns).rows.map(({ text, intent, weight }) => [text, intent, weight])).toEqual(
      [1, 2, 3].map((i) => [ask(i), 'refund_status', 0.8]),
    )
  })

  it('a model made of customers’ words stays in DATA_DIR', () => {
    expect(insideDataDir(undefined, '/srv/data')).toBe('/srv/data/models/learned')
    expect(insideDataDir('/srv/data/models/shop', '/srv/data')).toBe('/srv/data/models/shop')
    for (const out of ['/tmp/model', '/srv/data/models', '/srv/data/../models/x', '/srv/data/models-2/x'])
      expect(() => insideDataDir(out, '/srv/data')).toThrow(/stays there/)
  })
})
