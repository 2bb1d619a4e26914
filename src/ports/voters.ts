import type { Language } from '../domain/message.ts'
import type { Entity, RankedIntent, Sentiment } from '../domain/understanding.ts'
import type { VoterAction, VoterBook, VoterKind } from '../domain/voter.ts'

/**
 * Voters that come as files. Laws: PV1 a new or changed file votes in shadow and changes nothing until it is switched on; PV2 a broken
 * file leaves the version before it in place, and is named; PV3 a voter that throws, is slow or dies is left out of that vote and the
 * others decide as if it were not there; PV4 after so many failures in a row it is switched off, and named; PV5 every version that was
 * ever on is kept and can come back; PV6 two writers of the book lose neither's change.
 */
export interface VoterFiles {
  /** Files that are there, each once it has stopped changing. */
  scan(): Promise<FoundVoter[]>
  /** Copies the file to where nobody changes it; what is run is the copy. */
  keep(found: FoundVoter): Promise<KeptVoter>
  /** A version that was kept. @throws Error when it is not there any more */
  kept(name: string, sha: string, kind: VoterKind): Promise<KeptVoter>
  forget(name: string, sha: string): Promise<void>
  book(): Promise<VoterBook>
  /** Writes what `next` makes of the book as it is; called again where somebody else was first. */
  change(next: (book: VoterBook) => VoterBook): Promise<VoterBook>
}

export interface FoundVoter {
  name: string
  kind: VoterKind
  path: string
  sha: string
  /** Why it cannot be a voter at all, where that is seen without running it. */
  unusable?: string
}

export interface KeptVoter {
  name: string
  kind: VoterKind
  sha: string
  /** The file, or the folder. */
  path: string
}

/** What a voter gets to see of a message. */
export interface Heard {
  /** Normalised. */
  text: string
  /** As the customer wrote it, at most 4,000 characters. */
  written: string
  language: Language
  entities: Entity[]
  sentiment: Sentiment
}

/** What a voter says: intents with their probabilities, which sum to 1 at most; what is missing is spread over all others. */
export interface Opinion {
  ranked: RankedIntent[]
  action?: VoterAction
}

/** What a version says of itself once it is loaded. */
export interface VoterSelf {
  description?: string
  weight?: number
}

/** One version, running outside the event loop. */
export interface RunningVoter {
  /** Rejects with the reason when it cannot be loaded. */
  ready: Promise<VoterSelf>
  /** `value` as it comes from outside, and the milliseconds that it took over there. Rejects when the voter throws or ends. */
  vote(heard: Heard): Promise<{ value: unknown; tookMs: number }>
  /** Ends it even where it never comes back. */
  stop(): Promise<void>
}

/** `ended` is called once when it ends without having been stopped. */
export type RunVoter = (version: KeptVoter, ended: (why: string) => void) => RunningVoter
