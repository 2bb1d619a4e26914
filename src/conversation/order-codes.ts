import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Conversation, SentCode } from '../domain/conversation.ts'
import type { Language } from '../domain/message.ts'
import type { PostCode } from '../ports/proof.ts'
import type { ProofLimits } from './proof-limits.ts'

type Proving = Pick<Conversation, 'tenant' | 'id' | 'epoch' | 'customer' | 'proof'>

/** A message that asks for a code, for an order, in a language. */
export interface CodeRequest {
  seq: number
  order: string
  language: Language
}

/** Has a code sent to the customer of an order; never rejects. */
export type SendCode = (
  conversation: Proving,
  request: CodeRequest,
) => Promise<{ outcome: 'code_sent'; code: SentCode } | { outcome: 'code_unsent' | 'limited' }>

/** Digits of a code. */
const CODE_DIGITS = 6
/** Milliseconds for which a code is good. */
export const CODE_LIFE_MS = 10 * 60_000
/** Milliseconds after which the visitor is told, whatever the hook says when: how long it takes would tell what it found. */
export const SEND_MS = 2_000
/** Bytes that name a delivery: as many as a UUID has. */
const DELIVERY_BYTES = 16

export interface OrderCodesParts {
  /** Nobody else's; the same in all processes of an installation. */
  key: string
  post: PostCode
  limits: ProofLimits
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
  now(): Date
  onError(error: unknown): void
}

/**
 * The hook is called alike for an order that is there and one that is not, and what is said and when does not hang on what it makes of it. A hook that is still
 * at it after `SEND_MS` counts as one that sends: only that it failed before is told. A message whose turn runs again after a crash has the same code sent, as
 * the same delivery.
 */
export const createSendCode =
  ({ key, post, limits, wait, now, onError }: OrderCodesParts): SendCode =>
  async (conversation, request) => {
    const { order, language } = request
    if (!limits('code', conversation, order)) return { outcome: 'limited' }
    const digits = digitsOf(key, conversation, request)
    const until = new Date(now().getTime() + CODE_LIFE_MS).toISOString()
    const late = wait(SEND_MS)
    const posted = post(
      { tenant: conversation.tenant, orderNumber: order, code: digits, language, expiresAt: until },
      deliveryOf(key, conversation, request),
    ).then(
      () => true,
      (error: unknown) => {
        onError(error)
        return false
      },
    )
    const sent = await Promise.race([posted, late.then(() => true)])
    await late
    if (!sent) return { outcome: 'code_unsent' }
    return { outcome: 'code_sent', code: { order, until, hash: hashOf(key, conversation, { order, until }, digits) } }
  }

/** Whether digits are the code that was sent in this conversation for this order, and not too late. */
export const isSentCode = (
  key: string,
  conversation: Pick<Proving, 'tenant' | 'id' | 'proof'>,
  { order, code }: { order: string; code: string },
  now: Date,
): boolean => {
  const sent = conversation.proof?.code
  if (sent === undefined || sent.order !== order || Date.parse(sent.until) <= now.getTime()) return false
  return timingSafeEqual(
    Buffer.from(sent.hash, 'base64url'),
    Buffer.from(hashOf(key, conversation, sent, code), 'base64url'),
  )
}

const hashOf = (
  key: string,
  { tenant, id }: Pick<Proving, 'tenant' | 'id'>,
  { order, until }: Pick<SentCode, 'order' | 'until'>,
  digits: string,
): string => macOf(key, ['order code', tenant, id, order, until, digits]).toString('base64url')

/** Nobody foresees them who has not the key, and whoever has it gets the same ones again for the same message; a restored log counts its messages anew. */
const digitsOf = (key: string, { tenant, id, epoch }: Proving, { seq, order }: CodeRequest): string =>
  String(macOf(key, ['digits', tenant, id, epoch, seq, order]).readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(
    CODE_DIGITS,
    '0',
  )

const deliveryOf = (key: string, { tenant, id, epoch }: Proving, { seq, order }: CodeRequest): string =>
  macOf(key, ['delivery', tenant, id, epoch, seq, order]).toString('hex', 0, DELIVERY_BYTES)

const macOf = (key: string, of: readonly (string | number)[]): Buffer =>
  createHmac('sha256', key).update(JSON.stringify(of)).digest()
