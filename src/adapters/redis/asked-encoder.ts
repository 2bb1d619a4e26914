import { randomUUID } from 'node:crypto'
import { Refusal } from '../../domain/errors.ts'
import type { Encoder } from '../../ports/encoder.ts'
import type { Connection } from './connection.ts'
import type { Names } from './names.ts'
import { readRefusal, readVector, type TextReply, type TextRequest } from './text-wire.ts'

/** Texts of one call; more are refused, as by an encoder of one's own. */
const MOST_TEXTS = 200
/** Texts of a bulk give way to every message, so they may wait for long, milliseconds. */
const BULK_DEADLINE_MS = 30_000
/** Requests that wait for a model process; the oldest are dropped beyond. */
const MOST_WAITING = 1_000
/** Milliseconds after which requests are gone that nobody came for. */
const KEPT_MS = 60_000

export interface AskedEncoderParts {
  connection: Connection
  names: Names
  me: string
  /** Of the encoder that the model processes must have. */
  model: { fingerprint: string; dimensions: number }
  deadlineMs: number
  /** Processes with the role model. */
  models(): number
}

interface Waiting {
  resolve(vectors: Float32Array[]): void
  reject(cause: unknown): void
}

/** Text to vector by processes that have the encoder, over a list that they take from and a channel for each that asks. */
export const createAskedEncoder = ({
  connection,
  names,
  me,
  model,
  deadlineMs,
  models,
}: AskedEncoderParts): Encoder => {
  const waiting = new Map<string, Waiting>()
  let closed = false
  const unavailable = (): string | undefined => {
    if (connection.status().state === 'down') return 'Redis does not answer, over which model processes are asked'
    return models() === 0
      ? 'no process with the role model is alive: start one with `--roles model` and the same MODELS_DIR'
      : undefined
  }
  const heard = (reply: TextReply): void => {
    const asked = waiting.get(reply.id)
    if (asked === undefined) return
    try {
      if ('refused' in reply) asked.reject(readRefusal(reply.refused))
      else asked.resolve(reply.vectors.map((vector) => readVector(vector, model.dimensions)))
    } catch (error) {
      asked.reject(new Refusal('model_down', `the answer cannot be read: ${(error as Error).message}`))
    }
  }
  connection.listen(
    names.vectors(me),
    (text) => {
      const reply = parsed(text)
      if (reply !== undefined) heard(reply)
    },
    () => undefined,
  )

  const ask = async (
    request: TextRequest,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[]> => {
    const list = names.texts(model.fingerprint, request.bulk ? 'later' : 'live')
    const said = JSON.stringify(request)
    let end = (): void => undefined
    const answered = new Promise<Float32Array[]>((resolve, reject) => {
      const late = () =>
        reject(new Refusal('busy', `no model process answered within ${limitMs} ms`, { retryAfterMs: deadlineMs }))
      const timer = setTimeout(late, limitMs)
      const abort = () => reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      waiting.set(request.id, { resolve, reject })
      end = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        waiting.delete(request.id)
      }
    })
    answered.catch(() => undefined)
    try {
      const put = await connection.ask((redis) =>
        redis
          .multi()
          .lpush(list, said)
          .ltrim(list, 0, MOST_WAITING - 1)
          .pexpire(list, KEPT_MS)
          .publish(names.wanted, model.fingerprint)
          .exec(),
      )
      if (put === undefined) throw new Refusal('model_down', 'Redis does not answer', { retryAfterMs: deadlineMs })
      return await answered
    } catch (error) {
      // What nobody waits for any more is not worth encoding.
      void connection.ask((redis) => redis.lrem(list, 1, said))
      throw error
    } finally {
      end()
    }
  }

  return {
    fingerprint: model.fingerprint,
    dimensions: model.dimensions,
    embed: async (texts, { prefix = 'query', signal, bulk = false, ahead = false } = {}) => {
      signal?.throwIfAborted()
      if (texts.length === 0) return []
      if (texts.length > MOST_TEXTS)
        throw new Refusal('too_large', `${texts.length} texts in one call, at most ${MOST_TEXTS} may be`, {
          field: 'texts',
        })
      const why = closed ? 'the encoder is closed' : unavailable()
      if (why !== undefined) throw new Refusal('model_down', why, { retryAfterMs: deadlineMs })
      const limitMs = bulk ? Math.max(deadlineMs, BULK_DEADLINE_MS) : deadlineMs
      return ask({ id: randomUUID(), from: me, texts: [...texts], prefix, bulk, ahead }, limitMs, signal)
    },
    status: () => {
      const reason = unavailable()
      const queued = waiting.size
      return reason === undefined
        ? { state: 'ready', restarts: 0, queued }
        : { state: 'down', restarts: 0, queued, reason }
    },
    close: async () => {
      closed = true
      for (const { reject } of waiting.values()) reject(new Refusal('model_down', 'the encoder is closed'))
    },
  }
}

/** Undefined where it is somebody else's words on our channel. */
const parsed = (text: string): TextReply | undefined => {
  try {
    const reply: unknown = JSON.parse(text)
    return typeof reply === 'object' && reply !== null ? (reply as TextReply) : undefined
  } catch {
    return undefined
  }
}
