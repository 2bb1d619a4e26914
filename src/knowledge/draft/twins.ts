import { type Article, LANGUAGES, type ShopFacts } from '../../domain/article.ts'
import type { Contradiction, NearDuplicate } from '../../domain/knowledge-import.ts'
import type { Language } from '../../domain/message.ts'
import { createBreathe } from '../../lib/breathe.ts'
import type { Words } from '../words.ts'
import { plainAnswer } from './answer-text.ts'
import { ofDifferentMatters } from './asked-for.ts'
import { conflictBetween, type Statement, statementOf } from './contradict.ts'
import { nearestRows } from './neighbours.ts'
import { share } from './overlap.ts'
import type { Phrasing } from './phrasings.ts'

/**
 * How alike two articles are: the cosine of their nearest questions (centred vectors), and half of the share of words that their answers
 * have in common. On eval/draft-pairs.jsonl, 60 pairs of which 30 were not looked at before: precision 29 of 29 and recall 29 of 40 for
 * the same question, 16 of 16 and 16 of 20 for contradictions (test/drafts.pairs.test.ts). Of the 27,700 pairs in knowledge/, all
 * different articles, 90 reach the bar for duplicates and one is taken for a contradiction. By the cosine alone, 0.7 has a precision of 0.99
 * and a recall of 0.28 on the dev half of JD STS (alike: judged 4 or 5 of 5).
 */
const ANSWERS_COUNT = 0.5
/** From here on two articles are said to ask the same. */
export const DUPLICATE_FROM = 0.85
/** Answers that exclude each other are a sign that it is one question; they are looked for from here on. */
export const CONTRADICTION_FROM = 0.8
/**
 * An article with more others alike is one of a series, the same question about one product after the other. Two of a series are
 * only held against each other where their questions are the same word for word.
 */
const MOST_ALIKE = 6
/** Questions further apart are not looked at. */
const LEAST_COSINE = 0.4

export interface TwinParts {
  facts: ShopFacts
  words: Words
  onDone: (done: number, total: number) => void
}

export interface Twins {
  duplicates: NearDuplicate[]
  contradictions: Contradiction[]
}

/** Articles of `changed` (places in `articles`) beside the others that ask the same: the surest first. */
export const findTwins = async (
  articles: readonly Article[],
  changed: ReadonlySet<number>,
  phrasings: readonly Phrasing[],
  { facts, words, onDone }: TwinParts,
): Promise<Twins> => {
  const pairs = await nearestPairs(articles, changed, phrasings, onDone)
  const spoken = new Map<number, Spoken>()
  const spokenOf = (at: number): Spoken => {
    const known = spoken.get(at) ?? speak(articles[at] as Article, facts, words)
    spoken.set(at, known)
    return known
  }
  const breathe = createBreathe()
  const candidates: (Pair & { alike: number })[] = []
  const counts = new Map<number, number>()
  for (const pair of pairs) {
    await breathe()
    const alike = pair.cosine + ANSWERS_COUNT * likenessOf(spokenOf(pair.from.article), spokenOf(pair.to.article))
    if (alike < CONTRADICTION_FROM) continue
    candidates.push({ ...pair, alike })
    for (const { article } of [pair.from, pair.to]) counts.set(article, (counts.get(article) ?? 0) + 1)
  }
  const inSeries = ({ article }: Phrasing): boolean => (counts.get(article) as number) > MOST_ALIKE
  const duplicates: NearDuplicate[] = []
  const contradictions: Contradiction[] = []
  for (const { alike, ...pair } of candidates) {
    await breathe()
    if (!pair.verbatim && inSeries(pair.from) && inSeries(pair.to)) continue
    const [a, b] = [articles[pair.from.article] as Article, articles[pair.to.article] as Article]
    const [own, other] = [spokenOf(pair.from.article), spokenOf(pair.to.article)]
    const score = Math.round(Math.min(1, pair.cosine) * 1_000) / 1_000
    const conflict = meet(a, b) ? conflictOf(own, other) : undefined
    if (conflict !== undefined) contradictions.push({ article: a.id, other: b.id, ...conflict, score })
    else if (alike >= DUPLICATE_FROM)
      duplicates.push({
        ...{ article: a.id, question: pair.from.text, other: b.id, otherQuestion: pair.to.text, score },
        within: changed.has(pair.to.article),
      })
  }
  const surest = (x: { score: number }, y: { score: number }): number => y.score - x.score
  return { duplicates: duplicates.sort(surest), contradictions: contradictions.sort(surest) }
}

