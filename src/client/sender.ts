import type { Outbox, Outgoing } from './outbox.ts'
import type { ClientFrame, NackFrame } from './wire.ts'

/** Messages without an ack at a time; the rest wait in the outbox. */
export const MAX_UNACKED = 32
/** Milliseconds until a message without an ack is sent again with the same cid; the server knows it by that. */
export const ACK_TIMEOUT_MS = 5_000
/** Milliseconds to hold back after a refusal that names no time. */
const DEFAULT_HOLD_MS = 1_000

export interface SenderParts {
  outbox: Outbox
  transmit(frame: ClientFrame): void
  /** Calls back after `ms`; returns the cancel. */
  after(ms: number, then: () => void): () => void
  /** The outbox changed: a message came, went or failed. */
  changed(): void
  /** Unix milliseconds. */
  now(): number
}

/** Gets the outbox through an unreliable line: in order, each until it is acknowledged or refused for good. */
export interface Sender {
  add(message: Outgoing): void
  /** The line is up: everything unacknowledged goes out, again if need be. */
  online(): void
  offline(): void
  /** The acknowledged message, once; undefined for one that is not ours or was acknowledged before. */
  acked(cid: string): Outgoing | undefined
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
  const unacked = new Map<string, () => void>()
  let up = false
  let endHold: (() => void) | undefined
  let cancelWake = () => {}

  const pump = () => {
    if (!up || endHold !== undefined) return
    cancelWake()
    const now = parts.now()
    let wake = Number.POSITIVE_INFINITY
    for (const message of outbox.list()) {
      if (unacked.size >= MAX_UNACKED) return
      if (message.failed !== undefined || unacked.has(message.cid)) continue
      const wait = (message.heldUntil ?? 0) - now
      if (wait <= 0) transmit(message)
      else wake = Math.min(wake, wait)
    }
    if (wake < Number.POSITIVE_INFINITY) cancelWake = parts.after(wake, pump)
  }
  const transmit = ({ at: _at, failed: _failed, heldUntil: _held, ...message }: Outgoing) => {
    const { cid } = message
    unacked.set(
      cid,
      parts.after(ACK_TIMEOUT_MS, () => {
        unacked.delete(cid)
        pump()
      }),
    )
    parts.transmit({ type: 'send', ...message })
  }
  const settle = (cid: string) => {
    unacked.get(cid)?.()
    unacked.delete(cid)
  }
  const holdAll = (ms: number) => {
    endHold?.()
    endHold = parts.after(ms, () => {
      endHold = undefined
      pump()
    })
  }

  return {
    add: (message) => {
      outbox.put(message)
      parts.changed()
      pump()
    },
    online: () => {
      up = true
      pump()
    },
    offline: () => {
      up = false
      endHold?.()
      endHold = undefined
      cancelWake()
      for (const cid of [...unacked.keys()]) settle(cid)
    },
    acked: (cid) => {
      const message = outbox.get(cid)
      settle(cid)
      if (message === undefined) return undefined
      outbox.remove(cid)
      parts.changed()
      pump()
      return message
    },
    refused: (nack) => {
      const message = nack.cid === undefined ? undefined : outbox.get(nack.cid)
      if (message === undefined) return
      settle(message.cid)
      if (nack.retryable) holdAll(nack.retryAfterMs ?? DEFAULT_HOLD_MS)
      else {
        outbox.put({ ...message, failed: nack.code })
        parts.changed()
        pump()
      }
    },
    retry: (cid) => {
      const { failed, ...message } = outbox.get(cid) ?? {}
      if (failed === undefined) return
      outbox.put(message as Outgoing)
      parts.changed()
      pump()
    },
    drop: (cid) => {
      settle(cid)
      outbox.remove(cid)
      parts.changed()
      pump()
    },
    release: (cid) => {
      for (const { heldUntil, ...message } of outbox.list())
        if (heldUntil !== undefined && (cid === undefined || cid === message.cid)) outbox.put(message)
      parts.changed()
      pump()
    },
    takeBack: (cid) => {
      const message = outbox.get(cid)
      if (message?.heldUntil === undefined || unacked.has(cid)) return undefined
      outbox.remove(cid)
      parts.changed()
      pump()
      return message
    },
  }
}
