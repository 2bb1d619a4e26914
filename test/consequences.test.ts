import { expect, it } from 'vitest'
import { answerCid } from '../src/conversation/answer-cid.ts'
import { type ConsequenceParts, retract } from '../src/conversation/consequences.ts'
import type { Principal } from '../src/domain/message.ts'
import { agent, expectRefusal, logOf, message, newCid, recordOf, replyTo, TENANT } from './contract/store-words.ts'
import { type Running, startProduct } from './helpers/product.ts'

const BOSS: Principal = { sub: 'boss', role: 'supervisor', tenant: TENANT, name: '主管', exp: 0 }
const ANN: Principal = { ...BOSS, sub: 'ann', role: 'agent', name: 'Ann' }

/** A message answered by the bot, one read together with it and answered, and a reply sent as suggested; another stands apart. */
const talk = async ({ product }: Running) => {
  const { store } = product
  const said = (text: string) => store.append(message({ text, owesTurn: true }))
  const { conversation } = await said('退货运费谁出呀')
  const { id } = conversation
  const finish = async (seq: number, more: Parameters<typeof recordOf>[2] = {}, text?: string) => {
    const reply = text === undefined ? {} : { reply: replyTo(id, seq, { cid: answerCid(id, seq), text }) }
    await store.finishTurn({ record: recordOf(id, seq, more), ...reply })
  }
  await finish(1, {}, '质量问题运费由我们承担。')
  await said('那换货呢')
  const { understanding } = recordOf(id, 3)
  await finish(
    3,
    { understanding: { ...understanding, context: { from: `${id}:1`, kind: 'follow_up' } } },
    '换货也一样。',
  )
  await said('你们几点上班')
  await finish(5, { suggestions: 1 })
  await store.append(
    message({
      from: agent(),
      conversation: id,
      text: '您的订单预计今天发出。',
      promises: [{ kind: 'shipping', start: 4, end: 10 } as never],
    }),
  )
  await store.outcome({
    tenant: TENANT,
    record: `${id}:5`,
    suggestion: `${id}:5:0`,
    result: 'accepted',
    by: 'ann',
    at: new Date().toISOString(),
  })
  return id
}

it('lists what was decided because of a message: answers, also to what was read with it, replies, promises, outcomes', async () => {
  const running = await startProduct()
  const id = await talk(running)
  const of = async (seq: number) =>
    (await running.call(`/v1/conversations/${id}/consequences?seq=${seq}`, { role: 'agent' })).body
  expect(await of(1)).toEqual({
    seq: 1,
    answers: [
      { seq: 2, text: '质量问题运费由我们承担。' },
      { seq: 4, text: '换货也一样。' },
    ],
    replies: [],
    suggestions: 0,
    promises: [],
    outcomes: {},
  })
  expect((await of(3)).answers).toEqual([{ seq: 4, text: '换货也一样。' }])
  expect(await of(5)).toMatchObject({
    answers: [],
    replies: [{ seq: 6, text: '您的订单预计今天发出。' }],
    suggestions: 1,
    promises: [{ seq: 6, state: 'open' }],
    outcomes: { accepted: 1 },
  })
  expect((await running.call(`/v1/conversations/${id}/consequences?seq=99`, { role: 'agent' })).status).toBe(404)
  expect(
    (await running.call(`/v1/conversations/${id}/consequences?seq=1`, { role: 'agent', tenant: 'other' })).status,
  ).toBe(404)
  expect(
    (await running.call(`/v1/conversations/${id}/consequences?seq=1`, { role: 'customer', sub: 'lin' })).status,
  ).toBe(403)
})

