import { type Article, LANGUAGES, type ShopFacts } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import type { KnowledgeQuery, Passage, SearchKnowledge } from '../domain/understanding.ts'
import { createBreathe, nextRound } from '../lib/breathe.ts'
import { grown } from '../lib/growing.ts'
import type { VectorGraphs } from '../ports/vector-index.ts'
import { createEligible, type Eligible } from './eligible.ts'
import { fingerprintOf } from './fingerprint.ts'
import { OTHER_LANGUAGE } from './fusion.ts'
import { createHybrid } from './hybrid.ts'
import { passagesOf } from './passages.ts'
import type { Words } from './words.ts'

export interface HoldingsParts {
  words: Words
  normalise: (text: string) => string
  facts: ShopFacts
  graphs?: VectorGraphs | undefined
}

/** Articles and all that is needed to find them; they change in place, a search sees all of a change or nothing of it. */
export interface Holdings {
  readonly articles: readonly Article[]
  readonly byId: ReadonlyMap<string, Article>
  readonly facts: ShopFacts
  readonly fingerprint: string
  readonly passages: number
  /** Passages that want a vector, and those that have one. */
  readonly questions: number
  readonly embedded: number
  /** Shares of what is kept that belong to articles that are gone, and to those that came one by one. */
  readonly dead: number
  readonly loose: number
  /** How many articles would have to be added or taken off to hold exactly these. */
  differing(articles: readonly Article[]): number
  /** Holds exactly these from now on, vectors of known phrasings from `other` or from what was held; false when it became stale. */
  bring(articles: readonly Article[], options?: { other?: Holdings; stale?: () => boolean }): Promise<boolean>
  /** Texts of questions that have no vector, as they are to be embedded; each once. */
  missing(): string[]
  /** Takes in vectors of texts that were missing. */
  learn(vectors: ReadonlyMap<string, Float32Array>): Promise<void>
  /** Vectors of an article's phrasings, by phrasing. */
  vectorsOf(id: string): ReadonlyMap<string, Float32Array>
  /** Phrasings that this had, now or before, and `next` does not have, as they were embedded. */
  forgottenBeside(next: Pick<Holdings, 'phrasings'>): Promise<string[]>
  /** As they are written. */
  phrasings(): Iterable<string>
  search: SearchKnowledge
  nextChange(at: Date): Date | undefined
}

const ANSWERED: Record<Language, number> = { zh: 1, en: 2 }

