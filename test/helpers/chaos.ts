import { pick } from '../../src/demo/people.ts'
import type { ShopData } from '../../src/demo/records.ts'
import type { Order } from '../../src/domain/customer.ts'
import type { Language } from '../../src/domain/message.ts'
import type { DecisionRecord } from '../../src/domain/record.ts'
import { createRandom, type Random } from '../../src/lib/random.ts'
import { NEXT, QUESTIONS } from './chaos-questions.ts'
import type { Client, Frame } from './client.ts'
import { createFactOracle } from './fact-oracle.ts'
import type { Running } from './product.ts'
import { createTruth, type ShopTruth } from './shop-truth.ts'

export interface ChaosSettings {
  conversations: number
  seed: number
  /** Milliseconds that an order may be old when the bot speaks of it. */
  freshMs: number
  /** Conversations at once. */
  atOnce?: number
  /** How many of the shop's customers write; all where it is not said. */
  customers?: number
  /** What they ask, where it is not everything. */
  questions?: Record<Language, readonly string[]>
  /** Milliseconds from one change of the shop to the next; 0 leaves it as it is. */
  changeEveryMs?: number
}

export interface ChaosReport {
  finished: number
  /** Of the first message of each conversation. */
  outcomes: Record<'answer' | 'ask' | 'person', number>
  messages: number
  wordings: number
  /** Facts that were held against the shop's data. */
  facts: number
  lies: string[]
  changes: number
}

const AT_ONCE = 16
const LOOK_MS = 10
/** Milliseconds without an answer after which the record is asked why. */
const SILENCE_MS = 1_500
const PATIENCE_MS = 30_000
const FOLLOW_UPS = 0.4

/**
 * Customers of the demo shop, in both languages, ask what customers ask, each in a conversation of their own that a supervisor closes. Everything that
 * the bot says is judged by the shop's data as it was at that time.
 */
export const runChaos = async (running: Running, data: ShopData, settings: ChaosSettings): Promise<ChaosReport> => {
  const { conversations, seed, freshMs, atOnce = AT_ONCE, changeEveryMs = 0, questions = QUESTIONS } = settings
  const people = data.customers.slice(0, settings.customers)
  const orders = data.orders.filter(({ customer }) => people.some(({ id }) => id === customer))
  const random = createRandom(seed)
  const truth = createTruth(data, Date.now)
  const { library } = running.product.models
  const oracle = createFactOracle({
    truth,
    articles: library.articles(),
    facts: library.facts(),
    freshMs,
    events: [...new Set(data.parcels.flatMap(({ events }) => events.flatMap(({ text }) => [text.zh, text.en])))],
  })
  const supervisor = await running.client('supervisor', 'sue')
  const report: ChaosReport = {
    finished: 0,
    outcomes: { answer: 0, ask: 0, person: 0 },
    messages: 0,
    wordings: 0,
    facts: 0,
    lies: [],
    changes: 0,
  }
  const asked = new Set<string>()
  const timer =
    changeEveryMs === 0 ? undefined : setInterval(() => changeSomething(truth, orders, random), changeEveryMs)

  const ask = async (client: Client, who: string, text: string): Promise<Answered> => {
    report.messages += 1
    const ack = await client.say(text)
    if (ack.type === 'nack') throw new Error(`refused: ${ack.message}`)
    const { conversation, seq, at } = ack
    const isOf = (frame: Frame): boolean => frame.conversation === conversation
    const isAnswer = (frame: Frame): boolean => isOf(frame) && ((isBots(frame) && frame.seq > seq) || isPersons(frame))
    const record = () => running.product.store.record('default', `${conversation}:${seq}`)
    if ((await answerOf(client, isAnswer, record)) === 'said before')
      return { conversation, kind: 'answer', options: [] }
    // Words and state of a hand-off come one after the other.
    await new Promise((resolve) => setTimeout(resolve, SOON_MS))
    const isWithPeople = client.frames.some((frame) => isOf(frame) && isPersons(frame))
    for (const frame of client.frames.filter((one) => isOf(one) && isBots(one) && one.seq > seq)) {
      const { lies, facts } = oracle({
        customer: who,
        text: frame.text ?? '',
        options: frame.options ?? [],
        articles: (frame.answer?.sources ?? []).map(({ article }: { article: string }) => article),
        at: Date.parse(frame.at),
        heardAt: Date.parse(at),
      })
      report.facts += facts
      report.lies.push(...lies, ...(frame.answer === undefined ? [] : ofAnother(text, frame.text)))
    }
    const said = client.frames.findLast((frame) => isOf(frame) && isBots(frame) && frame.seq > seq)
    const kind = isWithPeople ? 'person' : said?.options?.length > 0 ? 'ask' : 'answer'
    return { conversation, kind, options: said?.options ?? [] }
  }

  const converse = async (n: number): Promise<void> => {
    const language: Language = n % 2 === 0 ? 'zh' : 'en'
    const who = (people[(n * 7) % people.length] as { id: string }).id
    const own = createRandom(seed * 1_000_003 + n)
    const wording = questions[language][Math.floor(n / 2) % questions[language].length] as string
    asked.add(wording)
    const client = await running.client('customer', who)
    try {
      let answered = await ask(client, who, fillIn(wording, data, who, language, own))
      report.outcomes[answered.kind] += 1
      if (answered.kind === 'ask') {
        const option = pick(answered.options, own) as { label: string }
        answered = await ask(client, who, option.label)
      } else if (answered.kind === 'answer' && own.next() < FOLLOW_UPS)
        answered = await ask(client, who, fillIn(pick(NEXT[language], own), data, who, language, own))
      supervisor.send({ type: 'resolve', conversation: answered.conversation })
      await client.next(
        (frame) =>
          frame.type === 'status' && frame.conversation === answered.conversation && frame.state === 'resolved',
        'the end',
      )
      report.finished += 1
    } finally {
      await client.close()
      supervisor.frames.length = 0
    }
  }

  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < conversations) {
        const n = next
        next += 1
        await converse(n)
      }
    }),
  )
  clearInterval(timer)
  report.wordings = asked.size
  report.changes = truth.changes()
  await supervisor.close()
  return report
}

