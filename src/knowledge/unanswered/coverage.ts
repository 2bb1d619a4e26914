import type { Article } from '../../domain/article.ts'
import type { ArticleUsage } from '../../domain/article-edits.ts'
import type { Coverage, CoverageCluster } from '../../domain/coverage.ts'
import type { Language } from '../../domain/message.ts'
import type { Passage, SearchKnowledge } from '../../domain/understanding.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { centred } from '../../lib/vectors.ts'
import type { EmbedTexts } from '../embedding.ts'
import type { Asked } from './asked.ts'
import { type Cluster, clusterOf, nearestCluster } from './clusters.ts'
import { type AgentReply, draftAnswer } from './draft-answer.ts'
import { staleArticles } from './stale.ts'

/** Days looked at; as many before them are for comparison. */
export const COVERAGE_DAYS = 28
/** Different unanswered questions that are clustered, newest first: more take minutes. */
const MOST_CLUSTERED = 5_000
/** Questions that make a cluster worth an article. */
const SMALLEST_CLUSTER = 3
const MOST_CLUSTERS = 50
const QUESTIONS_SHOWN = 3
const QUESTIONS_DRAFTED = 6
/** Replies that a draft is made of. */
const MOST_REPLIES = 20
/** Texts embedded at once, so that nobody who waits for an answer waits long. */
const BATCH = 8
const DAY_MS = 86_400_000

export interface CoverageParts {
  /** What customers asked since, oldest first. */
  asked: (since: Date) => AsyncIterable<Asked>
  /** What an agent wrote in answer to a message; undefined where nobody did. */
  replyTo: (question: Asked) => Promise<string | undefined>
  embed: EmbedTexts
  mean: () => Float32Array
  search: SearchKnowledge
  articles: () => readonly Article[]
  usage: (article: string) => ArticleUsage
  /** Takes out what is somebody's own before a question or an answer is shown. */
  mask: (text: string) => string
  normalise: (text: string) => string
  now: () => Date
  /** The shop's date, `2026-11-22`. */
  today: (at: Date) => string
}

/** What customers ask and nothing answers; minutes of reading at the lowest priority for a large shop. */
export const findCoverage = async (parts: CoverageParts): Promise<Omit<Coverage, 'kept'>> => {
  const at = parts.now()
  const since = at.getTime() - COVERAGE_DAYS * DAY_MS
  const earlier: Asked[] = []
  const recent: Asked[] = []
  let questions = 0
  let answered = 0
  for await (const one of parts.asked(new Date(since - COVERAGE_DAYS * DAY_MS))) {
    if (one.at >= since) {
      questions++
      if (one.answered) answered++
      else recent.push(one)
    } else if (!one.answered) earlier.push(one)
  }
  const groups = await withVectors(sameTexts(recent).slice(0, MOST_CLUSTERED), parts)
  const clusters = (await clusterOf(groups.map(({ vector, asked }) => ({ vector, weight: asked.length }))))
    .map((cluster) => ({ cluster, size: sizeOf(cluster, groups) }))
    .filter(({ size }) => size >= SMALLEST_CLUSTER)
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST_CLUSTERS)
  const before = await countBefore(
    earlier,
    clusters.map(({ cluster }) => (groups[cluster[0] as number] as Group).vector),
    parts,
  )
  const described: CoverageCluster[] = []
  for (const [i, { cluster, size }] of clusters.entries())
    described.push({ ...(await describe(cluster, groups, parts, at)), size, before: before[i] as number })
  return {
    at: at.toISOString(),
    state: 'ready',
    days: COVERAGE_DAYS,
    ...{ questions, answered },
    clusters: described,
    stale: staleArticles(parts.articles(), parts.usage, { today: parts.today(at), questions }),
  }
}

/** A text and everybody who asked it. */
interface Group {
  said: string
  asked: Asked[]
  /** Centred, norm 1. */
  vector: Float32Array
}

const sizeOf = (cluster: Cluster, groups: readonly Group[]): number =>
  cluster.reduce((sum, i) => sum + (groups[i] as Group).asked.length, 0)

/** Newest first. */
const sameTexts = (asked: readonly Asked[]): Omit<Group, 'vector'>[] => {
  const groups = new Map<string, Asked[]>()
  for (const one of asked.toReversed()) {
    const known = groups.get(one.said)
    if (known === undefined) groups.set(one.said, [one])
    else known.push(one)
  }
  return Array.from(groups, ([said, all]) => ({ said, asked: all }))
}

