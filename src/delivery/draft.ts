import { surelyVetoed } from '../domain/anti-answer.ts'
import { type Article, type Asker, isFor, type ShopFacts } from '../domain/article.ts'
import { askerOf } from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Draft, DraftReplies } from '../domain/decision.ts'
import { joinDrafts } from '../domain/joined-draft.ts'
import type { Language } from '../domain/message.ts'
import type { Freshness } from '../domain/slots.ts'
import type { Entity, Passage, Understanding, Verdict } from '../domain/understanding.ts'
import { fillCards } from './cards.ts'
import { chooseVariant, fill } from './fill.ts'
import { chooseOrder } from './order-choice.ts'
import { isToldApart, orderQuestion, speaksOfOrder } from './order-question.ts'
import { chooseProduct, type FindProduct } from './product-choice.ts'
import { provenanceOf } from './provenance.ts'
import { slotValue } from './slot-values.ts'
import { unreadOf } from './unread.ts'
import { voterArticles } from './voter-draft.ts'

/** More would never be shown: three suggestions, and a spare for each that is switched off. */
const MAX_DRAFTS = 6
/** Of each of several requests. */
const MAX_DRAFTS_EACH = 2

export interface DraftParts {
  article(id: string): Article | undefined
  /** Articles of an intent that are valid at the time. */
  articlesOf(intent: string, at: Date): Article[]
  facts(): ShopFacts
  /** Absent: the shop has no catalogue. */
  product?: FindProduct | undefined
  /** How old what the bot says may be; absent: any age. */
  freshness?: Freshness
  /** Anonymous customers can prove who they are. */
  provable?: boolean
}

/**
 * Articles of the verdict's intent first (best passage first), then those behind the other passages and the intents
 * that came next; each article once, filled for this customer; then the words of plug-in voters. A passage's own words never reach
 * the customer. Of a message that asks for several things: one draft for all, the likeliest draft of each, then the others.
 */
export const createDraftReplies =
  (parts: DraftParts): DraftReplies =>
  ({ understanding, card, conversation, at }) => {
    const asker = askerOf(conversation)
    const said = understanding.affirmed ?? understanding.text
    const draftFor: DraftFor = {
      card,
      facts: parts.facts(),
      ...(parts.product === undefined ? {} : { product: parts.product }),
      ...(parts.freshness === undefined ? {} : { freshness: parts.freshness }),
      language: understanding.language,
      text: said,
      entities: understanding.entities,
      spokenOf: conversation.order,
      provable: parts.provable === true && conversation.customer !== undefined,
      anonymous: !asker.audience.includes('identified'),
    }
    const drafted = (found: Candidate[], own: DraftFor = draftFor): Draft[] =>
      found.flatMap(({ article, ...rest }) => {
        const draft = draftArticle(article, own)
        return draft === undefined ? [] : [{ ...draft, ...rest }]
      })
    const voters = drafted(voterArticles(understanding))
    const { requests } = understanding
    if (requests === undefined)
      return [...drafted(candidates(parts, understanding, { at, asker }).slice(0, MAX_DRAFTS)), ...voters]
    const each = requests.map(({ verdict, passages, entities, start, end }) =>
      drafted(candidates(parts, { ...understanding, verdict, passages }, { at, asker }).slice(0, MAX_DRAFTS_EACH), {
        ...draftFor,
        text: said.slice(start, end),
        entities,
      }).map((draft) => ({ ...draft, confidence: likelihood(verdict, draft.intent) })),
    )
    const [first, ...more] = each.flatMap((drafts, i) =>
      drafts.filter(({ intent }) => intent === requests[i]?.verdict.intent).slice(0, 1),
    )
    const joined = first === undefined || more.length === 0 ? [] : [joinDrafts(first, ...more)]
    const firsts = each.flatMap((drafts) => drafts.slice(0, 1))
    return [...joined, ...firsts, ...each.flatMap((drafts) => drafts.slice(1)), ...voters]
  }

const likelihood = ({ intent, confidence, ranked }: Verdict, of: string): number =>
  of === intent ? confidence : (ranked.find((one) => one.intent === of)?.confidence ?? 0)

interface Candidate {
  article: Article
  passage: Passage
  voter?: NonNullable<Draft['voter']>
}

export interface DraftFor {
  card: ContextCard
  facts: ShopFacts
  product?: FindProduct
  freshness?: Freshness
  language: Language
  /** Normalised. */
  text?: string
  entities: Entity[]
  spokenOf: string | undefined
  /** Whose orders these are is not known: who is nobody yet has none that could be missing. */
  anonymous?: boolean
  /** ...and they can prove it. */
  provable?: boolean
}

