import { setTimeout as sleep } from 'node:timers/promises'
import type { Encoder } from '../../ports/encoder.ts'
import type { Connection } from './connection.ts'
import type { Names } from './names.ts'
import { readRequest, type TextReply, writeRefusal, writeVector } from './text-wire.ts'

/** Requests that are under way: messages, and one of those that may wait. */
const AT_ONCE = { live: 16, later: 1 } as const
const RANKS = ['live', 'later'] as const
/** Milliseconds between two looks, though nobody says that there is anything. */
const LOOK_MS = 250
/** Milliseconds that the end waits for what was taken. */
const END_MS = 2_000

export interface TextServerParts {
  connection: Connection
  names: Names
  encoder: Pick<Encoder, 'fingerprint' | 'embed' | 'status'>
}

/** Encodes texts for processes that have no encoder; takes no more than it can work on. Returns what ends it: what was taken is answered. */
export const serveTexts = ({ connection, names, encoder }: TextServerParts): (() => Promise<void>) => {
  const busy = { live: 0, later: 0 }
  const answers = new Set<Promise<void>>()
  let closed = false

  const answer = async (text: string): Promise<void> => {
    const request = readRequest(text)
    if (request === undefined) return
    const { id, from, texts, prefix, bulk, ahead } = request
    const reply = await encoder.embed(texts, { prefix, ...(bulk ? { bulk } : {}), ...(ahead ? { ahead } : {}) }).then(
      (vectors): TextReply => ({ id, vectors: vectors.map(writeVector) }),
      (error: unknown) => writeRefusal(id, error),
    )
    await connection.ask((redis) => redis.publish(names.vectors(from), JSON.stringify(reply)))
  }
  const take = async (rank: (typeof RANKS)[number]): Promise<void> => {
    const free = AT_ONCE[rank] - busy[rank]
    if (closed || free <= 0 || encoder.status().state !== 'ready') return
    busy[rank] += free
    const found = (await connection.ask((redis) => redis.rpop(names.texts(encoder.fingerprint, rank), free))) ?? []
    busy[rank] -= free - found.length
    for (const text of found) {
      const answering = answer(text).finally(() => {
        answers.delete(answering)
        busy[rank] -= 1
        void take(rank)
      })
      answers.add(answering)
    }
  }
  const takeAll = (): void => {
    for (const rank of RANKS) void take(rank)
  }
  connection.listen(
    names.wanted,
    (fingerprint) => {
      if (fingerprint === encoder.fingerprint) takeAll()
    },
    takeAll,
  )
  const timer = setInterval(takeAll, LOOK_MS).unref()
  return async () => {
    closed = true
    clearInterval(timer)
    await Promise.race([Promise.all(answers), sleep(END_MS, undefined, { ref: false })])
  }
}
