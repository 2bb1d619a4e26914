import { type ReadonlySignal, signal } from '@preact/signals'

/** Somebody of the staff, as `GET /v1/agents` tells. */
export interface Colleague {
  agent: string
  name: string
  status: 'online' | 'busy' | 'away' | 'offline'
  capacity: number
  held: number
  watching: string[]
}

export interface Colleagues {
  /** Without the agent themselves. */
  readonly all: ReadonlySignal<readonly Colleague[]>
  /** Asks now, and again for as long as the page is in sight. */
  look(): void
  stop(): void
}

/** Milliseconds between two looks at who is there. */
const LOOK_MS = 15_000

export const createColleagues = (parts: {
  fetchAll(): Promise<Colleague[]>
  me(): string | undefined
  isInSight(): boolean
  after(ms: number, then: () => void): () => void
}): Colleagues => {
  const all = signal<readonly Colleague[]>([])
  let cancel = () => {}
  let stopped = false
  const look = () => {
    cancel()
    if (stopped) return
    cancel = parts.after(LOOK_MS, look)
    if (!parts.isInSight()) return
    parts.fetchAll().then(
      (found) => {
        all.value = found.filter(({ agent }) => agent !== parts.me())
      },
      // Who is there is worth nothing later: the next look tells.
      () => undefined,
    )
  }
  return {
    all,
    look,
    stop: () => {
      stopped = true
      cancel()
    },
  }
}
