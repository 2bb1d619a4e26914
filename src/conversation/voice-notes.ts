import type { Conversation } from '../domain/conversation.ts'
import { Refusal } from '../domain/errors.ts'
import type { LogEvent } from '../domain/message.ts'
import {
  MAX_VOICE_BYTES,
  MAX_VOICE_SECONDS,
  type Transcript,
  type Transcription,
  VOICE_HZ,
} from '../domain/transcript.ts'
import { untilAborted } from '../lib/until-aborted.ts'
import { samplesOf } from '../lib/wav.ts'
import type { Attachments } from '../ports/attachments.ts'
import type { OwedTurn, Store } from '../ports/store.ts'
import type { Transcriber } from '../ports/transcriber.ts'
import { fileOf } from './attached.ts'
import { createLateNotes, type Note } from './late-notes.ts'

export interface VoiceNotesParts {
  attachments: Pick<Attachments, 'find' | 'read' | 'transcription' | 'keepTranscription'>
  transcriber: Pick<Transcriber, 'isMounted' | 'transcribe'>
  store: Pick<Store, 'events'>
  /** Confidence from which what was heard is the message, so that the bot may answer it. */
  answerAbove: number
  /** Milliseconds after which a turn goes on without the file store. */
  filesWithinMs?: number
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
  /** Told why a note could not be looked at: its file, not the model. */
  onError(error: unknown): void
}

/** What is said in voice notes, as the turns of their messages hear it. */
export interface VoiceNotes {
  /**
   * Writes down the note that a turn is about, once: before the turn. Never rejects; without words the turn goes on as ever, and what the model could not
   * listen to then, it listens to later.
   */
  hear(turn: OwedTurn): Promise<void>
  /** The log with the words of voice notes, where they were heard surely enough, as their text. */
  events: Store['events']
}

const WAV = 'audio/wav'
/** Says nothing of the note: the model broke over another one, has too much to do, or the product closes. */
const LATER: ReadonlySet<string> = new Set(['model_down', 'draining'])
const FILES_WITHIN_MS = 3_000

export const createVoiceNotes = ({
  attachments,
  transcriber,
  store,
  answerAbove,
  filesWithinMs = FILES_WITHIN_MS,
  wait,
  onError,
}: VoiceNotesParts): VoiceNotes => {
  const inTime = <T>(work: Promise<T>): Promise<T> => untilAborted(work, AbortSignal.timeout(filesWithinMs))
  const readIn = async (tenant: string, id: string): Promise<Uint8Array | undefined> => {
    const bytes = await attachments.read(tenant, id)
    return bytes === undefined ? undefined : whole(bytes)
  }
  const heardIn = async (tenant: string, id: string, size: number): Promise<Transcription | undefined> => {
    if (size > MAX_VOICE_BYTES) return { why: 'too_long' }
    const bytes = await inTime(readIn(tenant, id))
    // Taken back since it was looked for.
    if (bytes === undefined) return undefined
    const samples = samplesOf(bytes, VOICE_HZ)
    if (samples === undefined) return { why: 'format' }
    if (samples.length > MAX_VOICE_SECONDS * VOICE_HZ) return { why: 'too_long' }
    try {
      const heard = await transcriber.transcribe(tenant, samples)
      return heard.text === '' ? { why: 'silent' } : heard
    } catch (error) {
      if (error instanceof Refusal && !LATER.has(error.code)) return { why: 'failed' }
      throw error
    }
  }
  const keep = ({ tenant, id }: Note, heard: Transcription): Promise<void> =>
    inTime(attachments.keepTranscription(tenant, id, heard))
  const write = async ({ tenant, id }: Note): Promise<void> => {
    const kept = await inTime(attachments.find(tenant, id))
    if (kept === undefined || kept.withdrawn) return
    const { mime, size } = kept
    const heard: Transcription | undefined = mime === WAV ? await heardIn(tenant, id, size) : { why: 'format' }
    if (heard !== undefined) await keep({ tenant, id }, heard)
  }
  const late = createLateNotes({
    write,
    giveUp: (note) => keep(note, { why: 'failed' }),
    wait,
    clock: () => performance.now(),
    onError,
  })
  const note = async ({ tenant, conversation, seq }: OwedTurn): Promise<void> => {
    const page = await store.events(tenant, conversation, { after: seq - 1, limit: 1 })
    const id = noteIn(page?.events[0])
    if (id === undefined || (await inTime(attachments.transcription(tenant, id))) !== undefined) return
    await write({ tenant, id }).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'model_down') late.add({ tenant, id })
      else throw error
    })
  }
  const spoken = async (conversation: Conversation, event: LogEvent): Promise<LogEvent> => {
    const id = event.text ? undefined : noteIn(event)
    if (id === undefined) return event
    // No turn hangs on the file store: without words a person gets the note.
    const heard = await inTime(attachments.transcription(conversation.tenant, id)).catch(
      (error: unknown) => void onError(error),
    )
    return heard && isMessage(heard, conversation, answerAbove) ? { ...event, text: heard.text } : event
  }
  return {
    hear: (turn) => (transcriber.isMounted(turn.tenant) ? note(turn).catch(onError) : Promise.resolve()),
    events: async (tenant, id, page) => {
      const found = await store.events(tenant, id, page)
      if (found === undefined || !transcriber.isMounted(tenant)) return found
      const events = found.events.map((event) => spoken(found.conversation, event))
      return { ...found, events: await Promise.all(events) }
    },
  }
}

/** Id of the file of a customer's voice note. */
const noteIn = (event: LogEvent | undefined): string | undefined =>
  event?.kind === 'audio' && event.from.role === 'customer' ? fileOf(event) : undefined

/** A model of one language makes words of whatever it hears: whose customer has written in the other one is not believed. */
const isMessage = (heard: Transcription, { language }: Conversation, answerAbove: number): heard is Transcript =>
  'text' in heard &&
  heard.confidence >= answerAbove &&
  (language === undefined || heard.language === undefined || heard.language === language)

const whole = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}