/** One article's answer for one customer; undefined where it has none in any language. */
export const draftArticle = (
  article: Article,
  {
    card,
    facts,
    product: find = () => undefined,
    freshness,
    language,
    text: said = '',
    entities,
    spokenOf,
    anonymous = false,
    provable = false,
  }: DraftFor,
): Omit<Draft, 'passage'> | undefined => {
  const zone = facts['timeZone']?.en
  const message = { text: said, entities }
  const choice = chooseOrder({ article, card, message, spokenOf, zone })
  const order = choice.kind === 'one' ? choice.order : choice.kind === 'several' ? choice.orders[0] : undefined
  const spoken = article.answers[language].length > 0 ? language : language === 'zh' ? 'en' : 'zh'
  const variant = chooseVariant(article.answers[spoken], order)
  if (variant === undefined) return undefined
  const product = chooseProduct(find, entities, { card, order, spokenOf })
  const value = (slot: string): string | undefined => slotValue(slot, { card, order, facts, product, language: spoken })
  const { text, missing, reads } = fill(variant.text, value)
  const { cards, ...under } = fillCards(article, spoken, value)
  // Which words were chosen rests on the order's state as much as what fills them.
  const conditions = order === undefined ? [] : article.answers[spoken].flatMap(({ when }) => when?.slot ?? [])
  const rests = [...Object.keys(reads), ...Object.keys(under.reads), ...conditions]
  const { provenance, stale } = provenanceOf(rests, card, freshness)
  const ofOrder = speaksOfOrder(article, spoken)
  const unread = anonymous ? [] : unreadOf(article, card, { order: order?.id, freshness })
  // Where all of them are told the same, it does not matter which.
  const matters = choice.kind !== 'several' || isToldApart(article.answers[spoken], choice.orders)
  const which =
    !anonymous && ofOrder && matters
      ? orderQuestion(choice, { card, message, language: spoken, intent: article.intent, zone })
      : undefined
  return {
    text,
    language: spoken,
    intent: article.intent,
    mode: article.mode,
    courtesy: article.courtesy,
    missing: [...new Set([...unread, ...missing, ...under.missing])],
    source: {
      article: article.id,
      version: article.version,
      title: article.title[spoken],
      ...(article.source === undefined ? {} : { from: article.source }),
    },
    ...(order === undefined ? {} : { order: order.id }),
    ...(choice.kind === 'one' && choice.named ? { orderNamed: true } : {}),
    ...(which === undefined ? {} : { which }),
    ...(anonymous && provable && ofOrder && order === undefined ? { needsIdentity: true } : {}),
    reads: { ...reads, ...under.reads },
    ...(rests.length === 0 ? {} : { provenance }),
    ...(stale.length === 0 ? {} : { stale }),
    ...(cards === undefined ? {} : { cards }),
  }
}

const candidates = (
  parts: DraftParts,
  understanding: Understanding,
  { at, asker }: { at: Date; asker: Asker },
): Candidate[] => {
  const { verdict, passages, language } = understanding
  const rank = new Map(passages.map((passage, index) => [passage.article, index]))
  const found: Candidate[] = []
  const vetoed = understanding.vetoed ?? []
  const never = surelyVetoed(vetoed)
  const doubtful = new Set(vetoed.map((veto) => veto.article))
  const add = (article: Article): void => {
    if (
      article.mode === 'off' ||
      !isFor(article, asker) ||
      never.has(article.id) ||
      found.some((candidate) => candidate.article.id === article.id)
    )
      return
    const index = rank.get(article.id)
    const passage = index === undefined ? undefined : passages[index]
    const shown: Article = doubtful.has(article.id) ? { ...article, mode: 'suggest' } : article
    found.push({ article: shown, passage: passage ?? unseen(article, language) })
  }
  const byRank = (a: Article, b: Article): number =>
    (rank.get(a.id) ?? passages.length) - (rank.get(b.id) ?? passages.length)
  const ofIntent = (intent: string): void => parts.articlesOf(intent, at).sort(byRank).forEach(add)
  ofIntent(verdict.intent)
  const [, second, third] = verdict.ranked
  for (const next of [second, third]) if (next !== undefined && next.confidence > 0.1) ofIntent(next.intent)
  for (const passage of passages) {
    const article = parts.article(passage.article)
    if (article !== undefined) add(article)
  }
  return found
}

/** The intent brought the article, not the search: its title stands for the passage. */
const unseen = (article: Article, language: Language): Passage => ({
  article: article.id,
  version: article.version,
  intent: article.intent,
  language,
  text: article.title[language],
  score: 0,
  lexical: 0,
})