interface Pair {
  from: Phrasing
  to: Phrasing
  cosine: number
  /** The same text but for marks and blanks. */
  verbatim?: true
}

/** The nearest questions of each two articles, one of which is changed; questions that ask for different things are none. */
const nearestPairs = async (
  articles: readonly Article[],
  changed: ReadonlySet<number>,
  phrasings: readonly Phrasing[],
  onDone: TwinParts['onDone'],
): Promise<Pair[]> => {
  const best = new Map<number, Pair>()
  const offer = (pair: Pair): void => {
    const [low, high] = [pair.from.article, pair.to.article].sort((x, y) => x - y) as [number, number]
    const key = low * articles.length + high
    if (pair.verbatim || pair.cosine > (best.get(key)?.cosine ?? -1)) best.set(key, pair)
  }
  const known = phrasings.filter(({ vector }) => vector !== undefined)
  const asking = known.flatMap(({ article }, row) => (changed.has(article) ? [row] : []))
  const mayMeet = (a: number, b: number): boolean => {
    const [x, y] = [known[a] as Phrasing, known[b] as Phrasing]
    return x.article !== y.article && !ofDifferentMatters(x.asks, y.asks)
  }
  const breathe = createBreathe()
  const near = await nearestRows(
    known.map(({ vector }) => vector as Float32Array),
    asking,
    {
      ...{ least: LEAST_COSINE, mayMeet },
      onDone: (done) => {
        onDone(done, asking.length)
        return breathe()
      },
    },
  )
  for (const [row, others] of near)
    for (const { row: other, cosine } of others)
      offer({ from: known[row] as Phrasing, to: known[other] as Phrasing, cosine })
  for (const pair of sameTexts(phrasings, changed)) offer(pair)
  return [...best.values()]
}

/** What is written alike needs no vector. */
const sameTexts = (phrasings: readonly Phrasing[], changed: ReadonlySet<number>): Pair[] => {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\p{P}\p{S}\s]+/gu, '')
  const first = new Map<string, Phrasing[]>()
  const pairs: Pair[] = []
  for (const phrasing of phrasings) {
    const key = plain(phrasing.text)
    const others = first.get(key) ?? []
    first.set(key, [...others, phrasing])
    for (const other of others) {
      if (other.article === phrasing.article) continue
      if (changed.has(phrasing.article)) pairs.push({ from: phrasing, to: other, cosine: 1, verbatim: true })
      else if (changed.has(other.article)) pairs.push({ from: other, to: phrasing, cosine: 1, verbatim: true })
    }
  }
  return pairs
}

/** The plain answers of an article, taken apart. */
type Spoken = Partial<Record<Language, { statement: Statement; words: ReadonlySet<string> }>>

const speak = (article: Article, facts: ShopFacts, words: Words): Spoken => {
  const spoken: Spoken = {}
  for (const language of LANGUAGES) {
    const text = plainAnswer(article, language, facts)
    if (text === undefined) continue
    const about = article.questions[language][0] ?? article.title[language]
    spoken[language] = { statement: statementOf(text, about, words), words: new Set(words(text)) }
  }
  return spoken
}

const likenessOf = (a: Spoken, b: Spoken): number =>
  Math.max(...LANGUAGES.map((language) => share(a[language]?.words ?? new Set(), b[language]?.words ?? new Set())))

/** In a language that both speak. */
const conflictOf = (
  a: Spoken,
  b: Spoken,
): Pick<Contradiction, 'kind' | 'values' | 'text' | 'otherText'> | undefined => {
  for (const language of LANGUAGES) {
    const [own, other] = [a[language]?.statement, b[language]?.statement]
    if (own === undefined || other === undefined) continue
    const conflict = conflictBetween(own, other)
    if (conflict !== undefined) return { ...conflict, text: own.text, otherText: other.text }
  }
  return undefined
}

/** Whether both can be valid at the same moment: the rule of last year is no contradiction. */
const meet = (a: Article, b: Article): boolean =>
  Math.max(Date.parse(a.validFrom ?? EVER), Date.parse(b.validFrom ?? EVER)) <
  Math.min(Date.parse(a.validTo ?? NEVER), Date.parse(b.validTo ?? NEVER))
const EVER = '0001-01-01T00:00:00Z'
const NEVER = '9999-01-01T00:00:00Z'