export const createHoldings = ({ words, normalise, facts, graphs }: HoldingsParts): Holdings => {
  const hybrid = createHybrid(words, graphs)
  const articleAt: (Article | undefined)[] = []
  /** By text: as it is written, in which language, whether it wants a vector. */
  const shown: string[] = []
  let english = new Uint8Array(0)
  let asks = new Uint8Array(0)
  /** By group: the languages that it is answered in. */
  let answered = new Uint8Array(0)
  let groupOf = new Map<string, number>()
  /** Texts without a vector, by the form that is embedded. */
  const waiting = new Map<string, number[]>()
  const gone = new Set<string>()
  /** Groups that were added before all were packed. */
  let packed = -1
  let articles: readonly Article[] = []
  let byId: ReadonlyMap<string, Article> = new Map()
  let fingerprint = fingerprintOf([], facts)
  let eligible: Eligible = createEligible([])
  let passages = 0
  let questions = 0

  const isHeld = ({ id, version, mode }: Article): boolean =>
    mode === 'off' || articleAt[groupOf.get(id) ?? -1]?.version === version

  const stage = (article: Article, known: ReadonlyMap<string, Float32Array>): (readonly [number, Float32Array])[] => {
    const own = passagesOf(article, facts)
    const texts = own.map(({ text, kind }) => ({ text: normalise(text), kind }))
    const group = hybrid.append(texts)
    const [from, to] = hybrid.textsOf(group)
    english = grown(english, to)
    asks = grown(asks, to)
    answered = grown(answered, group + 1)
    articleAt[group] = article
    answered[group] = LANGUAGES.reduce((bits, of) => bits | (article.answers[of].length > 0 ? ANSWERED[of] : 0), 0)
    return own.flatMap(({ text, language, kind }, i) => {
      shown[from + i] = text
      english[from + i] = language === 'en' ? 1 : 0
      asks[from + i] = kind === 'question' ? 1 : 0
      if (kind !== 'question') return []
      const vector = known.get(text)
      if (vector !== undefined) return [[from + i, vector] as const]
      const wanted = (texts[i] as { text: string }).text
      const others = waiting.get(wanted)
      if (others === undefined) waiting.set(wanted, [from + i])
      else others.push(from + i)
      return []
    })
  }

  const isLive = (text: number): boolean => shown[text] !== undefined && shown[text] !== ''

  const drop = (group: number): void => {
    const [from, to] = hybrid.textsOf(group)
    for (let text = from; text < to; text++) {
      if (asks[text] === 1) gone.add(shown[text] as string)
      shown[text] = ''
    }
    articleAt[group] = undefined
  }

  const count = (groups: readonly number[]): void => {
    passages = 0
    questions = 0
    for (const group of groups) {
      const [from, to] = hybrid.textsOf(group)
      passages += to - from
      for (let text = from; text < to; text++) questions += asks[text] as number
    }
  }

  const vectorsOf: Holdings['vectorsOf'] = (id) => {
    const vectors = new Map<string, Float32Array>()
    const group = groupOf.get(id)
    if (group === undefined) return vectors
    const [from, to] = hybrid.textsOf(group)
    for (let text = from; text < to; text++) {
      const vector = hybrid.vectorOf(text)
      if (vector !== undefined) vectors.set(shown[text] as string, vector.slice())
    }
    return vectors
  }

  const phrasings = (): string[] => shown.filter((text, i) => text !== '' && asks[i] === 1)

  const find: SearchKnowledge = (query) => {
    if (query.top < 1) return []
    const own = ANSWERED[query.language]
    const isEnglish = query.language === 'en' ? 1 : 0
    const hits = hybrid.search({
      text: query.text,
      ...(query.vector === undefined ? {} : { vector: query.vector }),
      top: query.top,
      allowed: eligible.flags(query),
      factor: (group) => (((answered[group] as number) & own) === 0 ? OTHER_LANGUAGE : 1),
      prefer: (text) => english[text] === isEnglish,
    })
    return hits.flatMap(({ group, text, score, lexical, semantic }): Passage[] => {
      const article = articleAt[group]
      if (article === undefined) return []
      const { id, version, intent } = article
      const language: Language = english[text] === 1 ? 'en' : 'zh'
      const evidence = semantic === undefined ? { score, lexical } : { score, lexical, semantic }
      return [{ article: id, version, intent, language, text: shown[text] as string, ...evidence }]
    })
  }
  const search: SearchKnowledge = Object.assign(find, {
    prepare: (query: KnowledgeQuery) => {
      if (query.top >= 1) hybrid.prepare({ text: query.text, top: query.top, allowed: eligible.flags(query) })
    },
  })

  return {
    get articles() {
      return articles
    },
    get byId() {
      return byId
    },
    facts,
    get fingerprint() {
      return fingerprint
    },
    get passages() {
      return passages
    },
    get questions() {
      return questions
    },
    get embedded() {
      return hybrid.embedded
    },
    get dead() {
      return hybrid.groups === 0 ? 0 : hybrid.dead / hybrid.groups
    },
    get loose() {
      return hybrid.groups === 0 ? 0 : (hybrid.groups - packed) / hybrid.groups
    },
    differing: (next) => {
      const held = next.filter((article) => article.mode !== 'off' && isHeld(article)).length
      const found = next.filter(({ mode }) => mode !== 'off').length
      return found - held + (groupOf.size - held)
    },
    bring: async (next, { other, stale = () => false } = {}) => {
      const breathe = createBreathe()
      const vectors: (readonly [number, Float32Array])[] = []
      const staged: number[] = []
      const groups = new Map<string, number>()
      const giveUp = (): false => {
        for (const group of staged) drop(group)
        return false
      }
      for (const article of next) {
        if (stale()) return giveUp()
        if (article.mode === 'off') continue
        const held = groupOf.get(article.id)
        if (held !== undefined && isHeld(article)) groups.set(article.id, held)
        else {
          staged.push(hybrid.groups)
          groups.set(article.id, hybrid.groups)
          vectors.push(...stage(article, (other ?? { vectorsOf }).vectorsOf(article.id)))
        }
        await breathe()
      }
      if (packed < 0) {
        await hybrid.pack()
        packed = hybrid.groups
      }
      await nextRound()
      const named = new Map(next.map((one) => [one.id, one]))
      const mark = fingerprintOf(next, facts)
      await nextRound()
      const order = [...groups.values()]
      const put = (): void => {
        const kept = new Set(order)
        for (const group of [...groupOf.values(), ...staged]) if (!kept.has(group)) drop(group)
        groupOf = groups
        // The same version may come as another object, e.g. with another origin.
        for (const [id, group] of groups) articleAt[group] = named.get(id)
        articles = next
        byId = named
        fingerprint = mark
        eligible = createEligible(order.map((group) => [group, articleAt[group] as Article] as const))
        count(order)
      }
      return (await hybrid.turn({ groups: order, vectors, stale, put })) || giveUp()
    },
    missing: () => {
      for (const [text, at] of waiting) if (!at.some(isLive)) waiting.delete(text)
      return [...waiting.keys()]
    },
    learn: async (vectors) => {
      const breathe = createBreathe()
      const learnt: (readonly [number, Float32Array])[] = []
      for (const [text, vector] of vectors) {
        for (const at of (waiting.get(text) ?? []).filter(isLive)) learnt.push([at, vector])
        waiting.delete(text)
        await breathe()
      }
      learnt.sort(([a], [b]) => a - b)
      await hybrid.turn({ groups: [...groupOf.values()], vectors: learnt })
    },
    vectorsOf,
    forgottenBeside: async (next) => {
      const kept = new Set(next.phrasings())
      await nextRound()
      const lost = [...gone, ...phrasings()].filter((text) => !kept.has(text))
      await nextRound()
      if (lost.length === 0) return []
      // Written differently, they may still have been embedded as one.
      const breathe = createBreathe()
      const embedded = new Set(lost.map(normalise))
      for (const text of kept) {
        embedded.delete(normalise(text))
        await breathe()
      }
      return [...embedded]
    },
    phrasings,
    search,
    nextChange: (at) => eligible.nextChange(at),
  }
}
