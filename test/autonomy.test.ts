import { describe, expect, it } from 'vitest'
import { createAutonomy, describeAutonomy, LEAST_OUTCOMES, reducedPolicy, type Told } from '../src/decision/autonomy.ts'
import { NO_REDUCTION, PROMISED_RIGHT } from '../src/domain/autonomy.ts'
import type { Share } from '../src/domain/heads.ts'
import type { OutcomeResult } from '../src/domain/record.ts'
import { shareOf } from '../src/learning/share.ts'
import { createRandom } from '../src/lib/random.ts'
import { recordOf } from './contract/store-words.ts'
import { newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'
import { draftOf, POLICY } from './helpers/understanding.ts'

const BAR = 0.9
const at = (i: number): string => new Date(Date.UTC(2026, 10, 1) + i * 60_000).toISOString()

const told = (i: number, result: OutcomeResult, more: Partial<Told> = {}): Told => ({
  record: `c${i}:1`,
  result,
  at: at(i),
  intent: 'track_parcel',
  verdict: { intent: 'track_parcel', confidence: 0.97 },
  ...more,
})
/** An answer that was sent, and taken back where it was wrong. */
const answer = (i: number, right: boolean): Told[] => (right ? [told(i, 'sent')] : [told(i, 'sent'), told(i, 'undone')])
const suggestion = (i: number, result: OutcomeResult, more: Partial<Told> = {}): Told =>
  told(i, result, { suggestion: `c${i}:1:0`, ...more })

const heard = (outcomes: Told[]) => {
  const autonomy = createAutonomy({ shareOf })
  for (const one of outcomes) autonomy.hear(one, BAR)
  return { autonomy, changes: autonomy.assess(new Date(at(100_000))) }
}

const known = new Map<string, Share>()
/** The same shares come up again and again in simulations. */
const rememberedShare = (right: number, n: number): Share => {
  const key = `${right}/${n}`
  const share = known.get(key) ?? shareOf(right, n)
  known.set(key, share)
  return share
}

/** How often, and after how many answers, an intent that is right so often is taken back within 500 answers. */
const simulate = (right: number, histories: number) => {
  const random = createRandom(20)
  const delays: number[] = []
  for (let h = 0; h < histories; h++) {
    const autonomy = createAutonomy({ shareOf: rememberedShare })
    for (let i = 0; i < 500; i++) {
      for (const one of answer(i, random.next() < right)) autonomy.hear(one, BAR)
      if (autonomy.assess(new Date(at(i))).length === 0) continue
      delays.push(i + 1)
      break
    }
  }
  return { share: delays.length / histories, median: delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)] }
}

