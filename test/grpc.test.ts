import { readFileSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { status } from '@grpc/grpc-js'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type ConfigError, loadConfig } from '../src/config.ts'
import { createStreams } from '../src/gateway/grpc/streams.ts'
import { newCid } from './helpers/client.ts'
import { type GrpcClient, grpcClient } from './helpers/grpc-client.ts'
import { type Running, startProduct } from './helpers/product.ts'

const PATIENCE = { timeout: 30_000, interval: 10 }
const TLS = new URL('./fixtures/tls/', import.meta.url).pathname

interface Started extends GrpcClient {
  product: Running
  port: number
}

const portOf = async (product: Running): Promise<number> => (await product.call('/readyz')).body.parts.grpc.port
const start = async (config: Partial<Running['config']> = {}): Promise<Started> => {
  const product = await startProduct({ config: { grpcPort: 0, ...config } })
  const port = await portOf(product)
  return { product, port, ...grpcClient(port) }
}

describe('gRPC', () => {
  it('sends, tells the log, claims, resolves and takes back, as the other faces do', async () => {
    const { product, call } = await start()
    const [crm, ann, lin, boss] = await Promise.all([
      product.token('service', 'crm'),
      product.token('agent', 'ann', { name: '小安' }),
      product.token('customer', 'lin', { name: '林晓' }),
      product.token('supervisor', 'boss'),
    ])
    const cid = newCid()
    const sent = { cid, text: '我的货到哪了呀 📦', customer: { id: 'lin', name: '林晓' }, channel: 'wechat' }
    const ack = await call('Send', sent, crm)
    expect(ack).toMatchObject({ cid, seq: 1, durability: 'local' })
    expect(await call('Send', sent, crm)).toEqual({ ...ack, dup: true })
    const { conversation, epoch } = ack
    const listed = await call('Conversations', { states: ['bot', 'queued'] }, ann)
    expect(listed.conversations).toMatchObject([
      { conversation, customer: 'lin', customerName: '林晓', channel: 'wechat' },
    ])
    expect(await call('Claim', { conversation }, ann)).toMatchObject({
      conversation,
      state: 'assigned',
      assignee: 'ann',
    })
    const note = await call('Send', { cid: newCid(), conversation, kind: 'note', text: '老客户' }, ann)
    const reply = await call('Send', { cid: newCid(), conversation, text: 'Hello, one moment' }, ann)
    const opId = newCid()
    const recalled = await call('Recall', { conversation, seq: reply.seq, opId }, ann)
    expect(recalled).toMatchObject({ kind: 'recall', target: reply.seq, seq: reply.seq + 1 })
    const { json: _json, ...same } = recalled
    expect(await call('Recall', { conversation, seq: reply.seq, opId }, ann)).toMatchObject(same)

    const page = await call('History', { conversation }, lin)
    expect(page).toMatchObject({ conversation, epoch, head: recalled.seq })
    expect(page.events.map(({ seq }: { seq: number }) => seq)).toEqual(
      Array.from({ length: recalled.seq }, (_, n) => n + 1),
    )
    expect(page.events[0]).toMatchObject({
      seq: 1,
      cid,
      text: sent.text,
      from: { role: 'customer', id: 'lin', name: '林晓' },
    })
    expect(JSON.parse(page.events[0].json)).toMatchObject({ conversation, seq: 1, text: sent.text })
    expect(JSON.stringify(page), 'notes are not for customers').not.toContain('老客户')
    expect(page.events[reply.seq - 1]).toMatchObject({ recalled: true })
    expect(page.events[reply.seq - 1].text).toBeUndefined()
    const own = await call('History', { conversation, after: note.seq - 1, limit: 1 }, ann)
    expect(own.events).toMatchObject([{ kind: 'note', text: '老客户' }])
    expect(await call('Rollback', { conversation, toSeq: 1, opId: newCid() }, boss)).toMatchObject({
      kind: 'rollback',
      toSeq: 1,
    })
    expect(await call('Resolve', { conversation, outcome: 'solved' }, ann)).toMatchObject({
      state: 'resolved',
      outcome: 'solved',
    })
  })

  it('refuses what the other faces refuse, with a status, the code and the field', async () => {
    const { product, call } = await start()
    const [crm, ann, lin, wu] = await Promise.all([
      product.token('service', 'crm'),
      product.token('agent', 'ann'),
      product.token('customer', 'lin'),
      product.token('customer', 'wu'),
    ])
    const { conversation } = await call('Send', { cid: newCid(), text: '你好' }, lin)
    const bob = await product.token('agent', 'bob')
    await call('Claim', { conversation }, bob)
    const refused = async (method: string, request: object, token?: string): Promise<unknown[]> => {
      const error = await call(method, request, token).then(
        () => undefined,
        (thrown) => thrown,
      )
      return [error?.code, error?.metadata.get('tabdesk-code')[0], error?.metadata.get('tabdesk-field')[0]]
    }
    expect(await refused('History', { conversation })).toEqual([status.UNAUTHENTICATED, 'unauthenticated', undefined])
    expect(await refused('History', { conversation }, 'x.y.z')).toEqual([
      status.UNAUTHENTICATED,
      'unauthenticated',
      undefined,
    ])
    expect(await refused('Claim', { conversation }, lin)).toEqual([status.PERMISSION_DENIED, 'forbidden', 'role'])
    expect((await refused('History', { conversation }, wu)).slice(0, 2)).toEqual([status.NOT_FOUND, 'not_found'])
    const stranger = await product.token('agent', 'ann', { tenant: 'other' })
    expect((await refused('History', { conversation }, stranger)).slice(0, 2)).toEqual([status.NOT_FOUND, 'not_found'])
    expect((await refused('Claim', { conversation }, ann)).slice(0, 2)).toEqual([
      status.FAILED_PRECONDITION,
      'conversation.taken',
    ])
    expect(await refused('Send', { cid: 'x', text: 'y' }, lin)).toEqual([status.INVALID_ARGUMENT, 'bad_input', 'cid'])
    expect(await refused('Send', { text: 'y' }, lin)).toEqual([status.INVALID_ARGUMENT, 'bad_input', 'cid'])
    expect(await refused('Send', { cid: newCid() }, lin)).toEqual([status.INVALID_ARGUMENT, 'bad_input', 'text'])
    expect(await refused('Send', { cid: newCid(), text: 'y' }, crm)).toEqual([
      status.INVALID_ARGUMENT,
      'bad_input',
      'customer',
    ])
    expect(await refused('Conversations', { states: ['gone'] }, ann)).toEqual([
      status.INVALID_ARGUMENT,
      'bad_input',
      'states.0',
    ])
    expect((await refused('Send', { cid: newCid(), text: '啊'.repeat(50_000) }, lin))[0]).toBe(
      status.RESOURCE_EXHAUSTED,
    )
    expect((await refused('Send', { cid: newCid(), text: '啊'.repeat(8_001) }, lin))[2]).toBe('text')
    const burst = await Promise.all(
      Array.from({ length: 40 }, () => refused('Send', { cid: newCid(), text: '催' }, wu)),
    )
    expect(burst).toContainEqual([status.RESOURCE_EXHAUSTED, 'rate_limited', undefined])
  })

  it('[W2] streams a conversation from a place on, gapless, live, and goes on where a reader stopped', async () => {
    const { product, call, follow } = await start()
    const [lin, ann] = await Promise.all([product.token('customer', 'lin'), product.token('agent', 'ann')])
    const { conversation, epoch } = await call('Send', { cid: newCid(), text: '你好' }, lin)
    await call('Claim', { conversation }, ann)
    const first = follow({ conversation }, lin)
    for (let n = 0; n < 30; n++) await call('Send', { cid: newCid(), conversation, text: `第${n}句` }, ann)
    const { head } = await call('History', { conversation, limit: 1 }, ann)
    const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq)
    await expect.poll(() => first.events.length, PATIENCE).toBe(head)
    expect(seqs(first.events)).toEqual(Array.from({ length: head }, (_, n) => n + 1))
    first.cancel()
    await first.ended
    const second = follow({ conversation, after: 20, epoch }, ann)
    await call('Send', { cid: newCid(), conversation, kind: 'note', text: '记一下' }, ann)
    await expect.poll(() => second.events.at(-1)?.text, PATIENCE).toBe('记一下')
    expect(seqs(second.events)).toEqual(Array.from({ length: head + 1 - 20 }, (_, n) => 21 + n))
    await expect.poll(async () => (await product.call('/readyz')).body.parts.grpc.streams, PATIENCE).toBe(1)

    expect(await follow({ conversation, epoch: 'another' }, ann).ended).toMatchObject({
      code: status.FAILED_PRECONDITION,
    })
    const stranger = await product.token('customer', 'wu')
    expect(await follow({ conversation }, stranger).ended).toMatchObject({ code: status.NOT_FOUND })
    const short = follow({ conversation }, await product.token('agent', 'ann', { ttl: 2 }))
    expect(await short.ended).toMatchObject({ code: status.UNAUTHENTICATED })
    await product.close()
    expect(await second.ended).toMatchObject({ code: status.UNAVAILABLE })
  })

  it('[W6] cuts off who takes nothing, and holds no more than a page for them', async () => {
    const log = Array.from({ length: 5_000 }, (_, n) => ({ seq: n + 1 }))
    let read = 0
    const streams = createStreams({
      events: async (_by, conversation, { after, limit }) => {
        read += limit
        return {
          conversation: { id: conversation, epoch: 'e', head: log.length },
          events: log.slice(after, after + limit),
        } as never
      },
      most: 1,
      stalledMs: 30,
      now: () => 0,
    })
    const by = { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 60 } as const
    const stuck = {
      write: () => false,
      on: () => stuck,
      once: () => stuck,
      off: () => stuck,
      removeListener: () => stuck,
      addListener: () => stuck,
      emit: () => true,
    } as never
    const cut = streams.follow(by, { conversation: 'c', after: 0 }, stuck)
    await expect(streams.follow(by, { conversation: 'c', after: 0 }, stuck)).rejects.toMatchObject({
      code: 'rate_limited',
    })
    await expect(cut).rejects.toThrow(/too slow/)
    expect([read <= 200, streams.size()]).toEqual([true, 0])
  })

  it('ends a stream with its token, also with one that lives longer than a timer can be set for', async () => {
    vi.useFakeTimers()
    try {
      const streams = createStreams({
        events: async (_by, conversation) =>
          ({ conversation: { id: conversation, epoch: 'e', head: 0 }, events: [] }) as never,
        most: 1,
        now: () => Date.now(),
      })
      const quiet = { write: () => true, on: () => quiet, once: () => quiet } as never
      const exp = Date.now() / 1_000 + 60 * 86_400
      const by = { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp } as const
      const ended = streams.follow(by, { conversation: 'c', after: 0 }, quiet).catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(59 * 86_400_000)
      expect(streams.size()).toBe(1)
      await vi.advanceTimersByTimeAsync(2 * 86_400_000)
      expect(streams.size()).toBe(0)
      expect(await ended).toMatchObject({ code: 'unauthenticated' })
    } finally {
      vi.useRealTimers()
    }
  })

  it('speaks TLS with the files that are named', async () => {
    const { product, port } = await start({ grpc: { cert: `${TLS}good.pem`, key: `${TLS}key.pem`, allowPlain: false } })
    const token = await product.token('agent', 'ann')
    const trusted = grpcClient(port, { ca: readFileSync(`${TLS}ca.pem`), host: 'localhost' })
    expect(await trusted.call('Conversations', {}, token)).toEqual({})
    await expect(grpcClient(port).call('Conversations', {}, token)).rejects.toMatchObject({ code: status.UNAVAILABLE })
  })

  it('is off where no port is set, and not open without TLS beyond this machine', async () => {
    const product = await startProduct()
    expect((await product.call('/readyz')).body.parts.grpc).toBeUndefined()
    const faults = (env: NodeJS.ProcessEnv): string[] => {
      try {
        loadConfig(env)
        return []
      } catch (error) {
        return (error as ConfigError).faults
      }
    }
    expect(faults({ GRPC_PORT: '4601' })).toEqual([])
    expect(faults({ GRPC_PORT: '4601', HOST: '0.0.0.0' })).toEqual([
      expect.stringMatching(/^GRPC_PORT without TLS.*grpc\.cert/),
    ])
    expect(faults({ GRPC_PORT: 'x' })[0]).toMatch(/^GRPC_PORT/)
  })

  it('goes on after arbitrary bytes on its port and in its messages', async () => {
    const { product, port, call } = await start()
    const lin = await product.token('customer', 'lin')
    const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    const throwAt = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve) => {
        const socket = dial(port, '127.0.0.1', () => socket.end(bytes))
        socket.on('error', () => resolve())
        socket.on('close', () => resolve())
        socket.resume()
        socket.setTimeout(2_000, () => socket.destroy())
      })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), fc.boolean(), async (bytes, prefaced) => {
        await throwAt(prefaced ? Buffer.concat([Buffer.from(PREFACE), bytes]) : bytes)
      }),
      { numRuns: 40 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('Send', 'Recall', 'Rollback', 'History', 'Conversations', 'Claim', 'Resolve'),
        fc.record({
          cid: fc.string({ unit: 'binary' }),
          conversation: fc.string({ unit: 'binary' }),
          text: fc.string({ unit: 'binary' }),
          seq: fc.maxSafeNat(),
          after: fc.maxSafeNat(),
          opId: fc.string(),
        }),
        async (method, request) => {
          const error = await call(method, request, lin).then(
            () => undefined,
            (thrown) => thrown,
          )
          expect([status.INTERNAL, status.UNKNOWN, status.UNAVAILABLE]).not.toContain(error?.code)
        },
      ),
      { numRuns: 60 },
    )
    expect(await call('Send', { cid: newCid(), text: '还在吗' }, lin)).toMatchObject({ seq: 1 })
  })
})
