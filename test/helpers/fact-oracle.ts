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
      rest = rest.replace(first.span, ' ')
      checked += first.filled.filter(
        ({ slot }) => wordsFor(slot, factsOf(undefined), first.language) !== undefined,
      ).length
      const misfits = candidates
        .flatMap((found) => [undefined, ...orders].map((order) => misfitsOf(found, order, factsOf(order))))
        .sort((x, y) => x.length - y.length)[0]
      if (misfits?.length !== 0) lies.push(`${id}: no order of ${who} has ${misfits?.join(', ')}: ${text}`)
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
  pattern: RegExp
  slots: string[]
  /** Characters that are not of slots. */
  length: number
  holds(order: Order | undefined): boolean
}

const templatesOf = ({ answers }: Article): Template[] =>
  LANGUAGES.flatMap((language) =>
    answers[language].map(({ text, when }) => {
      const slots: string[] = []
      const parts = text.trim().split(/\{\{\s*([^{}]*?)\s*\}\}/)
      const pattern = parts
        .map((part, n) => {
          if (n % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+')
          slots.push(part)
          return '([\\s\\S]{1,200}?)'
        })
        .join('')
      return {
        language,
        pattern: new RegExp(`${pattern}(?=$|\\s|抱歉|您问)`),
        slots,
        length: parts.filter((_, n) => n % 2 === 0).join('').length,
        holds: (order) =>
          when === undefined ||
          when.values.includes((when.slot === 'order.status' ? order?.status : order?.refund?.status) ?? ''),
      }
    }),
  )

interface Found extends Template {
  span: string
  filled: { slot: string; words: string }[]
}

/** Those that have most words of their own in common with the text. */
const longest = (templates: readonly Template[], text: string): Found[] => {
  const found = templates.flatMap((template): Found[] => {
    const match = template.pattern.exec(text)
    if (match === null) return []
    return [
      { ...template, span: match[0], filled: template.slots.map((slot, n) => ({ slot, words: match[n + 1] ?? '' })) },
    ]
  })
  const most = Math.max(0, ...found.map(({ length }) => length))
  return found.filter(({ length }) => length === most)
}

/** What of an answer is not so of this order. */
const misfitsOf = ({ filled, language, holds }: Found, order: Order | undefined, facts: Facts): string[] => [
  ...filled.flatMap(({ slot, words }) =>
    wordsFor(slot, facts, language)?.includes(words) === false ? [`${slot} ${words}`] : [],
  ),
  ...(holds(order) ? [] : ['its condition']),
]
