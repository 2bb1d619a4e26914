import type { OwedTurn } from '../ports/store.ts'

export interface Mailbox {
  /** Queues a turn; a full mailbox drops it, since the log still owes it. */
  put(turn: OwedTurn): void
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
  /** Takes nothing more; resolves when what runs has ended, or after `ms`. */
  drain(ms: number): Promise<void>
  size(): { queued: number; running: number }
}

export interface MailboxParts {
  run(turn: OwedTurn): Promise<void>
  /** Turns that the log still owes, oldest first: asked for when turns were dropped and there is room again. */
  owed(limit: number): Promise<OwedTurn[]>
  /** Turns at once, over all conversations. */
  concurrency: number
  maxQueued: number
  onError(error: unknown, turn: OwedTurn): void
}

/** One turn at a time per conversation, in the order of the log; conversations side by side (W7). */
export const createMailbox = ({ run, owed, concurrency, maxQueued, onError }: MailboxParts): Mailbox => {
  const lines = new Map<string, OwedTurn[]>()
  const ready: string[] = []
  const known = new Set<string>()
  const running = new Set<string>()
  let queued = 0
  let dropped = false
  let closed = false
  let waiting: (() => void)[] = []

  const key = (turn: OwedTurn): string => `${turn.tenant}/${turn.conversation}`
  const id = (turn: OwedTurn): string => `${key(turn)}:${turn.seq}`

  const put = (turn: OwedTurn): void => {
    if (closed || known.has(id(turn))) return
    if (queued >= maxQueued) {
      dropped = true
      return
    }
    known.add(id(turn))
    queued += 1
    const line = lines.get(key(turn))
    if (line === undefined) {
      lines.set(key(turn), [turn])
      ready.push(key(turn))
    } else line.push(turn)
    pump()
  }

  const pump = (): void => {
    while (!closed && running.size < concurrency) {
      const next = ready.shift()
      if (next === undefined) return
      running.add(next)
      const turn = (lines.get(next) as OwedTurn[]).shift() as OwedTurn
      queued -= 1
      run(turn)
        .catch((error: unknown) => onError(error, turn))
        .finally(() => finished(next, turn))
    }
  }

  const finished = (line: string, turn: OwedTurn): void => {
    running.delete(line)
    known.delete(id(turn))
    if ((lines.get(line)?.length ?? 0) > 0) ready.push(line)
    else lines.delete(line)
    if (dropped && queued < maxQueued / 2) catchUp()
    pump()
    if (running.size === 0 && (closed || queued === 0)) {
      for (const resolve of waiting) resolve()
      waiting = []
    }
  }

  const catchUp = (): void => {
    dropped = false
    owed(maxQueued).then(
      (turns) => {
        // A full answer hides what comes after it, known turns included.
        if (turns.length === maxQueued) dropped = true
        turns.forEach(put)
      },
      () => {
        dropped = true
      },
    )
  }

  const idle = (): Promise<void> =>
    running.size === 0 && (closed || queued === 0)
      ? Promise.resolve()
      : new Promise((resolve) => void waiting.push(resolve))

  return {
    put,
    idle,
    drain: async (ms) => {
      closed = true
      let timer: NodeJS.Timeout | undefined
      const tooLong = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms)
      })
      await Promise.race([idle(), tooLong])
      clearTimeout(timer)
    },
    size: () => ({ queued, running: running.size }),
  }
}
