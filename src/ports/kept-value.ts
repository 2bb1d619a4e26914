/**
 * One small value that outlives the process. Laws: KV1 a `change` that resolved survives a power cut, and a crash leaves the old or the new value,
 * whole; KV2 changes of one process come one after the other, each on top of the last, also where another process wrote in between.
 */
export interface KeptValue<T> {
  /** The value when it was last looked at; `watch` keeps it fresh. */
  current(): T
  /** `next` gets the newest value; one that returns what it was given writes nothing. It may be called again and must have no side effect. */
  change(next: (value: T) => T): Promise<T>
  /** Calls back after a change, of this or of another process; returns the stop. */
  watch(onChange: () => void): () => void
}
