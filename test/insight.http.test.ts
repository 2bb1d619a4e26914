import { describe, expect, it } from 'vitest'
import { recordOf } from './contract/store-words.ts'
import { newCid } from './helpers/client.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { draftOf } from './helpers/understanding.ts'

const asked = async (running: Running, text = '你好', sub = 'demo') => {
  const customer = await running.client('customer', sub)
  const { conversation, seq } = await customer.say(text)
  await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  return { customer, conversation: conversation as string, seq: seq as number }
}

const past = async ({ product }: Running, i: number, outcome: 'accepted' | 'dismissed', tenant = 'default') => {
  const { conversation, event } = await product.store.append({
    tenant,
    cid: newCid(),
    from: { role: 'customer', id: `past-${i}`, name: `林晓${i}` },
    kind: 'text',
    text: '我的货到哪了呀',
    owesTurn: false,
  })
  const made = recordOf(conversation.id, event.seq)
  await product.store.finishTurn({
    record: {
      ...made,
      tenant,
      understanding: { ...made.understanding, verdict: { ...made.understanding.verdict, intent: 'greeting' } },
      decision: { kind: 'suggest', reason: 'suggest_only', suggestions: [draftOf({ intent: 'greeting' })] },
    },
  })
  await product.store.outcome({
    tenant,
    record: made.id,
    suggestion: `${made.id}:0`,
    result: outcome,
    by: 'ann',
    at: new Date().toISOString(),
  })
  return { conversation: conversation.id, seq: event.seq }
}

describe('the inspector’s route', { timeout: 60_000 }, () => {
  it('tells staff how a message was understood, decided and what became of it', async () => {
    const running = await startProduct()
    const { conversation, seq } = await asked(running)
    const path = `/v1/conversations/${conversation}/turns/${seq}`
    const { status, body } = await running.call(path, { role: 'agent' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      record: {
        id: `${conversation}:${seq}`,
        understanding: { verdict: { intent: 'greeting', confidence: 0.97 } },
        decision: { kind: 'answer', reason: 'courtesy' },
        policy: { answerAbove: 0.9 },
      },
      bar: 0.9,
      replayable: true,
    })
    expect(body.record.understanding.text, 'its words are in the log, not here').toBeUndefined()
    expect((await running.call(path, { role: 'customer', sub: 'demo' })).status).toBe(403)
    expect((await running.call(path)).status).toBe(401)
    expect((await running.call(path, { role: 'admin', tenant: 'other' })).status, '[ST5]').toBe(404)
    expect((await running.call(`/v1/conversations/${conversation}/turns/99`, { role: 'agent' })).status).toBe(404)
    expect((await running.call(`/v1/conversations/${conversation}/turns/x`, { role: 'agent' })).status).toBe(400)
  })

  it('decides again with another bar, without leaving a trace', async () => {
    const running = await startProduct()
    const { conversation, seq } = await asked(running)
    const path = `/v1/conversations/${conversation}/turns/${seq}/what-if`
    const ask = async (answerAbove: number) =>
      (await running.call(`${path}?answerAbove=${answerAbove}`, { role: 'agent' })).body
    const before = await running.product.store.record('default', `${conversation}:${seq}`)
    expect(await ask(0.9)).toMatchObject({ same: true, now: { kind: 'answer' } })
    const stricter = await ask(0.99)
    expect(stricter).toMatchObject({ same: false, was: { kind: 'answer', reason: 'courtesy' } })
    expect(stricter.now.kind).not.toBe('answer')
    expect(await running.product.store.record('default', `${conversation}:${seq}`)).toEqual(before)
    const page = await running.product.store.events('default', conversation, { after: 0, limit: 50 })
    expect(page?.events).toHaveLength(2)
    expect((await running.call(`${path}?answerAbove=2`, { role: 'agent' })).status).toBe(400)
    expect((await running.call(`${path}?answerAbove=0.5`, { role: 'knowledge' })).status).toBe(403)
  })

  it('[W5] shows nothing of a message that was taken back', async () => {
    const running = await startProduct()
    const { customer, conversation, seq } = await asked(running)
    const path = `/v1/conversations/${conversation}/turns/${seq}`
    expect((await running.call(path, { role: 'agent' })).status).toBe(200)
    customer.send({ type: 'recall', conversation, seq, opId: newCid() })
    await customer.next((frame) => frame.type === 'event' && frame.kind === 'recall')
    for (const one of [path, `${path}/what-if?answerAbove=0.5`]) {
      const { status, body } = await running.call(one, { role: 'admin' })
      expect(status).toBe(404)
      expect(body.detail).toContain('taken back')
    }
  })
})

