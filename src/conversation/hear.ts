import { askerOf, type Conversation } from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { ReadOrderAnswer } from '../domain/decision.ts'
import type { Language } from '../domain/message.ts'
import type { Understand, Understanding } from '../domain/understanding.ts'
import type { Store } from '../ports/store.ts'
import { resolveChoice } from './choice.ts'
import { carried, orderAnswered, pointedAgain } from './follow-up.ts'
import { blend, shareOfContext, standsAlone } from './in-context.ts'
import { type EarlierRequest, type Recent, recentOf } from './recent.ts'
import { joined, wordsIn } from './wording.ts'

export interface HearParts {
  store: Pick<Store, 'records' | 'events'>
  understand: Understand
  label(intent: string, language: Language): string
  /** The field that an intent belongs to, e.g. `returns`; undefined for one that is not described. */
  domainOf(intent: string): string | undefined
  /** Absent: what was asked about orders is answered by numbers only. */
  readOrderAnswer?: ReadOrderAnswer
}

export interface ToHear {
  text: string
  conversation: Pick<Conversation, 'tenant' | 'id' | 'language' | 'asked'> &
    Partial<Pick<Conversation, 'customer' | 'channel'>>
  /** Place of the message in the log, or the one it would get. */
  seq: number
  at: Date
  card: Promise<Pick<ContextCard, 'orders'>>
  signal?: AbortSignal
  /** Nobody waits for it yet. */
  ahead?: true
}

export interface Heard {
  understanding: Understanding
  recent: Recent
}

/** Fields whose intents ask for nothing that a later message could go on with. */
const NO_REQUEST: ReadonlySet<string> = new Set(['chitchat', 'complaints'])
const NO_REQUESTS: ReadonlySet<string> = new Set(['human_agent', 'out_of_scope'])
/** Words of an earlier request that are read again; what a longer one was about is told by its intent. */
const LONGEST_EARLIER = 20

/**
 * A message as the conversation makes it mean. In this order: what answers our question back; what only points, to an order or back; what
 * does not stand by itself is read joined with the last request, and both readings are weighed. Entities of the last request stay, unless it
 * names its own. Never rejects but with `signal`.
 */
export const hear = async (parts: HearParts, message: ToHear): Promise<Heard> => {
  const { understanding, recent } = await inContext(parts, message)
  const { question } = recent
  const unanswered =
    question !== undefined &&
    understanding.context?.kind !== 'which_order' &&
    understanding.verdict.intent === question.intent
  if (!unanswered) return { understanding, recent }
  return {
    understanding: { ...understanding, askedOrders: question.options.flatMap(({ order }) => order ?? []) },
    recent,
  }
}

const inContext = async (
  parts: HearParts,
  { text, conversation, seq, at, card, signal, ahead }: ToHear,
): Promise<Heard> => {
  const options = {
    tenant: conversation.tenant,
    at,
    asker: askerOf(conversation),
    ...(signal === undefined ? {} : { signal }),
    ...(ahead === undefined ? {} : { ahead }),
  }
  const isRequest = (intent: string): boolean =>
    !NO_REQUESTS.has(intent) && !NO_REQUEST.has(parts.domainOf(intent) ?? '')
  const [alone, recent] = await Promise.all([
    parts.understand(text, options).then((heard) => inLanguage(heard, conversation.language)),
    recentOf({ store: parts.store, isRequest }, conversation, seq, at),
  ])
  const { request, question } = recent
  const ordered = question && orderAnswered(alone, question, await card, parts.readOrderAnswer)
  if (ordered !== undefined) return { understanding: ordered, recent }
  const asked = conversation.asked?.map((intent) => parts.label(intent, alone.language)) ?? []
  const chosen = resolveChoice(alone, conversation.asked, asked)
  if (chosen !== alone)
    return {
      understanding: {
        ...(request === undefined ? chosen : carried(chosen, request)),
        ...(recent.last === undefined ? {} : { context: { from: recent.last, kind: 'choice' } }),
      },
      recent,
    }
  if (request === undefined) return { understanding: alone, recent }

  const pointed = pointedAgain(alone, request, await card, parts.readOrderAnswer)
  if (pointed !== undefined) return { understanding: pointed, recent }
  if (standsAlone(alone, { isRequest })) return { understanding: alone, recent }

  const started = performance.now()
  const together = await parts.understand(joined(earlierWords(request, parts, alone.language), text), options)
  const sameDomain = (a: string, b: string): boolean => {
    const domain = parts.domainOf(a)
    return domain !== undefined && domain === parts.domainOf(b)
  }
  const vetoed = [...(alone.vetoed ?? []), ...(together.vetoed ?? [])]
  const share = shareOfContext(alone, together, request, { sameDomain, isRequest })
  if (share === 0) return { understanding: alone, recent }
  const blended = blend(alone, together, share)
  const goesOn = blended.verdict.intent === together.verdict.intent
  const understanding = {
    ...(goesOn ? carried(blended, request) : blended),
    ...(vetoed.length === 0 ? {} : { vetoed }),
    timings: { ...alone.timings, context: performance.now() - started },
    context: { from: request.record, kind: 'follow_up' as const, share },
  }
  return { understanding, recent }
}

/** The reply is in the language of the newest message; one that tells none stays with that of before. */
const inLanguage = (heard: Understanding, before: Language | undefined): Understanding =>
  heard.neutral === undefined || before === undefined ? heard : { ...heard, language: before }

const earlierWords = ({ text, intent }: EarlierRequest, { label }: HearParts, language: Language): string =>
  text !== undefined && wordsIn(text) <= LONGEST_EARLIER ? text : label(intent, language)
