import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { openKeptFile } from './adapters/local/kept-file.ts'
import type { Knowledge } from './compose-knowledge.ts'
import { openEntities } from './compose-reading.ts'
import type { Config } from './config.ts'
import { slotValue } from './delivery/slot-values.ts'
import type { ArticleUsage } from './domain/article-edits.ts'
import type { Coverage } from './domain/coverage.ts'
import type { Language } from './domain/message.ts'
import type { TurnInputs } from './domain/record.ts'
import { SLOTS } from './domain/slots.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { addCoverageRoutes } from './gateway/knowledge-coverage-routes.ts'
import type { Face } from './gateway/server.ts'
import { createMask } from './knowledge/draft/personal.ts'
import { type Asked, askedIn } from './knowledge/unanswered/asked.ts'
import { COVERAGE_DAYS, findCoverage } from './knowledge/unanswered/coverage.ts'
import { createKeptAnswers, type KeptPlace, parseKeptPlaces } from './knowledge/unanswered/kept-answers.ts'
import type { Releasers } from './lib/releasers.ts'
import { languageOf } from './pipeline/language.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Store } from './ports/store.ts'

export interface CoverageWatchParts {
  config: Config
  store: Pick<Store, 'turns' | 'events'>
  knowledge: Knowledge
  usage: (article: string) => ArticleUsage
  /** The field that an intent belongs to. */
  domainOf: (intent: string) => string | undefined
  log: Pick<FastifyBaseLogger, 'error'>
  now: () => Date
}

/** Turns read at once: short enough for reads beside it. */
const PAGE = 100
/** The shop's hour in which it runs by itself, and how often the clock is looked at, milliseconds. */
const NIGHT_HOUR = '03'
const LOOK_MS = 10 * 60_000
/** Events after a question among which its answer is looked for, and the shortest text that is one, characters. */
const LOOK_AHEAD = 12
const SHORTEST_REPLY = 6
const SMALL_TALK = 'chitchat'
const CONVERSATIONS_SHOWN = 20

