import fc from 'fast-check'
import { expect, vi } from 'vitest'
import type { SqliteStore } from '../../src/adapters/sqlite/store.ts'
import type { LogEvent } from '../../src/domain/message.ts'
import { type Client, type Frame, newCid } from '../helpers/client.ts'
import type { Entry, Reference } from './reference.ts'

type Who = 'customer' | 'agent'

/** One conversation of the product, and the two who are in it. */
export interface Real {
  conversation: string
  epoch: string
  store: SqliteStore
  clients: Record<Who, Client>
  connect(who: Who, seq: number): Promise<Client>
  /** What was sent, for sending it again. */
  sent: { who: Who; cid: string }[]
  /** What was taken back, for asking again. */
  operations: { frame: Frame; opId: string }[]
}

type Command = fc.AsyncCommand<Reference, Real>
const PATIENCE = { timeout: 10_000, interval: 1 }
const always = (): boolean => true

/** The first frame that fits of those that come after this was sent; what is refused for now is sent again. */
const answerTo = async (client: Client, frame: Frame, fits: (frame: Frame) => boolean): Promise<Frame> => {
  for (;;) {
    const from = client.frames.length
    client.send(frame)
    const isRefusal = (one: Frame): boolean => one.type === 'nack' && (one.cid === frame.cid || one.re === frame.type)
    const found = await vi.waitUntil(
      () => client.frames.slice(from).find((one) => fits(one) || isRefusal(one)),
      PATIENCE,
    )
    if (found.type !== 'nack' || !found.retryable) return found
    await new Promise((resolve) => setTimeout(resolve, found.retryAfterMs))
  }
}

const send = async ({ clients, conversation }: Real, who: Who, cid: string, text: string): Promise<Frame> =>
  answerTo(
    clients[who],
    { type: 'send', cid, kind: 'text', text, ...(who === 'agent' ? { conversation } : {}) },
    (one) => one.type === 'ack' && one.cid === cid,
  )

const says = (who: Who, text: string): Command => ({
  check: always,
  run: async (model, real) => {
    const cid = newCid()
    const ack = await send(real, who, cid, text)
    real.sent.push({ who, cid })
    expect(ack).toMatchObject({ type: 'ack', seq: model.send(who, cid, text).seq })
  },
  toString: () => `${who} says ${JSON.stringify(text)}`,
})

const saysAgain = (at: number, text: string): Command => ({
  check: always,
  run: async (model, real) => {
    const message = real.sent[at % Math.max(1, real.sent.length)]
    if (message === undefined) return
    const ack = await send(real, message.who, message.cid, text)
    expect(ack).toMatchObject({ type: 'ack', ...model.send(message.who, message.cid, text) })
  },
  toString: () => `message ${at} again`,
})

const operates = async (model: Reference, real: Real, frame: Frame): Promise<void> => {
  const got = await answerTo(real.clients.agent, frame, (one) => one.type === 'event' && one.kind === frame.type)
  const wanted =
    frame.type === 'recall'
      ? model.recall('agent', frame.seq, frame.opId)
      : model.rollback('agent', frame.toSeq, frame.opId)
  if (wanted === undefined) expect(got.type).toBe('nack')
  else expect(got).toMatchObject({ type: 'event', seq: wanted.seq })
}

const takesBack = (type: 'recall' | 'rollback', at: number): Command => ({
  check: always,
  run: async (model, real) => {
    const opId = newCid()
    const seq = at % (model.log.length + 2)
    const where = type === 'recall' ? { seq: Math.max(1, seq) } : { toSeq: seq }
    const frame = { type, conversation: real.conversation, opId, ...where }
    real.operations.push({ frame, opId })
    await operates(model, real, frame)
  },
  toString: () => `${type} ${at}`,
})

const takesBackAgain = (at: number): Command => ({
  check: always,
  run: async (model, real) => {
    const operation = real.operations[at % Math.max(1, real.operations.length)]
    if (operation !== undefined) await operates(model, real, operation.frame)
  },
  toString: () => `operation ${at} again`,
})

const reads = (who: Who, seq: number): Command => ({
  check: always,
  run: async (model, real) => {
    const { conversation, clients, store } = real
    clients[who].send({ type: 'read', conversation, seq })
    const wanted = model.receipt(who, seq)
    await vi.waitUntil(async () => {
      const own = (await store.receipts('default', conversation)).find(({ by }) => by === who)
      return (own?.read ?? 0) === wanted
    }, PATIENCE)
  },
  toString: () => `${who} has read ${seq}`,
})

const resumes = (who: Who, at: number): Command => ({
  check: always,
  run: async (model, real) => {
    await real.clients[who].close()
    const seq = at % (model.log.length + 1)
    const client = await real.connect(who, seq)
    real.clients[who] = client
    const wanted = model.above(seq)
    await vi.waitUntil(() => client.ofType('event').length >= wanted.length, PATIENCE)
    expect(client.ofType('event').map(asEntry)).toEqual(wanted)
  },
  toString: () => `${who} resumes above ${at}`,
})

const crashes = (thread: 'writer' | 'reader'): Command => ({
  check: always,
  run: (_, { store }) => store.crash(thread),
  toString: () => `the ${thread} dies`,
})

export const asEntry = ({ seq, kind, from, cid, text, target, toSeq, recalled, rolledBack }: LogEvent): Entry => ({
  seq,
  kind,
  from: from.role,
  ...(cid === undefined ? {} : { cid }),
  ...(text === undefined ? {} : { text }),
  ...(target === undefined ? {} : { target }),
  ...(toSeq === undefined ? {} : { toSeq }),
  ...((recalled || rolledBack) && kind !== 'recall' && kind !== 'rollback' ? { gone: true as const } : {}),
})

const who = fc.constantFrom<Who>('customer', 'agent')
const text = fc.constantFrom('我的快递到哪了', 'any news?', '那我要退货', '好的，谢谢', '12', '😡')
const place = fc.nat({ max: 30 })

/** Everything that can happen to one conversation, sends and repeats more often than the rest. */
export const anyHistory = () =>
  fc.commands<Reference, Real, false>(
    [
      fc.tuple(who, text).map(([one, words]) => says(one, words)),
      fc.tuple(who, text).map(([one, words]) => says(one, words)),
      fc.tuple(place, text).map(([at, words]) => saysAgain(at, words)),
      place.map((at) => takesBack('recall', at)),
      place.map((at) => takesBack('rollback', at)),
      place.map(takesBackAgain),
      fc.tuple(who, place).map(([one, seq]) => reads(one, seq)),
      fc.tuple(who, place).map(([one, at]) => resumes(one, at)),
      fc.constantFrom('writer' as const, 'reader' as const).map(crashes),
    ],
    { maxCommands: 25 },
  )
