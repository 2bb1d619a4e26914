/** How long and how much a plug-in voter may take. */
export interface VoterLimits {
  /** Milliseconds for one vote; it runs beside the encoder, so what is within the encoder's time costs nothing. */
  deadlineMs: number
  /** Milliseconds without an answer after which it is taken to hang: it is ended and started again. */
  hangMs: number
  /** Milliseconds to load and to answer what it is tried with. */
  startMs: number
  /** Failures in a row after which it is switched off. */
  failuresBeforeOff: number
  firstRestartMs: number
  longestRestartMs: number
  /** Milliseconds between looks at the folders; a file counts once two looks saw it alike. */
  pollMs: number
}

export const VOTER_LIMITS: VoterLimits = {
  deadlineMs: 50,
  hangMs: 1_000,
  startMs: 20_000,
  failuresBeforeOff: 5,
  firstRestartMs: 100,
  longestRestartMs: 10_000,
  pollMs: 100,
}

/** Bytes outside the heap, which a thread's own limits do not see. */
export const MOST_EXTERNAL_BYTES = 128 * 1024 * 1024
/** A voter's thread that ends itself for that says so with this code. */
export const MEMORY_EXIT_CODE = 86