it('[W5] one operation takes all of it back, once, with an entry in the audit trail; what does not rest on it stays', async () => {
  const running = await startProduct()
  const id = await talk(running)
  const { store } = running.product
  const body = { seq: 1, opId: newCid(), reason: '政策写错了' }
  expect((await running.call(`/v1/conversations/${id}/retract`, { role: 'agent', body })).status).toBe(403)
  const both = [1, 2].map(() =>
    running.call(`/v1/conversations/${id}/retract`, { role: 'supervisor', sub: 'boss', body }),
  )
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200])
  expect(
    (await running.call(`/v1/conversations/${id}/retract`, { role: 'supervisor', sub: 'boss', body })).body,
  ).toEqual({
    taken: [1, 2, 4],
    dup: true,
  })
  const log = await logOf(store, id)
  expect(log.filter(({ recalled }) => recalled).map(({ seq }) => seq)).toEqual([1, 2, 4])
  expect(log.filter(({ kind }) => kind === 'recall')).toHaveLength(3)
  expect(log[5]?.text).toBe('您的订单预计今天发出。')
  const trail = (await store.audited(TENANT, { limit: 9 })).filter(({ action }) => action === 'retract')
  expect(trail.length).toBeGreaterThan(0)
  expect(trail[0]).toMatchObject({
    by: { id: 'boss' },
    customer: 'lin',
    field: `${id}:1`,
    reason: '政策写错了 (1, 2, 4)',
  })
  const gone = (await running.call(`/v1/conversations/${id}/consequences?seq=1`, { role: 'agent' })).body
  expect(gone.answers).toEqual([
    { seq: 2, gone: true },
    { seq: 4, gone: true },
  ])
  // A promise goes with the reply that made it.
  await running.call(`/v1/conversations/${id}/retract`, {
    role: 'supervisor',
    body: { seq: 5, opId: newCid(), reason: 'wrong' },
  })
  expect(await store.promises(TENANT, id)).toEqual([])
})

it('what a crash in the middle left is done by the same operation; negative control: without it the rest stands', async () => {
  const running = await startProduct()
  const id = await talk(running)
  const { store } = running.product
  let left = 2
  const parts: ConsequenceParts = {
    store,
    trail: store,
    now: () => new Date(),
    support: {
      recall: (by, op) => {
        if (left === 0) throw new Error('power cut')
        left -= 1
        return store.recall({
          ...op,
          tenant: by.tenant,
          by: agent(by.sub, by.name),
          withinMs: Number.POSITIVE_INFINITY,
        })
      },
    },
  }
  const op = { conversation: id, seq: 1, opId: newCid(), reason: '政策写错了' }
  await expect(retract(parts, BOSS, op)).rejects.toThrow('power cut')
  expect((await logOf(store, id))[3]?.text).toBe('换货也一样。')
  const noted = async () =>
    (await store.audited(TENANT, { limit: 9 })).filter(({ action }) => action === 'retract').length
  // What was taken back before the crash is answered for, though nobody asks again.
  expect(await noted()).toBe(1)
  left = 9
  expect(await retract(parts, BOSS, op)).toEqual({ taken: [1, 2, 4], dup: false })
  expect(await noted()).toBe(2)
  expect(await retract(parts, BOSS, op)).toEqual({ taken: [1, 2, 4], dup: true })
  expect(await noted()).toBe(2)
  expect((await logOf(store, id))[3]).toMatchObject({ recalled: true })
  await expectRefusal(retract(parts, ANN, op), 'forbidden')
})