/** Follows what customers ask and nothing answers. In memory: after a start it is looked for when somebody asks, or at night. */
export const watchCoverage = async (
  { config, store, knowledge, usage, domainOf, log, now }: CoverageWatchParts,
  releasers: Releasers,
): Promise<{ face: Face; takenBack(tenant: string, conversation: string): void }> => {
  const { library } = knowledge
  const { findEntities } = await openEntities(config.knowledgeDir, library.facts())
  const personal = createMask((text) => findEntities(text, now()))
  const mask = (text: string): string => personal(withoutDigits(text))
  const places = await openKeptFile<readonly KeptPlace[]>({
    path: join(config.dataDir, 'knowledge', 'kept-answers.json'),
    initial: [],
    parse: parseKeptPlaces,
    optional: true,
    onError: (error) => log.error({ err: error }, 'kept answers stay as they were'),
  })
  const keptAnswers = createKeptAnswers({
    places,
    events: async (conversation, after, limit) =>
      (await store.events(DEFAULT_TENANT, conversation, { after, limit }))?.events,
    languageOf,
    mask,
    now,
    newId: randomUUID,
  })
  const slotsOf = ({ card, conversation }: TurnInputs, language: Language): ReadonlyMap<string, string> => {
    const order = card.orders.find(({ id }) => id === conversation.order) ?? card.orders[0]
    return new Map(
      Object.keys(SLOTS).flatMap((slot) => {
        const value = slotValue(slot, { card, order, product: undefined, facts: {}, language })
        return value === undefined ? [] : [[slot, value] as const]
      }),
    )
  }
  let closing = false
  /** A run takes minutes, for which nobody waits who wants to end the process. */
  const goOn = (): void => {
    if (closing) throw new Error('the process ends')
  }
  const asked = async function* (since: Date): AsyncIterable<Asked> {
    for (let after = 0; ; ) {
      goOn()
      const page = await store.turns({ tenant: DEFAULT_TENANT, since: since.toISOString(), after, limit: PAGE })
      for (const turn of page.turns) {
        const one = askedIn(turn, { normalise, asksNothing: (intent) => domainOf(intent) === SMALL_TALK, slotsOf })
        if (one !== undefined) yield one
      }
      if (page.next === undefined) return
      after = page.next
    }
  }
  /** What an agent wrote before the customer's next but one message: who writes in two pieces is answered after the second. */
  const replyTo = async ({ conversation, seq }: Asked): Promise<string | undefined> => {
    goOn()
    const events = (await store.events(DEFAULT_TENANT, conversation, { after: seq, limit: LOOK_AHEAD }))?.events ?? []
    let others = 0
    for (const { from, kind, text = '' } of events) {
      if (from.role === 'customer' && ++others > 1) return undefined
      if (from.role === 'agent' && kind === 'text' && text.trim().length >= SHORTEST_REPLY) return text
    }
    return undefined
  }
  const nothing = { days: COVERAGE_DAYS, questions: 0, answered: 0, clusters: [], stale: [] }
  let found: Omit<Coverage, 'kept'> = { state: 'never', ...nothing }
  let running: Promise<void> | undefined
  let lastNight = ''
  /** Grows when something was taken back: what was read before is not shown. */
  let generation = 0

  const run = (): void => {
    const mine = generation
    running ??= findCoverage({
      ...{ asked, replyTo, usage, mask, normalise, now },
      embed: async (texts) => {
        goOn()
        return knowledge.embedOnce(texts)
      },
      mean: knowledge.mean,
      search: library.search,
      articles: library.articles,
      today: (at) => dateIn(at, zone()),
    })
      .then(
        (coverage) => {
          if (mine === generation) found = coverage
        },
        (error: Error) => {
          if (!closing) log.error({ err: error }, 'coverage could not be found out')
          found = { ...nothing, state: 'failed', reason: error.message }
        },
      )
      .finally(() => {
        running = undefined
        if (mine !== generation && !closing) run()
      })
  }
  const zone = (): string | undefined => library.facts()['timeZone']?.en
  const timer = setInterval(() => {
    const night = `${dateIn(now(), zone())} ${hourIn(now(), zone())}`
    if (!night.endsWith(` ${NIGHT_HOUR}`) || night === lastNight) return
    lastNight = night
    run()
  }, LOOK_MS).unref()
  releasers.add('coverage', async () => {
    clearInterval(timer)
    closing = true
    await running
  })

  return {
    face: (_app, { router }) =>
      addCoverageRoutes(router, {
        coverage: async () => ({
          ...found,
          clusters: found.clusters.map(({ conversations, ...cluster }) => ({
            ...cluster,
            conversations: conversations.slice(0, CONVERSATIONS_SHOWN),
          })),
          ...(running === undefined ? {} : { state: 'running' as const }),
          kept: await keptAnswers.list(),
        }),
        run,
        keptOf: keptAnswers.of,
        keep: keptAnswers.keep,
        remove: keptAnswers.remove,
      }),
    // What was taken back must not be read here any more (W5): its clusters go until the next run finds the rest of them again.
    takenBack: (tenant, conversation) => {
      if (tenant !== DEFAULT_TENANT) return
      if (running !== undefined) generation++
      found = {
        ...found,
        clusters: found.clusters.filter(({ conversations }) => !conversations.includes(conversation)),
      }
    },
  }
}

/** What is left of digits of orders and phones, and of addresses of mail: nobody's business who reads what is asked often. */
const OWN = /\d[\d\s-]{4,}\d|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+/g
const withoutDigits = (text: string): string => text.replace(OWN, '…')

const dateIn = (at: Date, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat('en-CA', { ...(timeZone === undefined ? {} : { timeZone }), dateStyle: 'short' }).format(at)
const hourIn = (at: Date, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat('en-GB', { ...(timeZone === undefined ? {} : { timeZone }), hour: '2-digit' }).format(at)
