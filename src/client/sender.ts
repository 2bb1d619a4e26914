import type { Outbox, Outgoing } from './outbox.ts'
import type { AckFrame, ClientFrame, NackFrame } from './wire.ts'

/** Messages without an ack at a time; the rest wait in the outbox. */
export const MAX_UNACKED = 32
/** Milliseconds until a message without an ack is sent again with the same cid; the server knows it by that. */
export const ACK_TIMEOUT_MS = 5_000
/** Milliseconds after which a message that could not be sent is given back to the person. */
export const LIVES_MS = 24 * 3_600_000
/** Milliseconds to hold back after a refusal that names no time, and at most. */
const DEFAULT_HOLD_MS = 1_000
const MAX_HOLD_MS = 10 * 60_000
/** Milliseconds that another tab's held message is left to that tab after its time: it may be taking it back this moment. */
export const OTHERS_GRACE_MS = 2_000
/** Milliseconds before its time in which another tab's held message is not taken back: that tab may be letting it go this moment. */
export const OTHERS_LAST_MS = 500
/** Milliseconds that the leading tab has for a message of this one before it counts as asleep. */
export const TAKE_OVER_MS = 10_000
/** Timers of browsers count to 2^31 milliseconds. */
const MAX_WAIT_MS = 3_600_000

export interface SenderParts {
  outbox: Outbox
  transmit(frame: ClientFrame): void
  /** A message has waited its time for an ack and is about to go out again. */
  unanswered(): void
  /** Calls back after `ms`; returns the cancel. */
  after(ms: number, then: () => void): () => void
  /** The outbox changed: a message came, went or failed. */
  changed(): void
  /** Another tab's sending made a message durable. */
  delivered(message: Outgoing, ack: AckFrame): void
  /** Unix milliseconds; the server's once it has spoken. */
  now(): number
  /** Unix milliseconds as the device has them. */
  wall(): number
  /** Milliseconds that never jump. */
  steady(): number
}

/**
 * Gets the outbox through an unreliable line: in order, each until it is acknowledged or refused for good. Of a conversation one message
 * is under way at a time: were there more, one that is refused for a while would be overtaken.
 */
export interface Sender {
  add(message: Outgoing): void
  /** The line is up: everything unacknowledged goes out, again if need be. */
  online(): void
  offline(): void
  /** The same, and nothing waits any more. */
  stop(): void
  /** The acknowledged message, once; undefined for one that is not ours or was acknowledged before. */
  acked(ack: AckFrame): Outgoing | undefined
  refused(nack: NackFrame): void
  /** Tries a failed message once more. */
  retry(cid: string): void
  drop(cid: string): void
  /** Sends now what is held, one message or all. */
  release(cid?: string): void
  /** A held message out of the outbox; undefined once it is on its way. */
  takeBack(cid: string): Outgoing | undefined
}

