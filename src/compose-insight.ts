import { LRUCache } from 'lru-cache'
import type { AutonomyWatch } from './compose-autonomy.ts'
import { SHOP_TIME_ZONE } from './compose-reading.ts'
import { createCorrections } from './conversation/corrections.ts'
import { inspected, recordedTurn } from './conversation/inspect.ts'
import { decide } from './decision/decide.ts'
import { decideAgain, withBar } from './decision/decide-again.ts'
import type { Decision } from './domain/decision.ts'
import { Refusal } from './domain/errors.ts'
import { HONESTY_DAYS, type HonestTurn, type HonestyFigures, type HonestyPoint } from './domain/honesty.ts'
import type { DecisionNote } from './domain/inspection.ts'
import type { Library } from './domain/library.ts'
import type { Language } from './domain/message.ts'
import { addInsightRoutes } from './gateway/insight-routes.ts'
import type { Face } from './gateway/server.ts'
import { createHonestyBook, type KeptTurn } from './learning/honesty-book.ts'
import { honestyFigures, wordAt } from './learning/honesty-figures.ts'
import { createOutcomeTail } from './learning/outcome-tail.ts'
import { createBreathe } from './lib/breathe.ts'
import { zonedTime } from './lib/zoned-time.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Store } from './ports/store.ts'
import type { Support } from './ports/support.ts'

export interface InsightParts {
  store: Pick<Store, 'record' | 'records' | 'turns' | 'outcome' | 'outcomesAfter' | 'conversation' | 'events'>
  support: Pick<Support, 'events'>
  library: Pick<Library, 'facts'>
  autonomy: Pick<AutonomyWatch, 'of' | 'barOf'>
  label(intent: string, language: Language): string
  isIntent(intent: string): boolean
  now(): Date
}

const DAY_MS = 86_400_000
/** How long figures stand, milliseconds. */
const COUNTED_MS = 10_000
const MOST_TENANTS = 1_000
/** Turns are forgotten when nobody asked for so long, milliseconds. */
const IDLE_MS = 10 * 60_000

/** The inspector of a message and the honesty page. */
export const insightFace = ({ store, support, library, autonomy, label, isIntent, now }: InsightParts): Face => {
  const honesty = followHonesty({ store, library, autonomy, now })
  return (_app, { router }) =>
    addInsightRoutes(router, {
      inspect: async (by, conversation, seq) =>
        inspected(await recordedTurn({ support, store }, by, conversation, seq)),
      whatIf: async (by, conversation, seq, answerAbove) => {
        const { record, inputs, text } = await recordedTurn({ support, store }, by, conversation, seq)
        if (inputs === undefined || text === undefined)
          throw new Refusal(
            'conflict',
            `what message ${seq} was decided from is not kept: it cannot be decided again`,
            {
              field: 'seq',
            },
          )
        const turn = { record, inputs, text: normalise(text), label }
        const again = decideAgain(decide, turn, withBar(record.policy, answerAbove))
        const [was, changed] = [noteOf(record.decision), noteOf(again.decision)]
        const same = was.kind === changed.kind && was.reason === changed.reason && was.text === changed.text
        return { answerAbove, was, now: changed, same }
      },
      corrections: createCorrections({ support, store, isIntent, now }),
      ...honesty,
    })
}

const noteOf = (decision: Decision): DecisionNote => ({
  kind: decision.kind,
  reason: decision.reason,
  ...(decision.kind === 'answer' ? { text: decision.draft.text } : {}),
})

