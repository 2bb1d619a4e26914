/**
 * Text to vector. Laws: EN1 vectors are `dimensions` floats of L2 norm 1; EN2 the same text alone gives the same vector;
 * EN3 a call rejects (`Refusal` model_down or busy) rather than hangs: past its deadline, when the queue is full, while the worker restarts;
 * EN4 a crash of the worker restarts it and never ends the process.
 */
export interface Encoder {
  /** Of all that a vector depends on, 16 hex digits. */
  readonly fingerprint: string
  readonly dimensions: number
  /**
   * One vector per text, same order; the prefix (`query: ` by default) is added here. `bulk`: texts by the thousand, one of which never holds up a message for longer than it takes to be read, and which are not kept in
   * memory. `ahead`: nobody waits for it, so it comes last and may be refused.
   */
  embed(
    texts: readonly string[],
    options?: { prefix?: 'query' | 'passage'; signal?: AbortSignal; bulk?: true; ahead?: true },
  ): Promise<Float32Array[]>
  status(): { state: 'starting' | 'ready' | 'down'; restarts: number; queued: number; reason?: string }
  close(): Promise<void>
}
