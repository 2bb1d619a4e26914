import type { Conversation, SentCode } from '../domain/conversation.ts'
import type { Entity, Understanding } from '../domain/understanding.ts'
import { asksForCode, codeIn, missesCode } from './order-code-words.ts'
import { CODE_LIFE_MS } from './order-codes.ts'
import type { Recent } from './recent.ts'

export interface Claim {
  /** Whole order number. */
  order?: string
  phoneTail?: string
  /** Digits of a code, said to be the one that was sent. */
  code?: string
  /** They want to have one sent. */
  wantsCode?: true
  /** The message gives numbers and hardly a word. */
  bare: boolean
}

const TAIL_DIGITS = 4
const LONE_DIGITS = /(?<!\d)\d{4}(?!\d)/gu
/** Words and digits beside numbers in a message that only gives them. */
const MOST_BESIDE = 12

/**
 * What a message of an anonymous customer, with those before it, gives to prove who they are: order number and last digits of the phone. Undefined
 * where it gives nothing new, or speaks of something else. What it was read with from before is not what it gives.
 * `codesAt`: when it is read, where the shop sends codes.
 */
export const claimOf = (
  { text, entities }: Pick<Understanding, 'text' | 'entities'>,
  { named }: Pick<Recent, 'named'>,
  { proof }: Pick<Conversation, 'proof'>,
  { codesAt }: { codesAt?: Date | undefined } = {},
): Claim | undefined => {
  const own = entities.filter(({ start }) => start !== undefined)
  const order = orderIn(own)
  const sent = codesAt !== undefined && isAwaited(proof?.code, codesAt) ? proof?.code : undefined
  const code = sent && codeIn(text)
  if (sent !== undefined && code !== undefined) return { order: sent.order, code, bare: true }
  const wanted = codesAt !== undefined && (asksForCode(text) || (sent !== undefined && missesCode(text)))
  if (wanted && (proof !== undefined || order !== undefined))
    return { ...withBoth(order ?? orderIn(named) ?? sent?.order, undefined), wantsCode: true, bare: true }
  const bare = isBare(text, entities)
  const phoneTail =
    phoneIn(own) ?? (proof !== undefined || (bare && order !== undefined) ? loneDigits(text, entities) : undefined)
  if (order === undefined && phoneTail === undefined) return undefined
  const claim = { ...withBoth(order ?? orderIn(named), phoneTail ?? phoneIn(named)), bare }
  if (claim.order !== undefined && claim.phoneTail !== undefined) return claim
  return bare && (proof !== undefined || order !== undefined) ? claim : undefined
}

/** A code that has just ended is still what digits mean; long after they mean something else. */
const isAwaited = (sent: SentCode | undefined, at: Date): boolean =>
  sent !== undefined && at.getTime() < Date.parse(sent.until) + CODE_LIFE_MS

const withBoth = (order: string | undefined, phoneTail: string | undefined): Omit<Claim, 'bare'> => ({
  ...(order === undefined ? {} : { order }),
  ...(phoneTail === undefined ? {} : { phoneTail }),
})

const orderIn = (entities: readonly Entity[]): string | undefined =>
  entities.find(({ type }) => type === 'order_number')?.value

const phoneIn = (entities: readonly Entity[]): string | undefined => {
  const digits = entities
    .find(({ type, value }) => (type === 'phone' || type === 'phone_tail') && value.length >= TAIL_DIGITS)
    ?.value.slice(-TAIL_DIGITS)
  return digits !== undefined && /^\d{4}$/.test(digits) ? digits : undefined
}

/** Who was asked for four digits and gives four means those, unless they mean something else: an amount, a date. */
const loneDigits = (text: string, entities: readonly Entity[]): string | undefined => {
  const tail = entities.find(({ type, value }) => type === 'order_tail' && value.length === TAIL_DIGITS)?.value
  if (tail !== undefined) return tail
  const found = [...without(text, entities).matchAll(LONE_DIGITS)].map(([digits]) => digits)
  return found.length === 1 ? found[0] : undefined
}

const without = (text: string, entities: readonly Entity[]): string =>
  entities.reduce((left, one) => left.replaceAll(one.text.toLowerCase(), ' '), text)

const isBare = (text: string, entities: readonly Entity[]): boolean =>
  without(text, entities).replaceAll(/[\p{P}\p{S}\s\d]+/gu, '').length <= MOST_BESIDE
