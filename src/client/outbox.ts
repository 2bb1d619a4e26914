import type { Tabs } from './tabs.ts'
import type { AckFrame, SendFrame } from './wire.ts'

/** Milliseconds that a shelf may take to say what it has; some browsers never answer. */
const LOAD_WITHIN_MS = 3_000

/** A message on its way; it stays until the server has said that it is durable. */
export interface Outgoing extends Omit<SendFrame, 'type'> {
  /** Unix milliseconds at which the person sent it. */
  at: number
  /** The same by the device's own clock, which may be wrong and may be set. */
  deviceAt?: number
  /** Code of the refusal that ended it; it then waits for the person to try again or drop it. */
  failed?: string
  /** Unix milliseconds until which it may still be taken back; it is not sent before. */
  heldUntil?: number
  /** Where it stands among the others, above all that its tab knew of; clocks may jump, this does not. */
  place?: number
}

/** Where messages outlive their page. Any call may reject: they are then kept in memory only. */
export interface Shelf {
  load(): Promise<Outgoing[]>
  put(message: Outgoing): Promise<void>
  remove(cid: string): Promise<void>
}

/** Messages not yet durable, in the order in which they were written; the same in all tabs. */
export interface Outbox {
  list(): readonly Outgoing[]
  get(cid: string): Outgoing | undefined
  put(message: Outgoing): void
  /** With the ack where that is why it goes, so that the other tabs can show it as stored. */
  remove(cid: string, ack?: AckFrame): void
  /** What earlier pages left is known, and it is this tab that sends. */
  sends(): boolean
  /** Sends from here, whichever tab did so before: that one may be asleep. */
  takeOver(): void
  /** Calls back for what changes without this tab's doing. */
  watch(on: { changed(): void; delivered(message: Outgoing, ack: AckFrame): void }): void
  /** Another tab may send from now on. */
  close(): void
}

type Note = { put: Outgoing } | { gone: string; ack?: AckFrame }

/** An outbox on `shelf`, shared with `tabs`. Without a shelf it forgets with the program, without tabs it is alone. */
export const createOutbox = ({ shelf, tabs }: { shelf?: Shelf; tabs?: Tabs } = {}): Outbox => {
  const entries = new Map<string, Outgoing>()
  /** Heard to be gone: what was read or told before that must not bring them back. */
  const gone = new Set<string>()
  let ordered: readonly Outgoing[] | undefined
  let last = 0
  let loaded = shelf === undefined
  let leads = tabs === undefined
  let on: Parameters<Outbox['watch']>[0] = { changed: () => {}, delivered: () => {} }

  const keep = (message: Outgoing) => {
    const { place } = message
    if (place !== undefined) last = Math.max(last, place)
    ordered = undefined
    entries.set(message.cid, message)
  }
  const forget = (cid: string) => {
    ordered = undefined
    entries.delete(cid)
    if (tabs !== undefined || !loaded) gone.add(cid)
  }
  const share = (message: Outgoing) => {
    shelf?.put(message).catch(() => {})
    tabs?.tell({ put: message } satisfies Note)
  }
  const shelved = (messages: readonly Outgoing[]) => {
    for (const message of messages)
      if (isOutgoing(message) && !gone.has(message.cid) && !entries.has(message.cid)) keep(message)
  }
  /** What was written meanwhile comes after what earlier pages left. */
  const ready = () => {
    if (loaded) return
    loaded = true
    for (const message of [...entries.values()])
      if (message.place === undefined) {
        const placed = { ...message, place: last + 1 }
        keep(placed)
        share(placed)
      }
  }
  const heard = (note: Note) => {
    if ('put' in note) {
      if (!isOutgoing(note.put) || gone.has(note.put.cid)) return
      keep(note.put)
    } else {
      const message = entries.get(note.gone)
      forget(note.gone)
      if (message !== undefined && note.ack !== undefined) on.delivered(message, note.ack)
    }
    on.changed()
  }

  // First the ear, then the look: nothing that goes in between is missed.
  tabs?.heard((note) => heard(note as Note))
  if (shelf !== undefined) {
    const done = () => {
      clearTimeout(timer)
      ready()
      on.changed()
    }
    const timer = setTimeout(done, LOAD_WITHIN_MS)
    shelf.load().then(shelved).then(done, done)
  }
  tabs?.lead((now) => {
    leads = now
    on.changed()
  })

  return {
    list: () => {
      ordered ??= [...entries.values()].sort(inOrder)
      return ordered
    },
    get: (cid) => entries.get(cid),
    put: (message) => {
      const place = entries.get(message.cid)?.place ?? message.place ?? (loaded ? last + 1 : undefined)
      const placed = { ...message, ...(place !== undefined && { place }) }
      keep(placed)
      if (place !== undefined) share(placed)
    },
    remove: (cid, ack) => {
      forget(cid)
      shelf?.remove(cid).catch(() => {})
      tabs?.tell({ gone: cid, ...(ack !== undefined && { ack }) } satisfies Note)
    },
    sends: () => loaded && leads,
    takeOver: () => tabs?.take(),
    watch: (listener) => {
      on = listener
    },
    close: () => tabs?.close(),
  }
}

/** Two tabs may have given the same place: then their ids decide, everywhere alike. Without one yet it is the newest. */
const inOrder = (a: Outgoing, b: Outgoing) => {
  if (a.place === undefined || b.place === undefined)
    return Number(a.place === undefined) - Number(b.place === undefined)
  return a.place - b.place || (a.cid < b.cid ? -1 : 1)
}

const isOutgoing = (value: unknown): value is Outgoing => {
  const { cid, text, place } = (value ?? {}) as Partial<Outgoing>
  return typeof cid === 'string' && typeof text === 'string' && typeof place === 'number'
}
