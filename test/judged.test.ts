import { describe, expect, it } from 'vitest'
import { type Running, startProduct } from './helpers/product.ts'

const resolved = async (running: Running, sub: string): Promise<string> => {
  const customer = await running.client('customer', sub)
  const { conversation } = await customer.say('转人工')
  const agent = await running.client('agent', 'ann')
  agent.send({ type: 'claim', conversation })
  agent.send({ type: 'resolve', conversation })
  await expect
    .poll(async () => (await running.product.store.conversation('default', conversation))?.state)
    .toBe('resolved')
  return conversation
}
const judge = (running: Running, conversation: string, sub: string, body: object) =>
  running.call(`/v1/conversations/${conversation}/rating`, { role: 'customer', sub, body })

describe('the rating at the end', () => {
  it('is kept once, over a restart, and shown to agents', async () => {
    const running = await startProduct()
    const conversation = await resolved(running, 'lin')
    const said = { scale: 'stars', score: 4, words: '回复很快，就是等得有点久 😅' }
    expect((await judge(running, conversation, 'lin', said)).status).toBe(200)
    expect((await judge(running, conversation, 'lin', { scale: 'stars', score: 1 })).status).toBe(409)
    const again = await running.restart()
    const kept = await again.product.store.conversation('default', conversation)
    expect(kept?.marks?.judged).toMatchObject(said)
    const listed = (await again.call('/v1/conversations?state=resolved', { role: 'agent' })).body.conversations
    expect(listed[0].marks.judged).toMatchObject(said)
    expect((await again.call('/v1/ratings', { role: 'agent' })).body).toMatchObject({
      ...{ days: 7, ended: 1, capped: false, thumbs: { n: 0, good: 0 }, stars: { n: 1, sum: 4 } },
      words: [{ conversation, words: said.words }],
    })
    expect((await again.call('/v1/ratings', { role: 'customer', sub: 'lin' })).status).toBe(403)
    expect((await again.call('/v1/ratings', { role: 'agent', tenant: 'other' })).body.ended).toBe(0)
    // The bot's own evidence knows nothing of it: it is not about an answer.
    const records = await again.product.store.records('default', { limit: 9 })
    expect(records.flatMap(({ outcomes }) => outcomes).filter(({ result }) => result === 'rated')).toEqual([])
  })

  it('is refused before the end, from others, and where it is none', async () => {
    const running = await startProduct()
    const open = (await (await running.client('customer', 'wei')).say('你好')).conversation
    expect((await judge(running, open, 'wei', { scale: 'thumbs', score: 1 })).status).toBe(409)
    const over = await resolved(running, 'lin')
    expect((await judge(running, over, 'wei', { scale: 'thumbs', score: 1 })).status).toBe(404)
    for (const body of [
      { scale: 'thumbs', score: 5 },
      { scale: 'stars', score: 0 },
      { scale: 'stars', score: 4.5 },
      { scale: 'hearts', score: 1 },
      { scale: 'thumbs', score: 1, words: '字'.repeat(501) },
    ])
      expect((await judge(running, over, 'lin', body)).status).toBe(400)
    expect((await running.product.store.conversation('default', over))?.marks?.judged).toBeUndefined()
    expect((await judge(running, over, 'lin', { scale: 'thumbs', score: 0 })).status).toBe(200)
  })
})