/** Outcomes of the last weeks are followed from the first time that somebody asks, until nobody has asked for a while. */
const followHonesty = ({
  store,
  library,
  autonomy,
  now,
}: Pick<InsightParts, 'store' | 'library' | 'autonomy' | 'now'>) => {
  const timeZone = (): string => library.facts()['timeZone']?.en ?? SHOP_TIME_ZONE
  const counted = new LRUCache<string, Promise<HonestyFigures>>({ max: MOST_TENANTS, ttl: COUNTED_MS })
  let open: { book: ReturnType<typeof createHonestyBook>; tail: ReturnType<typeof createOutcomeTail> } | undefined
  let idle: NodeJS.Timeout | undefined

  const since = (days: number): Date => new Date(now().getTime() - days * DAY_MS)
  const caughtUp = async () => {
    clearTimeout(idle)
    idle = setTimeout(() => {
      open = undefined
    }, IDLE_MS).unref()
    if (open === undefined) {
      const book = createHonestyBook()
      open = { book, tail: createOutcomeTail(store, book.hear) }
    }
    const { book, tail } = open
    const first = since(Math.max(...HONESTY_DAYS))
    await tail.catchUp(first.toISOString())
    book.forgetBefore(first.getTime())
    return book
  }
  const reading = (tenant: string, days: number) => {
    const zone = timeZone()
    return {
      since: since(days),
      until: now(),
      barOf: (intent: string) => autonomy.barOf(tenant, intent),
      dayOf: remembered((at) => zonedTime(at, zone)?.slice(0, 10) ?? ''),
    }
  }
  const figuresOf = async (tenant: string, days: number): Promise<HonestyFigures> => {
    const book = await caughtUp()
    const read = reading(tenant, days)
    const figures = await honestyFigures(book.turns(tenant), read)
    const capped = (book.droppedUpTo() ?? 0) >= read.since.getTime()
    return capped ? { ...figures, capped } : figures
  }
  /** A turn as it is listed; of a message that was taken back nothing but its place. */
  const shown = async (tenant: string, turn: KeptTurn, word: HonestTurn['word']): Promise<HonestTurn> => {
    const cut = turn.record.lastIndexOf(':')
    const conversation = turn.record.slice(0, cut)
    const seq = Number(turn.record.slice(cut + 1))
    const page = await store.events(tenant, conversation, { after: seq - 1, limit: 1 })
    const event = page?.events[0]
    const place = { conversation, seq, at: new Date(turn.at).toISOString(), word }
    if (page === undefined || event === undefined || event.recalled || event.rolledBack) return place
    const { intent, confidence } = turn
    return { ...place, customerName: page.conversation.customerName, intent, confidence }
  }
  return {
    honesty: async (tenant: string, days: number) => {
      const key = `${days} ${tenant}`
      const known = counted.get(key) ?? figuresOf(tenant, days)
      counted.set(key, known, { noUpdateTTL: true })
      known.catch(() => counted.delete(key))
      const { promised, intents } = autonomy.of(tenant)
      return { ...(await known), promised, intents }
    },
    turnsAt: async (
      tenant: string,
      point: HonestyPoint,
      { days, after, limit }: { days: number; after: number; limit: number },
    ) => {
      const book = await caughtUp()
      const read = reading(tenant, days)
      const breathe = createBreathe()
      const found: { turn: KeptTurn; word: HonestTurn['word'] }[] = []
      for (const turn of book.turns(tenant)) {
        await breathe()
        const word = turn.at < read.since.getTime() ? undefined : wordAt(turn, point, read)
        if (word !== undefined) found.push({ turn, word })
      }
      const page = found.reverse().slice(after, after + limit)
      const turns = await Promise.all(page.map(({ turn, word }) => shown(tenant, turn, word)))
      return found.length > after + limit ? { turns, next: after + limit } : { turns }
    },
  }
}

const HOUR_MS = 3_600_000

/** Time zones change the day on the quarter of an hour: what is asked for in one is asked for once. */
const remembered = (dayOf: (at: number) => string): ((at: number) => string) => {
  const known = new Map<number, string>()
  return (at) => {
    const quarter = Math.floor(at / (HOUR_MS / 4))
    const day = known.get(quarter) ?? dayOf(at)
    known.set(quarter, day)
    return day
  }
}