describe('where the bot may act alone', () => {
  it('outcomes that contradict the promise take an intent back, with the evidence, and the policy says so', () => {
    const { autonomy, changes } = heard(Array.from({ length: 20 }, (_, i) => answer(i, i % 3 > 0)).flat())
    expect(changes).toMatchObject([
      { change: 'reduced', intent: 'track_parcel', by: 'outcomes', evidence: { right: 13, n: 20 } },
    ])
    const policy = reducedPolicy(POLICY, autonomy.state())
    expect(policy).toMatchObject({
      reduced: ['track_parcel'],
      answerAboveByIntent: { track_parcel: Number.POSITIVE_INFINITY },
    })
    expect(reducedPolicy(POLICY, NO_REDUCTION)).toBe(POLICY)
    expect(describeAutonomy(autonomy, POLICY, ['refund_status', 'track_parcel'])).toMatchObject([
      { intent: 'refund_status', state: 'alone', bar: 0.9, outcomes: { n: 0 } },
      { intent: 'track_parcel', state: 'reduced', bar: null, since: at(100_000) },
    ])
    const trained = { refund_status: { stands: 'together' as const, right: 4, n: 4 } }
    const described = describeAutonomy(autonomy, POLICY, ['refund_status', 'track_parcel'], trained)
    expect(described.map((one) => one.trained)).toEqual([trained.refund_status, undefined])
  })

  it('good outcomes take nothing back, nor does a bad start of few', () => {
    expect(heard(Array.from({ length: 100 }, (_, i) => answer(i, i % 20 > 0)).flat()).changes).toEqual([])
    expect(heard(Array.from({ length: LEAST_OUTCOMES - 1 }, (_, i) => answer(i, false)).flat()).changes).toEqual([])
    expect(heard(Array.from({ length: LEAST_OUTCOMES }, (_, i) => answer(i, false)).flat()).changes).toHaveLength(1)
  })

  it('what an agent makes of a sure suggestion counts; of an unsure one, of another intent, or one that expired, not', () => {
    const n = (outcome: Told) => heard([outcome]).autonomy.evidence('track_parcel')
    expect(n(suggestion(1, 'accepted'))).toMatchObject({ n: 1, right: 1 })
    expect(n(suggestion(1, 'edited', { value: 0.2 }))).toMatchObject({ n: 1, right: 1 })
    expect(n(suggestion(1, 'edited', { value: 0.7 }))).toMatchObject({ n: 1, right: 0 })
    expect(n(suggestion(1, 'dismissed'))).toMatchObject({ n: 1, right: 0 })
    expect(n(told(1, 'rated', { value: 0 }))).toMatchObject({ n: 1, right: 0 })
    expect(n(suggestion(1, 'expired')).n).toBe(0)
    expect(n(suggestion(1, 'dismissed', { verdict: { intent: 'track_parcel', confidence: 0.8 } })).n).toBe(0)
    expect(n(suggestion(1, 'dismissed', { verdict: { intent: 'refund_status', confidence: 0.99 } })).n).toBe(0)
  })

  it('a corrected understanding counts against the answer until the correction is taken back', () => {
    const counted = (...outcomes: Told[]) => {
      const { right, n } = heard(outcomes).autonomy.evidence('track_parcel')
      return [right, n]
    }
    const corrected = (meant?: string) => told(1, 'corrected', meant === undefined ? {} : { meant })
    expect(counted(told(1, 'sent'))).toEqual([1, 1])
    expect(counted(told(1, 'sent'), corrected('refund_status'))).toEqual([0, 1])
    expect(counted(told(1, 'sent'), corrected('refund_status'), corrected())).toEqual([1, 1])
    expect(counted(told(1, 'sent'), corrected('track_parcel')), 'confirmed').toEqual([1, 1])
    expect(counted(told(1, 'sent'), told(1, 'undone'), corrected()), 'what else was said stays').toEqual([0, 1])
    expect(counted(corrected('refund_status'))).toEqual([0, 1])
  })

  it('is earned back by what people send since, and given back by a person, whose word starts the count anew', () => {
    const { autonomy } = heard(Array.from({ length: 12 }, (_, i) => answer(i, false)).flat())
    const later = (i: number) => suggestion(200_000 + i, 'accepted')
    for (let i = 0; i < 44; i++) autonomy.hear(later(i), BAR)
    expect(autonomy.assess(new Date(at(300_000)))).toEqual([])
    for (let i = 44; i < 46; i++) autonomy.hear(later(i), BAR)
    expect(autonomy.assess(new Date(at(300_001)))).toMatchObject([
      { change: 'recovered', evidence: { right: 46, n: 46 } },
    ])
    expect(autonomy.state().reduced).toEqual({})

    const other = heard(Array.from({ length: 12 }, (_, i) => answer(i, false)).flat()).autonomy
    expect(other.restore('refund_status', 'root', new Date(at(300_000)))).toBeUndefined()
    expect(other.restore('track_parcel', 'root', new Date(at(300_000)))).toMatchObject({
      change: 'restored',
      by: 'root',
    })
    // The old outcomes, read again after a restart, no longer count.
    const again = createAutonomy({ state: other.state(), shareOf })
    for (const one of Array.from({ length: 12 }, (_, i) => answer(i, false)).flat()) again.hear(one, BAR)
    expect(again.assess(new Date(at(300_001)))).toEqual([])
    expect(again.state().changes.map(({ change }) => change)).toEqual(['reduced', 'restored'])
  })

  it('raises few false alarms over 1,000 histories of 500 answers, and sees what is wrong within some tens', () => {
    const good = simulate(0.97, 1_000)
    const bad = simulate(0.75, 200)
    expect(good.share).toBeLessThanOrEqual(0.01)
    expect(simulate(0.95, 1_000).share).toBeLessThanOrEqual(0.03)
    expect(bad.share).toBe(1)
    expect(bad.median).toBeLessThanOrEqual(40)
    expect(PROMISED_RIGHT).toBe(0.92)
  })
})

