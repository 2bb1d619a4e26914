import { describe, expect, it } from 'vitest'
import { createJob, createJobQueue, type Rank } from '../src/adapters/onnx/job-queue.ts'
import { createReads } from '../src/adapters/onnx/reads.ts'

describe("the encoder's queue", () => {
  const job = (text: string, rank: Rank) => createJob({ id: 1, text, maxTokens: 64 }, rank)
  it('reads what is ahead last, one at a time, and what somebody waits for after all among the first', () => {
    const queue = createJobQueue()
    const [typed, other] = [job('typed', 'ahead'), job('other', 'ahead')]
    for (const one of [typed, other, job('passage', 'background'), job('message', 'live')]) queue.push(one)
    expect(queue.drain(8).map(({ text }) => text)).toEqual(['message'])
    queue.rise(other)
    expect(queue.drain(8).map(({ text }) => text)).toEqual(['other'])
    expect(queue.drain(8).map(({ text }) => text)).toEqual(['passage'])
    queue.push(job('third', 'ahead'))
    expect(queue.drain(8).map(({ text }) => text)).toEqual(['typed'])
    expect(queue.drain(8).map(({ text }) => text)).toEqual(['third'])
  })
  it('drops a reading that was given up, unless a turn has joined it', async () => {
    const queue = createJobQueue()
    const embed = createReads({
      prefixes: { query: '', passage: '' },
      queue,
      deadlineMs: 5_000,
      maxQueued: 100,
      unavailable: () => undefined,
      dispatch: () => undefined,
    })
    const [lonely, joined] = [new AbortController(), new AbortController()]
    const readings = [
      embed(['lonely'], { signal: lonely.signal, ahead: true }),
      embed(['joined'], { signal: joined.signal, ahead: true }),
    ].map((reading) => reading.catch(() => 'given up'))
    const turn = embed(['joined'])
    lonely.abort()
    joined.abort()
    expect(await Promise.all(readings)).toEqual(['given up', 'given up'])
    expect(queue.size()).toBe(1)
    const [left] = queue.drain(8)
    expect(left).toMatchObject({ text: 'joined', rank: 'live' })
    left?.resolve(Float32Array.of(1))
    expect(await turn).toEqual([Float32Array.of(1)])
  })
  it('reads nothing ahead while others wait', async () => {
    const queue = createJobQueue()
    const embed = createReads({
      prefixes: { query: '', passage: '' },
      queue,
      deadlineMs: 5_000,
      maxQueued: 100,
      unavailable: () => undefined,
      dispatch: () => undefined,
    })
    for (let i = 0; i < 4; i++) embed([`message ${i}`]).catch(() => undefined)
    await expect(embed(['typed'], { ahead: true })).rejects.toMatchObject({ code: 'busy' })
    embed(['one more message']).catch(() => undefined)
    expect(queue.size()).toBe(5)
    for (const one of queue.clear()) one.reject(new Error('over'))
  })
  it('reads a bulk one text at a time, after every message, and at once what a message asks for too', async () => {
    const queue = createJobQueue()
    const embed = createReads({
      prefixes: { query: '', passage: '' },
      queue,
      deadlineMs: 5_000,
      maxQueued: 100,
      unavailable: () => undefined,
      dispatch: () => undefined,
    })
    const bulk = embed(['相似问一', '相似问二', '相似问三'], { bulk: true })
    const message = embed(['退快到哪了'])
    const same = embed(['相似问三'])
    const order: string[] = []
    while (queue.size() > 0) {
      const batch = queue.drain(8)
      order.push(batch.map(({ text }) => text).join('+'))
      for (const job of batch) job.resolve(Float32Array.of(job.text.length))
    }
    expect(order).toEqual(['退快到哪了+相似问三', '相似问一', '相似问二'])
    await Promise.all([bulk, message, same])
    // What was read for a message is kept for the next one, the rest of the bulk is not.
    embed(['相似问三', '退快到哪了']).catch(() => undefined)
    expect(queue.size()).toBe(0)
    embed(['相似问一']).catch(() => undefined)
    expect(queue.size()).toBe(1)
    for (const one of queue.clear()) one.reject(new Error('over'))
  })
})