it('[W5] nothing of a text that was taken back is left: events, turns, completions, suggestions, gaps, searches, the customer’s screen', async () => {
  const running = await startProduct()
  const SECRET = '密语七七八八'
  const lin = await running.client('customer', 'lin')
  const ask = await lin.say(`${SECRET}怎么退货`)
  const { conversation } = ask
  const ann = await running.client('agent', 'ann')
  ann.send({ type: 'watch', conversation })
  await running.call(`/v1/conversations/${conversation}/claim`, { role: 'agent', method: 'POST', body: {} })
  const reply = await ann.say(`${SECRET}，这就给您办`, { conversation })
  const { store } = running.product
  await expect.poll(async () => (await store.owed(9)).length).toBe(0)
  const shown = async () =>
    JSON.stringify([
      await running.call(`/v1/conversations/${conversation}/events?after=0&limit=100`, { role: 'agent' }),
      await running.call(`/v1/conversations/${conversation}/events?after=0&limit=100`, {
        role: 'customer',
        sub: 'lin',
      }),
      await running.call(`/v1/conversations?limit=50`, { role: 'agent' }),
      await running.call(`/v1/knowledge/coverage`, { role: 'knowledge' }),
      await running.call(`/v1/knowledge/export?format=csv`, { role: 'knowledge' }).catch(() => ''),
      (await store.turns({ limit: 99 })).turns,
      (await store.recordsAfter(0, 99)).records,
      await store.agentReplies(TENANT, 99),
      await store.promises(TENANT, conversation),
    ])
  expect(await shown()).toContain(SECRET)
  // Negative control: before, completion knows it.
  await expect
    .poll(async () => {
      ann.frames.length = 0
      ann.send({ type: 'complete', conversation, draft: SECRET.slice(0, 3), revision: 1 })
      return JSON.stringify(await ann.next((frame) => frame.type === 'completion'))
    })
    .toContain(SECRET.slice(3))
  for (const { seq } of [ask, reply])
    expect(
      (
        await running.call(`/v1/conversations/${conversation}/retract`, {
          role: 'supervisor',
          body: { seq, opId: newCid(), reason: 'x' },
        })
      ).status,
    ).toBe(200)
  await expect.poll(shown).not.toContain(SECRET)
  for (const socket of [ann, lin]) socket.frames.length = 0
  ann.send({ type: 'complete', conversation, draft: SECRET.slice(0, 3), revision: 7 })
  await ann.next((frame) => frame.type === 'completion')
  await lin.say('在吗')
  expect(JSON.stringify([ann.frames, lin.frames])).not.toContain(SECRET.slice(3))
})

it('a reply that an agent changed before sending is found by its outcome; negative control: other words of hers are not', async () => {
  const running = await startProduct()
  const id = await talk(running)
  const { store } = running.product
  const say = async (text: string, who = agent()) =>
    (await store.append(message({ from: who, conversation: id, text }))).event.seq
  const other = await say('我先看一下您的订单哦')
  const SENT = '您的订单预计今天发出，久等啦。'
  await say(SENT, agent('bo', 'Bo'))
  const changed = await say(SENT)
  const ann = await running.client('agent', agent().id)
  const of = async (query: string) =>
    (await running.call(`/v1/conversations/${id}/consequences?${query}`, { role: 'agent' })).body
  expect((await of('seq=5')).replies).toHaveLength(1)
  ann.send({ type: 'outcome', suggestion: `${id}:5:0`, result: 'edited', text: SENT })
  await expect
    .poll(async () => (await of('seq=5')).replies)
    .toEqual([
      { seq: 6, text: '您的订单预计今天发出。' },
      { seq: changed, text: SENT, edited: true },
    ])
  expect((await of('seq=3')).replies).toEqual([])
  // All above a place together.
  expect(await of('above=2')).toMatchObject({
    above: 2,
    answers: [{ seq: 4 }],
    replies: [{ seq: 6 }, { seq: changed }],
    suggestions: 1,
    outcomes: { accepted: 1, edited: 1 },
  })
  for (const query of ['', 'seq=1&above=1', 'above=-1'])
    expect((await running.call(`/v1/conversations/${id}/consequences?${query}`, { role: 'agent' })).status).toBe(400)

  // Only what is chosen goes; what does not rest on the message is left, whoever names it.
  const body = { seq: 5, opId: newCid(), reason: '看错了', only: [changed, other] }
  const retracted = async () =>
    (await running.call(`/v1/conversations/${id}/retract`, { role: 'supervisor', sub: 'boss', body })).body
  expect(await retracted()).toEqual({ taken: [5, changed], dup: false })
  expect(await retracted(), 'asked again it says the same').toEqual({ taken: [5, changed], dup: true })
  const log = await logOf(store, id)
  expect(log.filter(({ recalled }) => recalled).map(({ seq }) => seq)).toEqual([5, changed])
})
