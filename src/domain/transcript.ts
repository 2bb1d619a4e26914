import type { Language } from './message.ts'

/** What a model heard in a voice note. */
export interface Transcript {
  text: string
  /** 0 to 1: how sure the model was of what it wrote, on average. */
  confidence: number
  /** What the model's folder says that it hears; absent: several. */
  language?: Language
}

/**
 * Why a voice note has no transcript. `format`: not 16 kHz mono 16 bit WAV, or broken; `too_long`; `silent`: no word was heard;
 * `failed`: the model did not answer in time.
 */
export type NotTranscribed = 'format' | 'too_long' | 'silent' | 'failed'

/** What became of a voice note: kept with its file, for good. */
export type Transcription = Transcript | { why: NotTranscribed }

/** A voice note as those see it who see its file. `doubtful`: the model was not sure; `pending`: it may still come. */
export type HeardNote =
  | ({ state: 'there'; doubtful: boolean } & Transcript)
  | { state: 'missing'; why: NotTranscribed }
  | { state: 'pending' | 'none' }

/** Milliseconds that a voice note may wait for the model, and as many that the model may then take for it. */
export const LISTEN_WITHIN_MS = 20_000
/** Milliseconds for which one that the model could not listen to in its turn is tried again. */
export const LATE_WITHIN_MS = 45_000
/** Milliseconds from its upload in which a voice note may get its words: in its turn, then late, the last try begun just before that ends. */
export const HEARD_WITHIN_MS = 2 * LISTEN_WITHIN_MS + LATE_WITHIN_MS + 2 * LISTEN_WITHIN_MS
/** Seconds of the longest voice note that is transcribed. */
export const MAX_VOICE_SECONDS = 120
/** Samples a second: what models of speech were trained on. */
export const VOICE_HZ = 16_000
/** Bytes of a WAV of that length, with room for what else stands in one. */
export const MAX_VOICE_BYTES = MAX_VOICE_SECONDS * VOICE_HZ * 2 + 4_096