describe('the routes of the honesty page', { timeout: 60_000 }, () => {
  it('count what agents made of suggestions, per tenant, and drill down to the conversations', async () => {
    const running = await startProduct()
    const places = []
    for (let i = 0; i < 4; i++) places.push(await past(running, i, i === 0 ? 'dismissed' : 'accepted'))
    await past(running, 9, 'dismissed', 'other')
    const { status, body } = await running.call('/v1/honesty', { role: 'agent' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ promised: 0.92, needed: 64, alone: { outcomes: { n: 4, right: 3 } } })
    expect(body.days).toHaveLength(8)
    expect(body.days.at(-1)).toMatchObject({ accepted: 3, dismissed: 1 })
    const bin = body.bins.findIndex(({ outcomes }: { outcomes: { n: number } }) => outcomes.n > 0)
    const turns = async (query: string, tenant = 'default') =>
      (await running.call(`/v1/honesty/turns?${query}`, { role: 'agent', tenant })).body.turns
    expect(await turns(`bin=${bin}`)).toHaveLength(4)
    expect((await turns(`bin=${bin}`)).at(-1)).toMatchObject({
      ...places[0],
      word: 'wrong',
      customerName: '林晓0',
      intent: 'greeting',
    })
    expect(await turns('intent=greeting')).toHaveLength(4)
    expect(await turns(`day=${body.days.at(-1).day}`)).toHaveLength(4)
    expect(await turns(`bin=${bin}`, 'other'), '[ST5]').toHaveLength(1)
    expect((await running.call('/v1/honesty?days=3', { role: 'agent' })).status).toBe(400)
    expect((await running.call('/v1/honesty/turns', { role: 'agent' })).status).toBe(400)
    expect((await running.call(`/v1/honesty/turns?bin=1&intent=a`, { role: 'agent' })).status).toBe(400)
    expect((await running.call('/v1/honesty', { role: 'customer' })).status).toBe(403)

    const { conversation, seq } = places[1] ?? { conversation: '', seq: 0 }
    await running.product.store.recall({
      tenant: 'default',
      conversation,
      seq,
      opId: newCid(),
      by: { role: 'agent', id: 'sue', name: 'Sue' },
      withinMs: Number.POSITIVE_INFINITY,
    })
    const gone = (await turns('intent=greeting')).find(
      (one: { seq: number; conversation: string }) => one.conversation === conversation,
    )
    expect(gone, '[W5] nothing but its place').toEqual({ conversation, seq, at: expect.any(String), word: 'right' })
  })

  it('a supervisor takes an intent back and gives it back; what outcomes took back takes an admin', async () => {
    const running = await startProduct()
    for (let i = 0; i < 2; i++) await past(running, i, 'accepted')
    const state = async () =>
      (await running.call('/v1/honesty', { role: 'agent' })).body.intents.find(
        ({ intent }: { intent: string }) => intent === 'greeting',
      )
    await expect.poll(state, { timeout: 15_000 }).toMatchObject({ state: 'alone' })
    const change = (what: 'reduce' | 'restore', role: 'agent' | 'supervisor') =>
      running.call(`/v1/autonomy/${what}`, { role, sub: 'sue', body: { intent: 'greeting' } })
    const kind = async () =>
      (await running.call('/v1/understand', { role: 'agent', body: { text: '你好' } })).body.decision.kind
    expect(await kind()).toBe('answer')
    expect((await change('reduce', 'agent')).status).toBe(403)
    expect((await change('reduce', 'supervisor')).body).toMatchObject({ change: 'reduced', by: 'sue' })
    expect(await kind()).toBe('suggest')
    expect(await state()).toMatchObject({ state: 'reduced', bar: null, by: 'sue' })
    expect((await change('reduce', 'supervisor')).status).toBe(409)
    expect((await change('restore', 'supervisor')).body).toMatchObject({ change: 'restored', by: 'sue' })
    expect(await kind()).toBe('answer')
    expect((await change('restore', 'supervisor')).status).toBe(404)
  })
})
