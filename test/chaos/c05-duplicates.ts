import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresStore } from '../../src/adapters/postgres/store.ts'
import { createTokens } from '../../src/gateway/auth.ts'
import { connect, type Frame, newCid } from '../helpers/client.ts'
import { hasPostgres, type PostgresServer } from '../helpers/postgres-server.ts'
import { SECRET } from '../helpers/product.ts'
import { startQuickly } from '../postgres-under-test.ts'
import { judge, tally } from './oracle.ts'
import type { Plant } from './plants.ts'
import { inWords, note } from './row.ts'
import { createServer, openConversations, until, wholeLog } from './stage.ts'

const CONVERSATIONS = 4
const COPIES = 5

describe.skipIf(!hasPostgres)('C05 a storm of duplicates (needs PostgreSQL)', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  /** Every message in five copies, over two sockets at each of two processes, all at once. */
  const stormed = async (each: number, plant?: Plant) => {
    const env = { DATABASE_URL: await server.database() }
    const [a, b] = await Promise.all([createServer({ plant, env }), createServer({ plant, env })])
    await Promise.all([a.start(), b.start()])
    const { customers, agents } = await openConversations(CONVERSATIONS, a.where)
    const acks: Frame[] = []
    const said = agents.flatMap(({ sub }) =>
      Array.from({ length: each }, (_, n) => ({ sender: sub, cid: newCid(), body: `${sub} ${n}：退款到了吗` })),
    )
    await Promise.all(
      agents.map(async (agent) => {
        const token = await createTokens(SECRET).sign(
          { role: 'agent', sub: agent.sub, tenant: 'default', name: agent.sub },
          3_600,
        )
        const sockets = await Promise.all([a, a, b, b].map((one) => connect(one.where() as string, token)))
        for (const { socket } of sockets)
          socket.on('message', (data) => {
            const frame: Frame = JSON.parse(String(data))
            if (frame.type === 'ack') acks.push(frame)
            const retry =
              frame.type === 'nack' && frame.retryable ? said.find(({ cid }) => cid === frame.cid) : undefined
            if (retry !== undefined)
              setTimeout(() => socket.send(frameOf(retry, agent.conversation()?.id)), frame.retryAfterMs)
          })
        for (const message of said.filter(({ sender }) => sender === agent.sub))
          for (let copy = 0; copy < COPIES; copy++)
            sockets[copy % sockets.length]?.socket.send(frameOf(message, agent.conversation()?.id))
      }),
    )
    await until('an acknowledgement of every copy', () => acks.length >= said.length * COPIES)
    for (const party of [...customers, ...agents]) party.leave()
    await Promise.all([a.stop(), b.stop()])
    const store = await createPostgresStore({ url: env.DATABASE_URL })
    const { log } = await wholeLog(store)
    await store.close()
    const own = [...customers, ...agents].flatMap((party) => party.said)
    const everybody = new Set([...customers, ...agents].map(({ sub }) => sub))
    const findings = judge({ log, said: [...own, ...said], unordered: everybody, acked: acks })
    return { cids: said.length, acks: acks.length, findings }
  }

  it('makes one row of each, and all acknowledgements agree', async (context) => {
    const { cids, acks, findings } = await stormed(200)
    note(context, {
      id: 'C05',
      name: 'storm of duplicates',
      injected: `${cids} messages in ${COPIES} copies over 4 sockets at 2 processes on PostgreSQL; ${acks} acknowledgements`,
      times: cids * (COPIES - 1),
      result: inWords(findings),
    })
    expect(tally(findings)).toEqual({})
  })
  it('negative control: each process takes a cid that it knows for a new one', { retry: 2 }, async (context) => {
    const { findings } = await stormed(10, 'forgetsCid')
    note(context, { id: 'C05', control: `forgets cids: ${inWords(findings)}` })
    expect(tally(findings).doubled).toBeGreaterThan(0)
    expect(tally(findings).disagreeing).toBeGreaterThan(0)
  })
})

const frameOf = ({ cid, body }: { cid: string; body: string }, conversation: string | undefined): string =>
  JSON.stringify({ type: 'send', cid, kind: 'text', text: body, conversation })