export const createSender = (parts: SenderParts): Sender => {
  const { outbox } = parts
  const unacked = new Map<string, { conversation: string; cancel(): void }>()
  /** Written in this tab. */
  const own = new Set<string>()
  /** When held messages are due, on the clock that does not jump. */
  const due = new Map<string, number>()
  /** When messages were written here before the server had ever said its time, on the clock that does not jump. */
  const born = new Map<string, number>()
  let up = false
  let wasUp = false
  let endHold: (() => void) | undefined
  let cancelWake = () => {}
  let cancelTakeOver: (() => void) | undefined

  const heldFor = ({ cid, heldUntil }: Outgoing): number => {
    if (heldUntil === undefined) return 0
    const wait = heldUntil - parts.now()
    const at = due.get(cid) ?? parts.steady() + wait
    due.set(cid, at)
    return Math.min(wait, at - parts.steady()) + (own.has(cid) ? 0 : OTHERS_GRACE_MS)
  }
  const pump = () => {
    cancelWake()
    const mayChange = outbox.sends()
    const maySend = up && mayChange && endHold === undefined
    const busy = new Set([...unacked.values()].map(({ conversation }) => conversation))
    let wake = MAX_WAIT_MS
    let left = false
    let changed = false
    for (const message of outbox.list()) {
      const { cid } = message
      if (message.failed !== undefined || unacked.has(cid)) continue
      const wait = heldFor(message)
      if (wait > 0) {
        wake = Math.min(wake, wait)
        continue
      }
      const isFreed = message.heldUntil !== undefined && (mayChange || own.has(cid))
      const ready = isFreed ? freed(message) : message
      if (isFreed) {
        outbox.put(ready)
        changed = true
      }
      const lives = LIVES_MS - ageOf(ready)
      if (lives <= 0 && mayChange) {
        outbox.put({ ...ready, failed: 'expired' })
        changed = true
        continue
      }
      wake = Math.min(wake, Math.max(lives, 0) || MAX_WAIT_MS)
      left ||= own.has(cid)
      const conversation = message.conversation ?? ''
      if (!maySend || unacked.size >= MAX_UNACKED || busy.has(conversation)) continue
      busy.add(conversation)
      transmit(ready, conversation)
    }
    if (outbox.list().length > 0) cancelWake = parts.after(wake, pump)
    watchLeader(left && up && !mayChange)
    if (changed) parts.changed()
  }
  /**
   * Milliseconds since a message was sent, by the clock that says least: a device whose clock is a day off, or is put right by the network
   * that carries the message, must not give back what was written a minute ago.
   */
  const ageOf = ({ cid, at, deviceAt = Number.NEGATIVE_INFINITY }: Outgoing): number =>
    Math.min(parts.now() - at, parts.wall() - deviceAt, parts.steady() - (born.get(cid) ?? Number.NEGATIVE_INFINITY))
  const stamped = (message: Outgoing): Outgoing => {
    if (!wasUp) born.set(message.cid, parts.steady())
    return { ...message, deviceAt: parts.wall() }
  }
  const freed = ({ heldUntil, ...message }: Outgoing): Outgoing => {
    const { cid, at, deviceAt } = message
    due.delete(cid)
    // What was to go tomorrow is not a day old tomorrow.
    const later = Math.max(0, Math.min(heldUntil ?? 0, parts.now()) - at)
    const since = born.get(cid)
    if (since !== undefined) born.set(cid, since + later)
    return { ...message, at: at + later, ...(deviceAt !== undefined && { deviceAt: deviceAt + later }) }
  }
  /** A tab that leads and sleeps would keep back what this one wrote. */
  const watchLeader = (waits: boolean) => {
    if (!waits) {
      cancelTakeOver?.()
      cancelTakeOver = undefined
    } else
      cancelTakeOver ??= parts.after(TAKE_OVER_MS, () => {
        cancelTakeOver = undefined
        outbox.takeOver()
      })
  }
  const transmit = (message: Outgoing, conversation: string) => {
    const { at: _at, deviceAt: _device, heldUntil: _held, place: _place, ...frame } = message
    const { cid } = message
    const cancel = parts.after(ACK_TIMEOUT_MS, () => {
      unacked.delete(cid)
      parts.unanswered()
      pump()
    })
    unacked.set(cid, { conversation, cancel })
    parts.transmit({ type: 'send', ...frame })
  }
  const settle = (cid: string) => {
    unacked.get(cid)?.cancel()
    unacked.delete(cid)
  }
  const forget = (cid: string) => {
    settle(cid)
    own.delete(cid)
    due.delete(cid)
    born.delete(cid)
  }
  const holdAll = (ms: number) => {
    endHold?.()
    endHold = parts.after(Math.min(ms, MAX_HOLD_MS), () => {
      endHold = undefined
      pump()
    })
  }
  const down = () => {
    up = false
    endHold?.()
    endHold = undefined
    for (const cid of [...unacked.keys()]) settle(cid)
  }
  const moved = () => {
    parts.changed()
    pump()
  }

  outbox.watch({
    changed: () => {
      for (const cid of [...own, ...unacked.keys()]) if (outbox.get(cid) === undefined) forget(cid)
      moved()
    },
    delivered: parts.delivered,
  })

  return {
    add: (message) => {
      own.add(message.cid)
      outbox.put(stamped(message))
      moved()
    },
    online: () => {
      up = true
      wasUp = true
      pump()
    },
    offline: () => {
      down()
      // What lives too long is given back without a line too.
      pump()
    },
    stop: () => {
      down()
      cancelWake()
      watchLeader(false)
    },
    acked: (ack) => {
      const message = outbox.get(ack.cid)
      forget(ack.cid)
      if (message === undefined) return undefined
      outbox.remove(ack.cid, ack)
      moved()
      return message
    },
    refused: (nack) => {
      const message = nack.cid === undefined ? undefined : outbox.get(nack.cid)
      if (message === undefined) return
      settle(message.cid)
      if (nack.retryable) holdAll(nack.retryAfterMs ?? DEFAULT_HOLD_MS)
      else {
        outbox.put({ ...message, failed: nack.code })
        moved()
      }
    },
    retry: (cid) => {
      const { failed, ...message } = outbox.get(cid) ?? {}
      if (failed === undefined) return
      own.add(cid)
      // It lives anew.
      outbox.put(stamped({ ...(message as Outgoing), at: parts.now() }))
      moved()
    },
    drop: (cid) => {
      forget(cid)
      outbox.remove(cid)
      moved()
    },
    release: (cid) => {
      for (const message of outbox.list())
        if (message.heldUntil !== undefined && (cid === undefined ? own.has(message.cid) : cid === message.cid))
          outbox.put(freed(message))
      moved()
    },
    takeBack: (cid) => {
      const message = outbox.get(cid)
      if (message?.heldUntil === undefined || unacked.has(cid)) return undefined
      if (!own.has(cid) && message.heldUntil - parts.now() < OTHERS_LAST_MS) return undefined
      forget(cid)
      outbox.remove(cid)
      moved()
      return message
    },
  }
}
