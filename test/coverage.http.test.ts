import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keyOf, readVectorCache } from '../src/adapters/onnx/vector-file.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { startProduct } from './helpers/product.ts'

const MESSAGE = '包裹怎么还没到，找人工'
const PATIENT = { timeout: 20_000 }

/** Three customers ask for an engraving, nobody wrote that down, one agent answers. */
const ASKED = ['充电宝上能刻字吗', '可以帮我在充电宝上刻个名字不', '想刻字，充电宝能刻么']
const ANSWER = '可以的，充电宝支持免费刻字，最多8个字，下单时备注刻字内容就行'

it('what nobody wrote down is found, with a draft of what the agent said; a message taken back is gone from it', {
  timeout: 120_000,
}, async () => {
  const { call, client, product } = await startProduct({ models: 'real' })
  const agent = await client('agent', 'ann')
  let last = { conversation: '', seq: 0 }
  for (const [i, text] of ASKED.entries()) {
    const customer = await client('customer', `visitor-${i}`)
    const { conversation, seq } = await customer.say(text)
    await expect.poll(() => product.store.record('default', `${conversation}:${seq}`), PATIENT).toBeDefined()
    agent.send({ type: 'watch', conversation })
    last = await agent.say(ANSWER, { conversation })
  }
  const coverage = async () => (await call('/v1/knowledge/coverage', { role: 'knowledge' })).body
  expect(await coverage()).toMatchObject({ state: 'never', clusters: [], kept: [] })
  expect((await call('/v1/knowledge/coverage', { role: 'agent' })).status).toBe(403)
  expect((await call('/v1/knowledge/coverage', { role: 'knowledge', method: 'POST' })).status).toBe(202)
  await expect.poll(async () => (await coverage()).state, PATIENT).toBe('ready')
  const [cluster] = (await coverage()).clusters
  expect(cluster).toMatchObject({ size: 3, before: 0, language: 'zh', draft: { answer: ANSWER, from: 3 } })
  expect([...cluster.questions].sort()).toEqual([...ASKED].sort())

  const kept = await call('/v1/knowledge/kept-answers', { role: 'agent', sub: 'ann', body: last })
  expect(kept).toMatchObject({ status: 201, body: { question: ASKED[2], answer: ANSWER, language: 'zh', by: 'ann' } })
  const again = await call('/v1/knowledge/kept-answers', { role: 'agent', sub: 'ann', body: last })
  expect(again.body.id, 'kept once').toBe(kept.body.id)
  const keptOf = (of: string) => call(`/v1/knowledge/kept-answers?conversation=${of}`, { role: 'agent' })
  expect((await keptOf(last.conversation)).body).toEqual({ seqs: [last.seq] })
  expect((await keptOf('another')).body).toEqual({ seqs: [] })
  const question = await call('/v1/knowledge/kept-answers', { role: 'agent', body: { ...last, seq: 1 } })
  expect(question).toMatchObject({ status: 400, body: { code: 'bad_input', field: 'seq' } })
  expect((await coverage()).kept).toHaveLength(1)

  agent.send({ type: 'recall', conversation: last.conversation, seq: last.seq, opId: 'op-1' })
  await expect.poll(async () => (await coverage()).kept, { ...PATIENT, message: '[W5]' }).toEqual([])
  expect((await coverage()).clusters, 'nothing of it is shown until it is looked for again').toEqual([])
  await call('/v1/knowledge/coverage', { role: 'knowledge', method: 'POST' })
  await expect.poll(async () => (await coverage()).clusters.length, PATIENT).toBe(1)
  expect((await coverage()).clusters[0]?.draft.from).toBe(2)
  expect(
    (await call(`/v1/knowledge/kept-answers/${kept.body.id}`, { role: 'knowledge', method: 'DELETE' })).status,
  ).toBe(204)
})

it('a choice moves the ranking, is listed, survives a restart, and can be switched off and forgotten', {
  timeout: 120_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const { client, product } = running
  const customer = await client('customer', 'visitor-1')
  const agent = await client('agent', 'ann')
  const { conversation, seq } = await customer.say(MESSAGE)
  await expect.poll(() => product.store.record('default', `${conversation}:${seq}`), PATIENT).toBeDefined()
  agent.send({ type: 'watch', conversation })
  const { suggestions } = await agent.next((frame) => frame.type === 'suggestion')
  const [suggestion] = suggestions
  agent.send({ type: 'outcome', suggestion: suggestion.id, result: 'accepted' })
  await expect.poll(async () => (await product.store.outcomesAfter(0, 10)).outcomes.length, PATIENT).toBe(1)

  const again = await running.restart()
  const ranking = async () => (await again.call('/v1/knowledge/ranking', { role: 'knowledge' })).body
  await expect.poll(async () => (await ranking()).evidence, PATIENT).toBeGreaterThan(0)
  const { latest, on, most } = await ranking()
  expect({ on, most }).toEqual({ on: true, most: 0.1 })
  expect(latest[0]).toMatchObject({
    record: `${conversation}:${seq}`,
    weight: 1,
    by: 'ann',
    article: suggestion.sources[0].article,
  })
  const learned = async () => {
    const { body } = await again.call('/v1/understand', { role: 'agent', body: { text: '我的包裹为什么还没有到啊' } })
    return body.understanding.passages.find((one: { article: string }) => one.article === latest[0].article)?.learned
  }
  await expect.poll(learned, PATIENT).toBeGreaterThan(0)
  expect(
    (await again.call('/v1/knowledge/ranking', { role: 'agent', method: 'PUT', body: { on: false } })).status,
  ).toBe(403)
  expect(
    (await again.call('/v1/knowledge/ranking', { role: 'knowledge', method: 'PUT', body: { on: false } })).body.on,
  ).toBe(false)
  expect(await learned()).toBeUndefined()
  await again.call('/v1/knowledge/ranking', { role: 'knowledge', method: 'PUT', body: { on: true } })
  expect(await learned()).toBeGreaterThan(0)
  expect((await again.call('/v1/knowledge/ranking', { role: 'knowledge', method: 'DELETE' })).body.evidence).toBe(0)
  expect(await learned()).toBeUndefined()

  await again.restart()
  const file = join(again.dataDir, 'vectors.bin')
  const known = existsSync(file) ? readVectorCache(file).entries.map(({ key }) => key) : []
  expect(known, '[W5] no vector of what a customer wrote is kept').not.toContain(keyOf(`query: ${normalise(MESSAGE)}`))
})
