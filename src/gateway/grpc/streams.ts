import { once } from 'node:events'
import type { ServerWritableStream } from '@grpc/grpc-js'
import { forCustomer } from '../../domain/customers-view.ts'
import { Refusal } from '../../domain/errors.ts'
import type { LogEvent, Principal } from '../../domain/message.ts'
import type { Notice } from '../../domain/notice.ts'
import type { Support } from '../../ports/support.ts'
import { toEvent } from './messages.ts'

/** Events that are read from the log at once; so many of a stream lie in memory. */
const PAGE = 200
/** Milliseconds: who takes nothing for so long is cut off, and goes on where it stopped. */
const STALLED_MS = 30_000
/** Milliseconds: a timer set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface Streams {
  /** Resolves when the reader has gone; throws why it was cut off. */
  follow(
    by: Principal,
    request: { conversation: string; after: number; epoch?: string | undefined },
    call: Pick<ServerWritableStream<unknown, unknown>, 'write' | 'on' | 'once' | 'cancelled'>,
  ): Promise<void>
  /** Somebody may have said something. */
  noticed(notice: Notice): void
  size(): number
  /** All are told to come back later. */
  end(): void
}

export interface StreamsParts {
  events: Support['events']
  /** Streams of one principal at once. */
  most: number
  stalledMs?: number
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Conversations followed by other programs. A stream holds a place and no events: what comes only wakes it, and it reads on from the log when
 * its reader has taken what was written before. So a slow reader costs nothing, and order and completeness are the log's (W2, W6).
 */
export const createStreams = ({ events, most, stalledMs = STALLED_MS, now }: StreamsParts): Streams => {
  const awake = new Map<string, Set<() => void>>()
  const held = new Map<string, number>()
  const ending = new AbortController()
  let size = 0

  const enter = (who: string): void => {
    const own = held.get(who) ?? 0
    if (own >= most)
      throw new Refusal('rate_limited', `${most} streams are open, which is the most: end one`, {
        retryAfterMs: stalledMs,
      })
    held.set(who, own + 1)
    size += 1
  }
  const leave = (who: string): void => {
    size -= 1
    const left = (held.get(who) ?? 1) - 1
    if (left === 0) held.delete(who)
    else held.set(who, left)
  }

  return {
    follow: async (by, { conversation, after, epoch }, call) => {
      const who = JSON.stringify([by.tenant, by.role, by.sub])
      const key = keyOf(by.tenant, conversation)
      const gone = new AbortController()
      call.once('cancelled', () => gone.abort())
      call.once('close', () => gone.abort())
      enter(who)
      let isNew = true
      let wake: (() => void) | undefined
      const listener = (): void => {
        isNew = true
        wake?.()
      }
      const listeners = awake.get(key) ?? new Set()
      awake.set(key, listeners.add(listener))
      /** What ends it, whatever it waits for. */
      const over = AbortSignal.any([gone.signal, ending.signal])
      const untilExpiry = (): NodeJS.Timeout =>
        setTimeout(
          () => {
            if (now() < by.exp * 1_000) expired = untilExpiry()
            else wake?.()
          },
          Math.min(Math.max(0, by.exp * 1_000 - now()), LONGEST_TIMER_MS),
        ).unref()
      let expired = untilExpiry()
      over.addEventListener('abort', () => wake?.())
      const write = async (event: LogEvent): Promise<void> => {
        if (call.write(toEvent(by.role === 'customer' ? forCustomer(event) : event))) return
        const stalled = AbortSignal.timeout(stalledMs)
        await once(call as never, 'drain', { signal: AbortSignal.any([over, stalled]) }).catch(() => undefined)
        if (stalled.aborted && !over.aborted)
          throw new Refusal('rate_limited', `too slow: nothing was taken for ${stalledMs} ms; go on after the last seq`)
      }
      try {
        let sent = after
        while (!over.aborted) {
          if (now() >= by.exp * 1_000)
            throw new Refusal('unauthenticated', 'the token has ended: go on with a new one after the last seq')
          if (!isNew) {
            await new Promise<void>((resolve) => {
              wake = resolve
              if (isNew || over.aborted || now() >= by.exp * 1_000) resolve()
            })
            wake = undefined
            continue
          }
          isNew = false
          const page = await events(by, conversation, { after: sent, limit: PAGE })
          if (epoch !== undefined && page.conversation.epoch !== epoch)
            throw new Refusal('conflict', `the log has epoch ${page.conversation.epoch}: start after 0`, {
              field: 'epoch',
            })
          for (const event of page.events) {
            if (over.aborted) break
            await write(event)
            sent = event.seq
          }
          if (page.events.length === PAGE) isNew = true
        }
        if (ending.signal.aborted && !gone.signal.aborted)
          throw new Refusal('draining', 'this process ends: come back', { retryAfterMs: COME_BACK_MS })
      } finally {
        clearTimeout(expired)
        listeners.delete(listener)
        if (listeners.size === 0) awake.delete(key)
        leave(who)
      }
    },
    noticed: ({ type, tenant, conversation }) => {
      if (type === 'event') for (const listener of awake.get(keyOf(tenant, conversation)) ?? []) listener()
    },
    size: () => size,
    end: () => ending.abort(),
  }
}

const COME_BACK_MS = 1_000
const keyOf = (tenant: string, conversation: string): string => JSON.stringify([tenant, conversation])
