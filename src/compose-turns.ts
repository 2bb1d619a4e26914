import type { FastifyBaseLogger } from 'fastify'
import type { Metrics } from './adapters/prometheus/metrics.ts'
import type { OpenedCluster } from './compose-cluster.ts'
import type { Models } from './compose-models.ts'
import type { Proof } from './compose-proof.ts'
import { type Config, freshnessOf } from './config.ts'
import type { Announcer } from './conversation/announcer.ts'
import { withAttempts } from './conversation/attempts.ts'
import { createDeliver } from './conversation/deliver.ts'
import { createMailbox, type Mailbox } from './conversation/mailbox.ts'
import type { OpenSuggestions } from './conversation/open-suggestions.ts'
import { whileHeld } from './conversation/shared-turns.ts'
import { createTurn, type TurnParts } from './conversation/turn.ts'
import { unreadable } from './conversation/unreadable.ts'
import type { VoiceNotes } from './conversation/voice-notes.ts'
import type { WarmCards } from './conversation/warm-cards.ts'
import { decide } from './decision/decide.ts'
import type { Completer } from './delivery/completer.ts'
import { createDraftReplies } from './delivery/draft.ts'
import { readOrderAnswer } from './delivery/order-answer.ts'
import { replyTo } from './delivery/reply.ts'
import type { Desk } from './desk/desk.ts'
import { isValidAt } from './domain/article.ts'
import { Refusal } from './domain/errors.ts'
import type { Releasers } from './lib/releasers.ts'
import type { OpenedStore } from './ports/opened-store.ts'
import type { OwedTurn } from './ports/store.ts'

export interface TurnsParts extends Pick<TurnParts, 'label' | 'policy' | 'now'> {
  config: Config
  store: OpenedStore
  models: Models
  cards: WarmCards
  desk: Desk
  announcer: Announcer
  openSuggestions: OpenSuggestions
  completer: Pick<Completer, 'forget'>
  voice: VoiceNotes
  metrics: Metrics
  log: FastifyBaseLogger
  proof: Pick<Proof, 'prove' | 'sendCode'>
  /** Undefined: nobody else runs turns. */
  cluster: OpenedCluster | undefined
}

export interface Turns {
  parts: TurnParts
  mailbox: Mailbox
}

const TURNS_AT_ONCE = 4
const MAX_TURNS_QUEUED = 5_000

/** What happens to a message once it is durable, and the line in which messages wait for it. */
export const openTurns = (
  {
    config,
    store,
    models,
    cards,
    desk,
    announcer,
    openSuggestions,
    completer,
    voice,
    metrics,
    log,
    label,
    policy,
    proof: { prove, sendCode },
    cluster,
    now,
  }: TurnsParts,
  releasers: Releasers,
): Turns => {
  const { library, intents } = models
  const parts: TurnParts = {
    store: { ...store, events: voice.events },
    understand: models.understand,
    lookUpCard: cards.take,
    draftReplies: createDraftReplies({
      article: library.article,
      articlesOf: (intent, at) =>
        library.articles().filter((article) => article.intent === intent && isValidAt(article, at)),
      facts: library.facts,
      product: models.knowledge?.product,
      freshness: freshnessOf(config),
      provable: prove !== undefined,
    }),
    decide,
    policy,
    replyTo: (decision, context) => replyTo(decision, { ...context, codes: sendCode !== undefined }),
    label,
    domainOf: (intent) => intents.get(intent)?.domain,
    readOrderAnswer,
    ...(prove === undefined ? {} : { prove }),
    ...(sendCode === undefined ? {} : { sendCode }),
    outlook: (conversation) => {
      const status = desk.status(conversation)
      return {
        ...desk.nextPlace(conversation.tenant, {
          at: conversation.updatedAt,
          ...(conversation.priority === undefined ? {} : { priority: conversation.priority }),
        }),
        ...(status.position === undefined
          ? {}
          : {
              position: status.position,
              ...(status.etaSeconds === undefined ? {} : { etaSeconds: status.etaSeconds }),
            }),
        queued: conversation.state === 'queued',
      }
    },
    deliver: createDeliver({
      store,
      announcer,
      openSuggestions,
      forget: completer.forget,
      counted: metrics.botReply,
      onError: (error) => log.error({ err: error }, 'outcome not recorded'),
    }),
    observe: metrics.turn,
    now,
  }
  const giveUp = createTurn({ ...parts, understand: unreadable, draftReplies: () => [] })
  const staysOwed = (error: unknown, turn: OwedTurn): void =>
    log.error({ err: error, conversation: turn.conversation, seq: turn.seq }, 'turn stays owed')
  const turn = createTurn(parts)
  const heard = (owed: OwedTurn): Promise<void> => voice.hear(owed).then(() => turn(owed))
  const run = withAttempts(heard, async (turn, error) => {
    // It is not the message that breaks the turn: it stays owed until the store is there again.
    if (error instanceof Refusal && error.code.startsWith('storage')) throw error
    log.error({ err: error, conversation: turn.conversation, seq: turn.seq }, 'turn given up: handed to a person')
    return giveUp(turn)
  })
  const line = createMailbox({
    run: cluster === undefined ? run : whileHeld(cluster.leases, run, staysOwed, cluster.queue?.ended),
    owed: store.owed,
    concurrency: TURNS_AT_ONCE,
    maxQueued: MAX_TURNS_QUEUED,
    onError: staysOwed,
  })
  const mailbox: Mailbox = config.roles.includes('worker') ? line : { ...line, put: () => undefined }
  store.back?.(() => {
    store.owed(MAX_TURNS_QUEUED).then(
      (turns) => turns.forEach(mailbox.put),
      (error: unknown) => log.error({ err: error }, 'owed turns could not be read'),
    )
  })
  releasers.add('turns', () => mailbox.drain(config.drainMs))
  return { parts, mailbox }
}
