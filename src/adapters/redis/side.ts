import { rolesOf } from '../../domain/process-role.ts'
import type { Encoder } from '../../ports/encoder.ts'
import type { QuickWay } from '../../ports/hints.ts'
import type { TurnQueue } from '../../ports/turn-queue.ts'
import { type AskedEncoderParts, createAskedEncoder } from './asked-encoder.ts'
import { openConnection } from './connection.ts'
import { createHints } from './hints.ts'
import { namesOf } from './names.ts'
import { createPresence } from './presence.ts'
import { serveTexts, type TextServerParts } from './text-server.ts'
import { createTurnStreams } from './turn-streams.ts'

/** Milliseconds that a command has: a busy machine takes longer at times, and hints can go another way. */
const COMMAND_MS = 250

/** What processes of one installation have of a Redis that they share. */
export interface RedisSide {
  quick: QuickWay
  turns: TurnQueue
  /** Processes with the role model that are alive, as far as Redis knows. */
  models(): number
  /** An encoder that asks those. */
  askModels(parts: Pick<AskedEncoderParts, 'model' | 'deadlineMs'>): Encoder
  /** Answers processes without an encoder; returns what ends it. */
  serveTexts(encoder: TextServerParts['encoder']): () => Promise<void>
  close(): Promise<void>
}

export interface RedisSideParts {
  /** As `parseRedisAddress` takes it. */
  url: string
  /** Name of this process (`memberName`). */
  me: string
  /** The same for all processes on one store, and for no others. */
  installation: string
  /** Milliseconds since 1970. */
  now(): number
}

export const openRedisSide = ({ url, me, installation, now }: RedisSideParts): RedisSide => {
  const connection = openConnection({ url, commandMs: COMMAND_MS, now })
  const names = namesOf(installation)
  const presence = createPresence({ connection, names, me })
  const turns = createTurnStreams({ connection, names, me })
  const models = (): number => presence.members().filter((name) => rolesOf(name).includes('model')).length
  return {
    quick: {
      hints: (ends) => createHints({ connection, names, me }, ends),
      presence: (seen) => {
        presence.watch(seen)
        return presence
      },
    },
    turns,
    models,
    askModels: (parts) => createAskedEncoder({ ...parts, connection, names, me, models }),
    serveTexts: (encoder) => serveTexts({ connection, names, encoder }),
    close: async () => {
      await turns.close()
      await presence.close()
      await connection.close()
    },
  }
}