/** The vectors that were recorded, and those that have to be made. */
const withVectors = async (
  groups: readonly Omit<Group, 'vector'>[],
  { embed, mean }: CoverageParts,
): Promise<Group[]> => {
  const known = new Map<string, Float32Array>()
  for (const { said, asked } of groups) {
    const vector = asked.find((one) => one.vector !== undefined)?.vector
    if (vector !== undefined) known.set(said, vector)
  }
  const missing = groups.flatMap(({ said }) => (known.has(said) ? [] : [said]))
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH)
    for (const [i, vector] of (await embed(batch)).entries()) known.set(batch[i] as string, vector)
  }
  return groups.map((group) => ({ ...group, vector: centred(known.get(group.said) as Float32Array, mean()) }))
}

/** Earlier questions that would have been in each cluster; what has no vector on record is not counted. */
const countBefore = async (
  earlier: readonly Asked[],
  centres: readonly Float32Array[],
  { mean }: CoverageParts,
): Promise<number[]> => {
  const counts = centres.map(() => 0)
  const breathe = createBreathe()
  for (const { vector } of earlier) {
    await breathe()
    const cluster = vector === undefined ? undefined : nearestCluster(centred(vector, mean()), centres)
    if (cluster !== undefined) counts[cluster] = (counts[cluster] as number) + 1
  }
  return counts
}

const describe = async (
  cluster: Cluster,
  groups: readonly Group[],
  parts: CoverageParts,
  at: Date,
): Promise<Omit<CoverageCluster, 'size' | 'before'>> => {
  const members = cluster.map((i) => groups[i] as Group)
  const all = members.flatMap(({ asked }) => asked).sort((a, b) => b.at - a.at)
  const central = members[0] as Group
  const first = central.asked[0] as Asked
  const language = majority(all)
  const shown = members.map(({ asked }) => parts.mask((asked[0] as Asked).text))
  const nearest = nearestOf(central, first, parts, at)
  const draft = await draftOf(all, shown, parts)
  return {
    id: `${first.conversation}:${first.seq}`,
    questions: shown.slice(0, QUESTIONS_SHOWN),
    language,
    conversations: [...new Set(all.map(({ conversation }) => conversation))],
    ...(nearest === undefined ? {} : { nearest }),
    ...(draft === undefined ? {} : { draft }),
  }
}

const majority = (asked: readonly Asked[]): Language =>
  asked.filter(({ language }) => language === 'zh').length * 2 >= asked.length ? 'zh' : 'en'

const nearestOf = (
  { said }: Group,
  { vector, language }: Asked,
  { search, articles }: CoverageParts,
  at: Date,
): CoverageCluster['nearest'] => {
  const query = { text: said, ...(vector === undefined ? {} : { vector }), language, top: 1, at }
  const hit: Passage | undefined = search({ ...query, audience: ['everyone', 'identified', 'agents'] })[0]
  const article = hit && articles().find(({ id }) => id === hit.article)
  if (hit === undefined || article === undefined) return undefined
  return { article: article.id, title: article.title[language] || article.title.zh, score: hit.score }
}

const draftOf = async (
  asked: readonly Asked[],
  questions: readonly string[],
  { replyTo, embed, mean, mask, normalise }: CoverageParts,
): Promise<CoverageCluster['draft']> => {
  const replies: Pick<AgentReply, 'text' | 'slots'>[] = []
  for (const question of asked) {
    if (replies.length >= MOST_REPLIES) break
    const text = await replyTo(question)
    if (text !== undefined) replies.push({ text, slots: question.slots })
  }
  const vectors = await embed(replies.map(({ text }) => normalise(text))).catch(() => [])
  const answer = draftAnswer(
    replies.map((reply, i) => {
      const vector = vectors[i]
      return { ...reply, ...(vector === undefined ? {} : { vector: centred(vector, mean()) }) }
    }),
  )
  if (answer === undefined) return undefined
  const title = questions[0] as string
  return {
    title,
    questions: [...new Set(questions)].slice(0, QUESTIONS_DRAFTED),
    answer: mask(answer),
    from: replies.length,
  }
}
