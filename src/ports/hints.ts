/** What one process tells all others of its installation, quicker than the store can. */
export interface Hints {
  /** Soon; `unsaid` is given each one that did not get through. */
  say(hint: unknown, unsaid: (hint: unknown) => void): void
  /** Why hints are not said or not heard; undefined while they are. */
  fault(): string | undefined
}

export interface HintEnds {
  heard(hint: unknown): void
  /** They are heard from now on, for the first time or again: what was said meanwhile is unknown. */
  up(): void
  /** The fault came or went. */
  changed(): void
}

/** Who is at the desk of each process, sooner than the store says it; whoever is not named may be there all the same. */
export interface Presence {
  share(desk: string): void
}

/** A quicker way between processes that have one; nothing rests on it. */
export interface QuickWay {
  hints(ends: HintEnds): Hints
  presence(seen: (desks: ReadonlyMap<string, string>) => void): Presence
}
