import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema, ValidationRule } from 'graphql'
import type { ContextCard } from '../domain/customer.ts'
import { CATALOGUE, Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { CardFeed } from './card-feed.ts'
import { readSubscription, startSubscription } from './card-subscription.ts'
import { sendEvents } from './event-stream.ts'
import type { Report } from './graphql-errors.ts'
import { createLatest, type Latest } from './latest.ts'
import type { Loaders } from './loaders.ts'

/** Cards that one person follows at once: a browser holds six connections to a host. */
export const MAX_STREAMS_A_PERSON = 10
/** Of everybody: each costs a socket and the last card. */
const MAX_STREAMS = 1_000

export interface CardStreams {
  /** The card as it is. Rejects with Refusal not_found, forbidden. */
  view: (by: Principal, conversation: string) => Promise<ContextCard | undefined>
  feed: Pick<CardFeed, 'follow'>
  /** Milliseconds between signs of life; the token is looked at again with each. */
  heartbeatMs: number
}

export interface CardStreamParts extends CardStreams {
  schema: GraphQLSchema
  rules: readonly ValidationRule[]
  principalOf: (request: FastifyRequest) => Principal
  /** Rejects once the token is worth nothing any more. */
  verify: (request: FastifyRequest) => Promise<Principal> | Principal
  /** The reads for one card. */
  openReads: (principal: Principal) => { loaders: Loaders; close(): void }
  report: Report
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * `subscription { card(conversation: …) { … } }` by GET or POST as server-sent events, in the words of the GraphQL over SSE protocol (`next`,
 * `complete`). Refusals at the door are problems as elsewhere; what is wrong with the document is answered as GraphQL clients expect.
 */
export const addCardStream = (app: FastifyInstance, url: string, parts: CardStreamParts): void => {
  const { view, feed, schema, rules, report, heartbeatMs, now } = parts
  const open = new Map<Latest<ContextCard>, string>()
  const admit = ({ tenant, role, sub }: Principal): Latest<ContextCard> => {
    const person = JSON.stringify([tenant, role, sub])
    const theirs = [...open.values()].filter((other) => other === person).length
    if (open.size >= MAX_STREAMS || theirs >= MAX_STREAMS_A_PERSON)
      throw new Refusal('rate_limited', 'too many cards are followed; close one', { retryAfterMs: heartbeatMs })
    const cards = createLatest<ContextCard>()
    open.set(cards, person)
    return cards
  }

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const principal = parts.principalOf(request)
    const asked = readSubscription(request.method === 'GET' ? request.query : request.body, schema, rules)
    if ('faults' in asked)
      return reply.code(CATALOGUE.bad_input.status).send({ data: null, errors: asked.faults.map(report) })
    const cards = admit(principal)
    let letGo = (): void => undefined
    const close = (): void => {
      letGo()
      cards.close()
      open.delete(cards)
    }
    const follow = async (conversation: string): Promise<void> => {
      let newer = false
      // Followed before it is looked at: what changes in between is not lost.
      letGo = feed.follow(principal.tenant, conversation, (card) => {
        newer = true
        cards.put(card)
      })
      const card = await view(principal, conversation)
      if (card !== undefined && !newer) cards.put(card)
    }
    try {
      const reads = () => parts.openReads(principal)
      const results = await startSubscription(asked, { schema, principal, cards, follow, openReads: reads })
      if ('refusal' in results) throw results.refusal
      if ('errors' in results)
        return reply.code(CATALOGUE.bad_input.status).send({ data: null, errors: results.errors.map(report) })
      reply.hijack()
      const stillWorth = async (): Promise<boolean> => {
        if (principal.exp * 1_000 <= now()) return false
        return Promise.resolve(parts.verify(request)).then(
          () => true,
          (error: unknown) => !(error instanceof Refusal && error.code === 'unauthenticated'),
        )
      }
      await sendEvents(results, reply.raw, { report, heartbeatMs, close: cards.close, stillWorth })
    } finally {
      close()
    }
    return undefined
  }
  app.get(url, { exposeHeadRoute: false }, answer)
  app.post(url, answer)
  app.addHook('preClose', async () => {
    for (const cards of open.keys()) cards.close()
  })
}
