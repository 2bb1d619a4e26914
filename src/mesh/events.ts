import { createHmac, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { ChangedKind } from '../ports/shared-contexts.ts'

/** Milliseconds that the time of a signature may differ from ours: an event of yesterday is not repeated to us. */
const REPLAY_WINDOW_MS = 5 * 60_000
/** Events that are remembered so that each counts once; with more of them in the window the oldest could come again, which does no harm. */
const MOST_REMEMBERED = 50_000
/** Ids of one kind in one event. */
const MOST_IDS = 100
const ids = z.array(z.string().min(1).max(256)).max(MOST_IDS).default([])

const eventBody = z
  .strictObject({ id: z.string().min(1).max(128), customers: ids, orders: ids, parcels: ids })
  .refine(({ customers, orders, parcels }) => customers.length + orders.length + parcels.length > 0, {
    message: 'names nothing that changed: give customers, orders or parcels',
  })

export interface EventsParts {
  /** Any of them may have signed. */
  secrets: readonly string[]
  changed: (kind: ChangedKind, id: string) => void
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * Takes an event of the shop's systems: `signature` is `t=SECONDS,v1=HEX`, HEX the HMAC-SHA256 of `SECONDS.BODY` with a shared secret over the bytes
 * of the body as they came. Gives how many ids it named.
 * @throws Refusal not_found without secrets, unauthenticated, bad_input, conflict for one that was taken already
 */
export const createEvents = ({ secrets, changed, now }: EventsParts) => {
  const taken = new LRUCache<string, number>({ max: MOST_REMEMBERED })

  return (signature: string | undefined, body: Buffer): number => {
    if (secrets.length === 0)
      throw new Refusal('not_found', 'events are not taken here: set mesh.eventSecrets (docs/mesh-speed.md)')
    const [seconds, signed] = partsOf(signature)
    if (!secrets.some((secret) => isSignedBy(secret, seconds, signed, body)))
      throw new Refusal('unauthenticated', 'the signature is not of this body and one of our secrets', {
        field: SIGNATURE,
      })
    if (Math.abs(now() - Number(seconds) * 1_000) > REPLAY_WINDOW_MS)
      throw new Refusal(
        'unauthenticated',
        `t is ${seconds}: sign within five minutes of sending, by a clock that is right`,
        {
          field: SIGNATURE,
        },
      )
    const event = read(body)
    if (now() - (taken.get(event.id) ?? Number.NEGATIVE_INFINITY) <= 2 * REPLAY_WINDOW_MS)
      throw new Refusal('conflict', `event ${JSON.stringify(event.id)} was taken already`, { field: 'id' })
    taken.set(event.id, now())
    for (const id of event.customers) changed('customer', id)
    for (const id of event.orders) changed('order', id)
    for (const id of event.parcels) changed('parcel', id)
    return event.customers.length + event.orders.length + event.parcels.length
  }
}

export const SIGNATURE = 'tabdesk-signature'

const partsOf = (signature = ''): [seconds: string, hex: string] => {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  if (seconds === undefined || hex === undefined)
    throw new Refusal('unauthenticated', `sign the event: ${SIGNATURE}: t=SECONDS,v1=HEX (docs/mesh-speed.md)`, {
      field: SIGNATURE,
    })
  return [seconds, hex]
}

const isSignedBy = (secret: string, seconds: string, hex: string, body: Buffer): boolean =>
  timingSafeEqual(createHmac('sha256', secret).update(`${seconds}.`).update(body).digest(), Buffer.from(hex, 'hex'))

const read = (body: Buffer): z.output<typeof eventBody> => {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch {
    throw new Refusal('bad_input', 'the body is not JSON')
  }
  const parsed = eventBody.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') || 'body'
  throw new Refusal('bad_input', `${field}: ${issue?.message ?? 'cannot be used'}`, { field })
}
