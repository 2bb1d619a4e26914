/** Stands for a result that did not come in time. */
export const LATE = Symbol('late')

/** The time that one request has for everything it reads. */
export interface Deadline {
  /** What `work` gives, or LATE once the time is over; `work` itself goes on. */
  race<T>(work: Promise<T>): Promise<T | typeof LATE>
  /** Nothing is waited for any more. */
  close(): void
}

export const startDeadline = (ms: number): Deadline => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, ms, LATE)
  })
  return {
    race: (work) => Promise.race([work, over]),
    close: () => clearTimeout(timer),
  }
}
