import { describe, expect, it } from 'vitest'
import type { Frame } from './helpers/client.ts'
import { ABSENT, answered, modelsWithEntities, ORDER, TAIL, TRACK, visitor } from './helpers/order-proof.ts'
import { type Running, startProduct } from './helpers/product.ts'

const WRONG = TAIL === '0000' ? '0001' : '0000'

const start = (): Promise<Running> => startProduct({ overrides: { models: modelsWithEntities } })

describe('an anonymous customer', { timeout: 60_000 }, () => {
  it('is asked once, proves who they are bit by bit, and is answered of their own order', async () => {
    const { client, product } = await start()
    const [customer, agent] = await Promise.all([client('customer', visitor(1)), client('agent', 'ann')])
    expect((await answered(customer, TRACK)).text).toMatch(/完整的订单号和下单手机号的后四位/)
    const asked = await answered(customer, ORDER)
    expect(asked.text).toBe('好的，还需要下单手机号的后四位，核对后就帮您查。')
    const { conversation, text, answer } = await answered(customer, TAIL)
    expect(text).toContain(ORDER)
    expect(answer).toMatchObject({ intent: 'track_parcel' })
    expect((await answered(customer, 'wheres my parcel')).text, 'from now on').toContain(ORDER)

    await agent.watch(conversation)
    expect(await agent.next((frame) => frame.type === 'context')).toMatchObject({
      card: { customer: { name: { zh: '林晓' } } },
    })
    expect(await product.store.audited('default', { limit: 10 })).toMatchObject([
      { action: 'prove', by: { role: 'customer', id: visitor(1) }, customer: 'demo', order: ORDER },
    ])
    const records = await product.store.records('default', { conversation, limit: 10 })
    expect(JSON.stringify(records.map(({ understanding }) => understanding.proof))).not.toContain(TAIL)

    agent.send({ type: 'resolve', conversation })
    await expect.poll(async () => (await product.store.conversation('default', conversation))?.state).toBe('resolved')
    expect(await product.store.conversation('default', conversation)).not.toHaveProperty('proof')
    expect((await answered(customer, TRACK)).text, 'the next conversation knows nothing').toMatch(/后四位/)
  })
  it('is asked in English, too', async () => {
    const { client } = await start()
    const customer = await client('customer', visitor(1))
    expect((await answered(customer, 'wheres my parcel')).text).toMatch(/last four digits of the phone number/)
    expect((await answered(customer, `${ORDER} ${TAIL}`)).text).toContain(`Order ${ORDER} is with`)
  })
  it('who is known is never asked', async () => {
    const { client } = await start()
    expect((await answered(await client('customer', 'demo'), TRACK)).text).toContain(ORDER)
  })
  it('gets a person after five tries, and no check any more', async () => {
    const { client, product } = await start()
    const customer = await client('customer', visitor(1))
    await answered(customer, TRACK)
    const replies: Frame[] = []
    for (let i = 0; i < 5; i++) replies.push(await answered(customer, `${ABSENT} ${1000 + i}`))
    expect(new Set(replies.slice(0, 4).map(({ text }) => text))).toEqual(
      new Set(['订单号和手机号后四位没能核对上。请检查一下再发一次，也可以回复“转人工”，由同事来核对。']),
    )
    const { text, conversation } = replies[4] as Frame
    expect(text).toMatch(/^订单号和手机号后四位一直没能核对上，由同事来帮您核对。已为您转接人工客服/)
    await customer.say(`${ORDER} ${TAIL}`)
    await expect.poll(async () => (await product.store.owed(1)).length).toBe(0)
    expect(await product.store.conversation('default', conversation)).toMatchObject({
      state: 'queued',
      proof: { tries: 5 },
    })
    expect(await product.store.audited('default', { limit: 10 })).toEqual([])
  })

  it('learns nothing by guessing: words, frames, state, record and time are the same for wrong and absent', async () => {
    const { client, product, token } = await start()
    const EACH = 6
    const guesses: [string, string][] = [
      ['wrong digits', `${ORDER} ${WRONG}`],
      ['no such order', `${ABSENT} ${TAIL}`],
    ]
    const seen: Record<string, { frames: unknown; state: unknown; record: unknown; ms: number }[]> = {
      [guesses[0]?.[0] ?? '']: [],
      [guesses[1]?.[0] ?? '']: [],
    }
    for (let round = 0; round < EACH; round++)
      for (const [place, [what, text]] of guesses.entries()) {
        const sub = visitor(100 + 2 * round + place)
        expect(await token('customer', sub)).toBeTruthy()
        const customer = await client('customer', sub)
        await answered(customer, TRACK)
        const before = customer.frames.length
        const from = performance.now()
        const { conversation } = await answered(customer, text)
        const ms = performance.now() - from
        const [record] = await product.store.records('default', { conversation, limit: 1 })
        const state = await product.store.conversation('default', conversation)
        seen[what]?.push({
          frames: bare(customer.frames.slice(before), text),
          state: bare(state, text),
          record: bare(record, text),
          ms,
        })
        await customer.close()
      }
    const [wrong = [], absent = []] = guesses.map(([what]) => seen[what])
    for (const [i, one] of wrong.entries()) {
      const { ms: _, ...was } = one
      const { ms: __, ...other } = absent[i] as typeof one
      expect(was).toEqual(other)
    }
    const middle = (all: { ms: number }[]): number => all.map(({ ms }) => ms).sort((a, b) => a - b)[EACH / 2] as number
    expect(middle(wrong) / middle(absent)).toBeCloseTo(1, 1)
    expect(bare({ text: 'a' }, 'x'), 'what differs is not blanked out').not.toEqual(bare({ text: 'b' }, 'x'))
  })
})

/** Without what differs between any two conversations: ids, times, and the very numbers that were sent. */
const bare = (value: unknown, sent: string): unknown => {
  const numbers = [...sent.split(' '), ...sent.split(' ').map((one) => one.slice(-4))]
  const blank = (text: string): string =>
    numbers.reduce((left, one) => left.replaceAll(one, '#'), text.replaceAll(/visitor-\d+-1/g, 'visitor'))
  return JSON.parse(
    JSON.stringify(value, (key, one) => {
      if (/^(id|cid|conversation|epoch|at|timings|createdAt|updatedAt|from|time|ageMs)$/.test(key) && key !== '')
        return key === 'from' && typeof one === 'object' ? one.role : '*'
      return typeof one === 'string' ? blank(one) : one
    }),
  )
}
