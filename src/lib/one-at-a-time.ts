/** Work that is never done twice at once. */
export interface OneAtATime {
  /** The run that is under way, or a new one. */
  run(): Promise<void>
  /** Resolves when what is under way has ended, however it ends. */
  ended(): Promise<void>
}

export const oneAtATime = (work: () => Promise<void>): OneAtATime => {
  let running: Promise<void> | undefined
  return {
    run: () => {
      running ??= work().finally(() => {
        running = undefined
      })
      return running
    },
    ended: async () => {
      await running?.catch(() => undefined)
    },
  }
}