/** Who names an order by its number or last digits is told of that one, or of none. */
const ofAnother = (asked: string, answer: string): string[] => {
  const named = /(?<!\d)(?:20\d{12}|\d{4})(?!\d)/.exec(asked)?.[0]
  if (named === undefined) return []
  return [...answer.matchAll(/(?<!\d)20\d{12}(?!\d)/g)].flatMap(([told]) =>
    told.endsWith(named) ? [] : [`asked of ${named}, told of ${told}: ${asked} → ${answer}`],
  )
}

interface Answered {
  conversation: string
  kind: 'answer' | 'ask' | 'person'
  options: { label: string }[]
}

/** Waits for words or a person. Who asks the same again in one breath has the answer right above: then the bot says nothing. */
const answerOf = async (
  client: Client,
  isAnswer: (frame: Frame) => boolean,
  record: () => Promise<DecisionRecord | undefined>,
): Promise<'answered' | 'said before'> => {
  const started = performance.now()
  for (;;) {
    if (client.frames.some(isAnswer)) return 'answered'
    const waited = performance.now() - started
    if (waited > SILENCE_MS && (await record())?.decision.reason === 'repeated_question') return 'said before'
    if (waited > PATIENCE_MS) throw new Error(`no answer; got ${JSON.stringify(client.frames.slice(-6))}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

const isBots = (frame: Frame): boolean => frame.type === 'event' && frame.from.role === 'bot'

const isPersons = (frame: Frame): boolean => frame.type === 'status' && /queued|assigned/.test(frame.state)

/** Milliseconds in which the state of a conversation follows its words. */
const SOON_MS = 60

const fillIn = (wording: string, data: ShopData, who: string, language: Language, random: Random): string => {
  const own = data.orders.filter(({ customer }) => customer === who)
  const order = pick(own, random)
  const sent = own.find(({ parcel }) => parcel !== undefined)
  const theirs = pick(
    data.orders.filter(({ customer }) => customer !== who),
    random,
  )
  const words: Record<string, string> = {
    tail: order.id.slice(-4),
    order: order.id,
    parcel: sent?.parcel ?? 'SF1390000000000',
    good: (order.lines[0]?.name[language] ?? '').toLowerCase(),
    theirs: theirs.id.slice(-4),
  }
  return wording.replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name] ?? name)
}

const DAY_MS = 24 * 3_600_000

/** The shop works on: something is delayed, a refund is approved, money arrives. */
const changeSomething = (truth: ShopTruth, orders: readonly Order[], random: Random): void => {
  const order = pick(orders, random)
  const later = (iso: string): string => new Date(Date.parse(iso) + DAY_MS).toISOString()
  const { eta, refund } = order
  if (refund?.status === 'requested')
    truth.change(order, { refund: { ...refund, status: 'approved', eta: later(new Date().toISOString()) } })
  else if (refund?.status === 'approved') {
    const { eta: _, ...paid } = refund
    truth.change(order, { refund: { ...paid, status: 'paid' } })
  } else if (eta !== undefined) truth.change(order, { eta: later(eta) })
}
