/** The same program in the other tabs of this browser, of which one at a time leads. */
export interface Tabs {
  tell(note: unknown): void
  /** Calls back for each note of another tab. */
  heard(listener: (note: unknown) => void): void
  /** Waits until this tab leads; calls back when it does, and when it no longer does. */
  lead(changed: (leads: boolean) => void): void
  /** Leads from now on, whoever did. */
  take(): void
  close(): void
}

/** The part of `BroadcastChannel` that is used. */
export interface ChannelLike {
  onmessage: ((event: never) => unknown) | null
  postMessage(note: unknown): void
  close(): void
}

/** The part of `navigator.locks` that is used. */
export interface LocksLike {
  request(name: string, options: { steal?: boolean; signal?: AbortSignal }, held: () => Promise<void>): Promise<unknown>
}

/** Tabs that hear each other on `channel`; who holds the lock `name` leads, and a tab that is closed or crashes gives it back. */
export const createTabs = (name: string, channel: ChannelLike, locks: LocksLike): Tabs => {
  let changed: (leads: boolean) => void = () => {}
  let release = () => {}
  const closed = new AbortController()

  const hold = (options: { steal?: boolean; signal?: AbortSignal }) => {
    locks
      .request(name, options, () => {
        changed(true)
        return new Promise<void>((resolve) => {
          release = resolve
        })
      })
      .catch(() => {
        if (closed.signal.aborted) return
        // Taken by another tab: this one stands in line again.
        changed(false)
        hold({ signal: closed.signal })
      })
  }

  return {
    tell: (note) => {
      // A page that goes away closes its channel before its last words.
      if (!closed.signal.aborted) channel.postMessage(note)
    },
    heard: (listener) => {
      channel.onmessage = ({ data }: { data: unknown }) => listener(data)
    },
    lead: (listener) => {
      changed = listener
      hold({ signal: closed.signal })
    },
    take: () => hold({ steal: true }),
    close: () => {
      closed.abort()
      release()
      channel.close()
    },
  }
}
