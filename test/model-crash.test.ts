import { describe, expect, it } from 'vitest'
import { startProduct } from './helpers/product.ts'

describe('a crash of the model worker', () => {
  it('loses no message: what cannot be understood goes to the queue, and answers come back with the worker', {
    timeout: 120_000,
  }, async () => {
    const { client, product, call } = await startProduct({ models: 'real' })
    const customer = await client('customer', 'demo')
    await customer.say('我的货到哪了呀')
    expect((await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')).answer).toMatchObject({
      intent: 'track_parcel',
    })

    for (const pid of product.models.encoder.pids()) process.kill(pid, 'SIGKILL')
    const other = await client('customer', 'anna')
    expect((await other.say('想问一下那个东西怎么还不行，之前说好的呢')).type).toBe('ack')
    await other.next((frame) => frame.type === 'status' && frame.state === 'queued')
    expect((await call('/readyz')).status).toBe(200)

    await expect.poll(() => product.models.encoder.status().state, { timeout: 30_000 }).toBe('ready')
    expect(product.models.encoder.status().restarts).toBeGreaterThan(0)
    const third = await client('customer', 'li-wei')
    await third.say('怎么开发票')
    expect((await third.next((frame) => frame.type === 'event' && frame.from.role === 'bot')).answer).toMatchObject({
      intent: 'invoice_how_to',
    })
  })
})
