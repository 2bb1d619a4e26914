import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { openTranscriber } from './adapters/onnx/transcriber.ts'
import { type AttachedFiles, openAttachments } from './compose-attachments.ts'
import type { Config } from './config.ts'
import { createVoiceNotes, type VoiceNotes } from './conversation/voice-notes.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Store } from './ports/store.ts'

/** Files that people send, and what is said in those that are voice notes. */
export interface HeardFiles extends AttachedFiles {
  voice: VoiceNotes
  /** Of the models that listen. */
  hearing(): PartState
}

/** Voice notes are written down where a model of speech is mounted. */
export const openHeardFiles = async (
  config: Config,
  parts: { store: Store; secret: string; now: () => Date; log: FastifyBaseLogger },
  releasers: Releasers,
): Promise<HeardFiles> => {
  const { store, log } = parts
  const transcriber = await openTranscriber({
    modelsDir: config.modelsDir,
    onFault: (fault) => log.warn(fault, 'a model does not transcribe'),
  })
  releasers.add('transcriber', transcriber.close)
  const { answerAbove } = config.transcription
  const files = await openAttachments(config, { ...parts, isHeard: transcriber.isMounted, sureAbove: answerAbove })
  return {
    ...files,
    voice: createVoiceNotes({
      attachments: files.attachments,
      transcriber,
      store,
      answerAbove,
      wait: (ms) => setTimeout(ms, undefined, { ref: false }),
      onError: (error) => log.error({ err: error }, 'a voice note could not be read'),
    }),
    hearing: () => {
      const { mounted, broken } = transcriber.status()
      if (broken === 0) return { state: 'ready', mounted }
      return {
        state: 'degraded',
        mounted,
        reason: `${broken} of ${mounted} models of speech do not transcribe: the log says whose they are and why`,
      }
    },
  }
}
