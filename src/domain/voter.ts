import type { Language } from './message.ts'

/** A voter that came as a file: declarative rules, a module that is run, or a folder with an ONNX classifier. */
export type VoterKind = 'rules' | 'module' | 'onnx'

/** `shadow`: its votes are recorded and change nothing. */
export type VoterState = 'shadow' | 'on' | 'off'

/** What a plug-in voter asks for beside its vote. */
export interface VoterAction {
  do: 'handOff' | 'suggest' | 'reply'
  /** Said to the customer, with slots as in articles; absent: the usual words. */
  reply?: Record<Language, string>
  /** Who should take it, e.g. `supervisor`; shown to people, not enforced. */
  to?: string
}

/** On a plug-in's vote: which version of the file spoke, with what weight (0 in shadow), and what it asks for. */
export interface PlugIn {
  version: string
  weight: number
  action?: VoterAction
}

/** One version of a voter's file, by the first 16 hex digits of the sha256 of its content. */
export interface VoterVersion {
  sha: string
  kind: VoterKind
  /** ISO 8601, when it was first taken in. */
  at: string
  /** It was on once: it is kept for good, so that it can come back. */
  wasOn: boolean
  description?: string
}

/** What is decided about one voter; changed by people, by new files and by failures. */
export interface VoterEntry {
  state: VoterState
  /** Exponent in the pool of votes, above 0; it counts while the voter is on. */
  weight: number
  /** sha of the version that votes, or that is in shadow. */
  version: string
  /** sha of a newer one, in shadow beside the one that is on. */
  candidate?: string
  /** sha of the file as it was last taken in: only another one is news. */
  seen?: string
  /** The versions that were on, one after the other, newest last: where rolling back leads. */
  history: { version: string; weight: number }[]
  versions: VoterVersion[]
  /** Who changed it last, and when. */
  by: string
  at: string
  /** Why it was switched off, where nobody asked for it. */
  reason?: string
}

/** A file that cannot be used; the version before it goes on. */
export interface BrokenVoter {
  sha: string
  what: string
  /** ISO 8601. */
  since: string
}

/** All that is decided about the voters of a tenant; `n` counts the changes. */
export interface VoterBook {
  n: number
  voters: Record<string, VoterEntry>
  broken: Record<string, BrokenVoter>
}

/** Something about a voter that a person should look at. */
export interface VoterProblem {
  voter: string
  what: string
  /** ISO 8601. */
  since: string
  todo: string
}

export type VoterCommand =
  | { do: 'on' | 'shadow' | 'off' }
  | { do: 'weight'; weight: number }
  /** Without `to` the version that was on before. */
  | { do: 'rollback'; to?: string }
