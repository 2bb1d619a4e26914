import { type Article, LANGUAGES, type ShopFacts } from '../../src/domain/article.ts'
import type { Order } from '../../src/domain/customer.ts'
import type { AskOption, Language } from '../../src/domain/message.ts'
import { allWordsOf, claimsIn, type Facts, wordsFor } from './fact-words.ts'
import type { ShopTruth } from './shop-truth.ts'

/** Something that the bot said, with what it says it rests on. */
export interface Said {
  customer: string
  text: string
  options?: readonly AskOption[]
  /** Ids of the articles that it names as its sources. */
  articles: readonly string[]
  /** Milliseconds: said at, and the message that it answers was heard at. */
  at: number
  heardAt: number
}

export interface Verdict {
  /** In words; none where each fact is one that the shop's systems had, lately enough. */
  lies: string[]
  /** Facts of orders and customers that were checked. */
  facts: number
}

export interface OracleParts {
  truth: ShopTruth
  articles: readonly Article[]
  facts: ShopFacts
  /** Milliseconds that something may be old when it is said. */
  freshMs: number
  /** Texts that carriers write. */
  events: readonly string[]
}

/** Milliseconds between two clocks of one machine, and for a call that was under way. */
const SLACK_MS = 250

/**
 * Judges what the bot says by the shop's own data, twice: what stands in an article's places is held against one order of this customer as it was
 * lately, the article's condition too; and whatever else looks like a fact must be one of this customer's, or stand in the shop's own words.
 */
export const createFactOracle = ({
  truth,
  articles,
  facts,
  freshMs,
  events,
}: OracleParts): ((said: Said) => Verdict) => {
  const templates = new Map(articles.map((article) => [article.id, templatesOf(article)]))
  const shopWords = Object.values(facts).flatMap((words) => Object.values(words))

  return ({ customer: who, text, options = [], articles: cited, at, heardAt }) => {
    const orders = truth.ordersOf(who, heardAt - freshMs - SLACK_MS, at)
    const customer = truth.customer(who)
    const factsOf = (order: Order | undefined): Facts => ({ customer, order, parcel: truth.parcel(order?.parcel) })
    const lies: string[] = []
    let checked = 0
    let rest = text
    for (const id of cited) {
      const candidates = longest(templates.get(id) ?? [], rest)
      const [first] = candidates
      if (first === undefined) {
        lies.push(`${id}: says what the article does not: ${text}`)
        continue
      }
      checked += first.slots.filter((slot) => wordsFor(slot, factsOf(undefined), first.language) !== undefined).length
      const told = candidates.flatMap((template) =>
        [undefined, ...orders].map((order) => ({ template, order, facts: factsOf(order) })),
      )
      const span = told.map(({ template, order, facts }) => spanOf(template, order, facts, rest)).find(Boolean)
      rest = rest.replace(span ?? first.loose, ' ')
      if (span !== undefined) continue
      const misfits = told.map(({ template, order, facts }) => misfitsOf(template, order, facts, text))
      const least = misfits.sort((x, y) => x.length - y.length)[0] ?? []
      lies.push(`${id}: no order of ${who} has ${least.join(', ')}: ${text}`)
    }
    const own = new Set(
      LANGUAGES.flatMap((language) => [undefined, ...orders].flatMap((order) => allWordsOf(factsOf(order), language))),
    )
    const isOwn = (words: string): boolean => own.has(words) || shopWords.some((fact) => fact.includes(words))
    for (const { kind, words } of claimsIn(rest, events)) {
      checked += 1
      if (!isOwn(words)) lies.push(`${kind} ${words} is nothing of ${who}: ${text}`)
    }
    for (const option of options) {
      const order = option.order === undefined ? undefined : orders.filter(({ id }) => id === option.order)
      if (order?.length === 0) lies.push(`offers ${option.order}, which is no order of ${who}`)
      const words = new Set(
        (order ?? orders).flatMap((of) => LANGUAGES.flatMap((language) => allWordsOf(factsOf(of), language))),
      )
      for (const claim of claimsIn(option.label, events)) {
        checked += 1
        if (!words.has(claim.words)) lies.push(`offers ${claim.kind} ${claim.words}: ${option.label}`)
      }
      const tail = /(?<!\d)\d{4}(?!\d)/.exec(option.label)?.[0]
      if (tail !== undefined && !(order ?? orders).some(({ id }) => id.endsWith(tail)))
        lies.push(`offers the tail ${tail}, which is no order of ${who}`)
    }
    return { lies, facts: checked }
  }
}

interface Template {
  language: Language
  /** The words of the article with its slots between them. */
  parts: string[]
  slots: string[]
  /** With anything in the slots. */
  loose: RegExp
  /** Characters that are not of slots. */
  length: number
  holds(order: Order | undefined): boolean
}

const ANYTHING = '([\\s\\S]{1,200}?)'

const templatesOf = ({ answers }: Article): Template[] =>
  LANGUAGES.flatMap((language) =>
    answers[language].map(({ text, when }): Template => {
      const parts = text.trim().split(/\{\{\s*([^{}]*?)\s*\}\}/)
      return {
        language,
        parts,
        slots: parts.filter((_, n) => n % 2 === 1),
        loose: patternOf(parts, () => ANYTHING),
        length: parts.filter((_, n) => n % 2 === 0).join('').length,
        holds: (order) =>
          when === undefined ||
          when.values.includes((when.slot === 'order.status' ? order?.status : order?.refund?.status) ?? ''),
      }
    }),
  )

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const patternOf = (parts: readonly string[], inSlot: (slot: string) => string): RegExp =>
  new RegExp(
    `${parts.map((part, n) => (n % 2 === 0 ? escaped(part).replaceAll(/\s+/g, '\\s+') : inSlot(part))).join('')}(?=$|\\s|抱歉|您问)`,
  )

/** Those that have most words of their own in common with the text. */
const longest = (templates: readonly Template[], text: string): Template[] => {
  const found = templates.filter(({ loose }) => loose.test(text))
  const most = Math.max(0, ...found.map(({ length }) => length))
  return found.filter(({ length }) => length === most)
}

/** What the template says of this order, where it stands in the text. */
const spanOf = (
  { parts, slots, language, holds }: Template,
  order: Order | undefined,
  facts: Facts,
  text: string,
): string | undefined => {
  const words = new Map(slots.map((slot) => [slot, wordsFor(slot, facts, language)]))
  if (!holds(order) || [...words.values()].some((some) => some?.length === 0)) return undefined
  const inSlot = (slot: string): string => {
    const some = words.get(slot)
    return some === undefined ? ANYTHING : `(?:${some.map(escaped).join('|')})`
  }
  return patternOf(parts, inSlot).exec(text)?.[0]
}

/** What of an answer is not so of this order. */
const misfitsOf = (
  { loose, slots, language, holds }: Template,
  order: Order | undefined,
  facts: Facts,
  text: string,
): string[] => [
  ...slots.flatMap((slot, n) => {
    const words = loose.exec(text)?.[n + 1] ?? ''
    return wordsFor(slot, facts, language)?.includes(words) === false ? [`${slot} ${words}`] : []
  }),
  ...(holds(order) ? [] : ['its condition']),
]
