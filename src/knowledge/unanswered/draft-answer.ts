import { dot } from '../../lib/vectors.ts'
import { differingWords } from '../draft/pieces.ts'

/** What an agent answered, and what the mesh knew then. */
export interface AgentReply {
  text: string
  /** Slots that had a value for this customer: `order.number` → `20261118003345`. */
  slots: ReadonlyMap<string, string>
  /** Centred, norm 1; absent where the encoder is down. */
  vector?: Float32Array
}

/** Slot values shorter than this may stand in a text by chance, characters. */
const SHORTEST_VALUE = 3
/** Share of the other replies in which a number must stand to be kept, where there are enough of them to tell. */
const KEPT_FROM = 0.5
const ENOUGH_REPLIES = 3
/** What stands where something differs from case to case. */
export const BLANK = '____'

/**
 * One answer made of what agents really wrote: the most central reply, what is this customer's turned into slots, what the
 * other replies do not share marked as a blank where it is a number. Never words that nobody wrote.
 */
export const draftAnswer = (replies: readonly AgentReply[]): string | undefined => {
  const general = replies.map((reply) => ({ ...reply, text: withSlots(reply) }))
  const central = mostCentral(general)
  if (central === undefined) return undefined
  return blankNumbers(
    central.text,
    general.filter((reply) => reply !== central).map(({ text }) => text),
  )
}

/** Longest value first, so that a number inside another one is not cut out. */
export const withSlots = ({ text, slots }: Pick<AgentReply, 'text' | 'slots'>): string => {
  let general = text.trim()
  const values = [...slots]
    .filter(([, value]) => value.length >= SHORTEST_VALUE)
    .sort(([, a], [, b]) => b.length - a.length)
  for (const [slot, value] of values) general = general.split(value).join(`{{${slot}}}`)
  return general
}

/** The reply that the others are nearest to, strays not counted; the first of several, the only one there is. */
const mostCentral = <Reply extends AgentReply>(replies: readonly Reply[]): Reply | undefined => {
  let best = replies[0]
  let most = Number.NEGATIVE_INFINITY
  for (const reply of replies) {
    const sum = replies.reduce((total, other) => total + nearness(reply, other), 0)
    if (sum <= most) continue
    best = reply
    most = sum
  }
  return best
}

const nearness = ({ vector: a }: AgentReply, { vector: b }: AgentReply): number =>
  a === undefined || b === undefined ? 0 : Math.max(0, dot(a, 0, b))

const NUMBER = /\d+(?:[.,:：]\d+)*/g
const SLOT_OR_PIECE = /(\{\{[^{}]*\}\})/

/** Numbers of the central reply that most of the others do not have in their place are somebody's own. */
const blankNumbers = (text: string, others: readonly string[]): string => {
  if (others.length + 1 < ENOUGH_REPLIES) return maskLong(text)
  const shared = others.map((other) => sharedSpans(text, other))
  const kept = text.replaceAll(NUMBER, (number, ...rest: unknown[]) => {
    const at = rest[0] as number
    const alike = shared.filter((spans) => spans.some(([from, to]) => from <= at && at + number.length <= to)).length
    return alike / others.length >= KEPT_FROM ? number : BLANK
  })
  return maskLong(kept)
}

/** Where in `text` stands what the other one has in the same place. */
const sharedSpans = (text: string, other: string): [number, number][] => {
  const spans: [number, number][] = []
  let at = 0
  for (const { text: piece, kind } of differingWords(text, other)) {
    if (kind === 'added') continue
    if (kind === 'same') spans.push([at, at + piece.length])
    at += piece.length
  }
  return spans
}

/** Digits of an order, a parcel or a phone that no slot explains must not be taught to anybody. */
const LONG_NUMBER = /\d[\d\s-]{5,}\d/g
const maskLong = (text: string): string =>
  text
    .split(SLOT_OR_PIECE)
    .map((piece) => (piece.startsWith('{{') ? piece : piece.replace(LONG_NUMBER, BLANK)))
    .join('')
