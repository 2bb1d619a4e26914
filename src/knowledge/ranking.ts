import type { RankingEvidence } from '../domain/ranking.ts'
import type { Passage, SearchKnowledge } from '../domain/understanding.ts'
import { centred, dot } from '../lib/vectors.ts'

/** The most that choices can change a score, as a share of it: enough to turn two near articles round, not to bring one from nowhere. */
export const MOST_LEARNED = 0.1
/** Choices as good as this many sure ones take a score most of the way. */
const HALF_WAY = 2
/** Cosine (centred) from which a question is like the one that was chosen for. */
const ALIKE = 0.5
/** Choices that count, newest first; 1.5 KB each. */
export const MOST_EVIDENCE = 2_000

export interface Chosen extends RankingEvidence {
  /** Of the question, centred, norm 1. */
  vector: Float32Array
}

export interface Ranking {
  /** The same search, with scores moved by what was chosen for questions like it; what was moved says so in `learned`. */
  over(search: SearchKnowledge): SearchKnowledge
  /** Takes over the choices that count now. */
  learn(chosen: readonly Chosen[]): void
  /** Those that count now; none where it is off. */
  learned(): readonly Chosen[]
  switch(on: boolean): void
  on(): boolean
  /** Grows whenever something else may come first. */
  revision(): number
}

/** Accepted and changed suggestions move the ranking within a bound; the texts stay as they are. */
export const createRanking = (mean: () => Float32Array): Ranking => {
  let byArticle = new Map<string, Chosen[]>()
  let on = true
  let revision = 0

  const learnedFor = (article: string, asked: Float32Array): number => {
    let sum = 0
    for (const { vector, weight } of byArticle.get(article) ?? []) {
      const cosine = dot(vector, 0, asked)
      if (cosine >= ALIKE) sum += weight * cosine
    }
    return Math.round(MOST_LEARNED * Math.tanh(sum / HALF_WAY) * 1_000) / 1_000
  }
  const moved = (passage: Passage, asked: Float32Array): Passage => {
    const learned = learnedFor(passage.article, asked)
    if (learned === 0) return passage
    return { ...passage, score: Math.min(1, Math.max(0, passage.score * (1 + learned))), learned }
  }

  return {
    over: (search) => {
      const ranked: SearchKnowledge = (query) => {
        const found = search(query)
        if (!on || byArticle.size === 0 || query.vector === undefined) return found
        const asked = centred(query.vector, mean())
        const all = found.map((passage) => moved(passage, asked))
        return all.some(({ learned }) => learned !== undefined) ? all.sort((a, b) => b.score - a.score) : found
      }
      return search.prepare === undefined ? ranked : Object.assign(ranked, { prepare: search.prepare })
    },
    learn: (chosen) => {
      byArticle = new Map()
      for (const one of chosen) byArticle.set(one.article, [...(byArticle.get(one.article) ?? []), one])
      revision++
    },
    learned: () => (on ? [...byArticle.values()].flat() : []),
    switch: (wanted) => {
      if (on !== wanted) revision++
      on = wanted
    },
    on: () => on,
    revision: () => revision,
  }
}