describe('the product follows outcomes', { timeout: 60_000 }, () => {
  it('answers that agents take back end the bot’s acting alone on that intent, visibly, until an admin gives it back', async () => {
    const running = await startProduct()
    const { call, product } = running
    const { store } = product
    const record = async (i: number) => {
      const { conversation, event } = await store.append({
        tenant: 'default',
        cid: newCid(),
        from: { role: 'customer', id: `past-${i}`, name: '林晓' },
        kind: 'text',
        text: '我的货到哪了呀',
        owesTurn: false,
      })
      const made = recordOf(conversation.id, event.seq)
      await store.finishTurn({
        record: {
          ...made,
          understanding: { ...made.understanding, verdict: { ...made.understanding.verdict, intent: 'greeting' } },
          decision: { kind: 'answer', reason: 'confident', draft: draftOf({ intent: 'greeting' }), suggestions: [] },
        },
      })
      const about = { tenant: 'default', record: made.id, at: new Date().toISOString() }
      await store.outcome({ ...about, result: 'sent', by: 'bot' })
      await store.outcome({ ...about, result: 'undone', by: 'ann' })
    }
    const greets = async () =>
      (await call('/v1/understand', { role: 'agent', body: { text: '你好' } })).body.decision.kind
    expect(await greets()).toBe('answer')
    for (let i = 0; i < LEAST_OUTCOMES; i++) await record(i)

    const autonomy = async (role: 'supervisor' | 'agent' = 'supervisor') => call('/v1/autonomy', { role })
    const greeting = async () =>
      (await autonomy()).body.intents.find(({ intent }: { intent: string }) => intent === 'greeting')
    await expect.poll(greeting, { timeout: 15_000 }).toMatchObject({ state: 'reduced', bar: null })
    expect(await greets()).toBe('suggest')
    expect((await call('/readyz')).body.parts.autonomy, '[ST5] no tenant is named without a token').toEqual({
      state: 'ready',
      reduced: 1,
    })
    // Nobody else's bot is held back for it.
    const elsewhere = { role: 'supervisor', tenant: 'other' } as const
    expect((await call('/v1/autonomy', elsewhere)).body.changes).toEqual([])
    const said = await call('/v1/understand', { ...elsewhere, body: { text: '你好' } })
    expect(said.body.decision.kind).toBe('answer')
    expect((await autonomy('agent')).status).toBe(403)
    expect((await autonomy()).body).toMatchObject({
      promised: PROMISED_RIGHT,
      changes: [{ change: 'reduced', intent: 'greeting', evidence: { right: 0, n: LEAST_OUTCOMES } }],
    })

    const after = await running.restart()
    expect((await after.call('/readyz')).body.parts.autonomy.reduced).toBe(1)
    const restore = (role: 'supervisor' | 'admin', intent: string) =>
      after.call('/v1/autonomy/restore', { role, sub: 'root', body: { intent } })
    expect((await restore('supervisor', 'greeting')).status).toBe(403)
    expect((await restore('admin', 'nothing')).status).toBe(404)
    expect((await restore('admin', 'greeting')).body).toMatchObject({ change: 'restored', by: 'root' })
    expect((await after.call('/readyz')).body.parts.autonomy.reduced).toBe(0)
    const again = await after.call('/v1/understand', { role: 'agent', body: { text: '你好' } })
    expect(again.body.decision.kind).toBe('answer')
  })

  it('an answer that staff takes back is an outcome of its turn', async () => {
    const running = await startProduct()
    const customer = await running.client('customer', 'demo')
    await customer.say('我的货到哪了呀')
    const {
      conversation,
      seq,
      answer: note,
    } = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(note).toBeDefined()
    const agent = await running.client('agent', 'ann')
    agent.send({ type: 'recall', conversation, seq, opId: newCid() })
    const outcomes = async () =>
      (await running.product.store.turns({ limit: 1 })).turns[0]?.outcomes.map(({ result }) => result)
    await expect.poll(outcomes, { timeout: 15_000 }).toEqual(['sent', 'undone'])
  })
})
