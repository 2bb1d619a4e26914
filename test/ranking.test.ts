import { describe, expect, it } from 'vitest'
import type { Passage } from '../src/domain/understanding.ts'
import { type Chosen, createRanking, MOST_LEARNED } from '../src/knowledge/ranking.ts'

const at = (degrees: number): Float32Array =>
  new Float32Array([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)])
const passage = (article: string, score: number): Passage => ({
  ...{ article, version: 'v', intent: article, language: 'zh', text: article, score, lexical: 1 },
})
const chosen = (article: string, degrees: number, weight: number): Chosen => ({
  ...{ record: `c:${degrees}`, article, weight, by: 'ann', at: '2026-11-22T00:00:00Z', vector: at(degrees) },
})
const query = (degrees: number) => ({
  text: '多久到',
  vector: at(degrees),
  language: 'zh' as const,
  top: 3,
  at: new Date(0),
})
const rankingOf = (choices: Chosen[]) => {
  const ranking = createRanking(() => new Float32Array(2))
  ranking.learn(choices)
  const search = ranking.over(() => [passage('eta', 0.8), passage('express', 0.76), passage('far', 0.4)])
  return { ...ranking, found: (degrees: number) => search(query(degrees)) }
}

describe('the ranking', () => {
  it('is as it was where nothing was chosen, and for questions unlike those', () => {
    expect(
      rankingOf([])
        .found(0)
        .map(({ article }) => article),
    ).toEqual(['eta', 'express', 'far'])
    const { found } = rankingOf([chosen('express', 0, 1), chosen('express', 1, 1)])
    expect(found(90).every(({ learned }) => learned === undefined)).toBe(true)
  })
  it('turns two near articles round for questions like those chosen for, and says so', () => {
    const [first, second] = rankingOf([chosen('express', 0, 1), chosen('express', 4, 1), chosen('eta', 2, -0.5)]).found(
      2,
    )
    expect(first).toMatchObject({ article: 'express', learned: expect.closeTo(0.076, 2) })
    expect(second).toMatchObject({ article: 'eta', learned: expect.closeTo(-0.025, 2) })
  })
  it('never moves a score by more than its bound, however many choose', () => {
    const { found } = rankingOf(Array.from({ length: 500 }, (_, i) => chosen('far', i / 100, 1)))
    const far = found(2).find(({ article }) => article === 'far')
    expect(far?.learned).toBe(MOST_LEARNED)
    expect(far?.score).toBeCloseTo(0.44)
    expect(found(2)[0]?.article).toBe('eta')
  })
  it('can be switched off and on, and counts its revisions', () => {
    const ranking = rankingOf([chosen('express', 0, 1), chosen('express', 1, 1)])
    const before = ranking.revision()
    ranking.switch(false)
    expect(ranking.found(0)[0]?.article).toBe('eta')
    ranking.switch(true)
    expect(ranking.found(0)[0]?.article).toBe('express')
    expect(ranking.revision()).toBe(before + 2)
    ranking.switch(true)
    expect(ranking.revision()).toBe(before + 2)
  })
  it('leaves a search without a vector alone', () => {
    const ranking = rankingOf([chosen('express', 0, 1)])
    const { vector: _, ...words } = query(0)
    expect(ranking.over(() => [passage('eta', 0.5)])(words)).toEqual([passage('eta', 0.5)])
  })
})
