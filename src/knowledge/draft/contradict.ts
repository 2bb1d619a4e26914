import type { Contradiction } from '../../domain/knowledge-import.ts'
import type { Words } from '../words.ts'
import { type Claim, claimsIn } from './claims.ts'
import { ANY_MONEY, type Figure, sameFigure } from './figure.ts'
import { figuresIn } from './figures.ts'
import { share } from './overlap.ts'

/** An answer taken apart, once for all that it is held against. */
export interface Statement {
  text: string
  figures: readonly (Figure & { words: ReadonlySet<string> })[]
  claims: readonly (Claim & { words: ReadonlySet<string> })[]
}

export type Conflict = Pick<Contradiction, 'kind' | 'values'>

/** `about`: the question that it answers; a short answer means it. */
export const statementOf = (text: string, about: string, words: Words): Statement => {
  const asked = words(about)
  const spoken = (clause: string): Set<string> => {
    const own = words(clause)
    return new Set(own.length < FEW_WORDS ? [...own, ...asked] : own)
  }
  return {
    text,
    figures: figuresIn(text)
      .slice(0, MOST_COMPARED)
      .map((figure) => ({ ...figure, words: spoken(aroundOf(text, figure)) })),
    claims: claimsIn(text)
      .slice(0, MOST_COMPARED)
      .map((claim) => ({ ...claim, words: spoken(claim.about) })),
  }
}

/**
 * Where two answers to the same question cannot both hold: a number with its unit, a date or time of day, or what can, must or need
 * not be. What one says and the other does not is no conflict, nor an exception that only one of them names.
 */
export const conflictBetween = (a: Statement, b: Statement): Conflict | undefined =>
  figuresDiffer(a, b) ?? claimsDiffer(a, b)

/** Figures and claims of one answer that are compared: price lists are no answers. */
const MOST_COMPARED = 60
/** Clauses with fewer words of their own speak of what was asked. */
const FEW_WORDS = 2
/**
 * Least share of words that the surroundings of two figures have in common: where a text has several of the kind, where each has
 * one, and where they are written in different units, as hours and days mostly are for different things; then only where each has one.
 */
const SAME_MATTER = 0.3
const SAME_MATTER_ALONE = 0.15
const SAME_MATTER_OTHER_UNIT = 0.5
const NEVER = Number.POSITIVE_INFINITY
/** 24 hours and 30 days are hardly two words about one thing. */
const MOST_TIMES = 6
/** The same for the clauses of two claims. */
const SAME_CLAIM = 0.45

const figuresDiffer = (a: Statement, b: Statement): Conflict | undefined => {
  let best: { conflict: Conflict; likeness: number } | undefined
  for (const x of a.figures)
    for (const y of b.figures) {
      if (!comparable(x, y) || sameFigure(x, y)) continue
      const likeness = share(x.words, y.words)
      if (likeness < needed(x, y, a, b) || likeness <= (best?.likeness ?? -1)) continue
      if (said(x, b, likeness) || said(y, a, likeness)) continue
      const kind = x.kind === 'date' || x.kind === 'clock' ? 'date' : 'number'
      best = { conflict: { kind, values: [x.shown, y.shown] }, likeness }
    }
  return best?.conflict
}

const needed = (x: Figure, y: Figure, a: Statement, b: Statement): number => {
  const alone = count(a, x) === 1 && count(b, y) === 1
  if (x.unit !== y.unit) return alone && !farApart(x, y) ? SAME_MATTER_OTHER_UNIT : NEVER
  return alone ? SAME_MATTER_ALONE : SAME_MATTER
}

const farApart = (x: Figure, y: Figure): boolean => Math.max(x.high, y.high) > MOST_TIMES * Math.min(x.high, y.high)

const isMoney = ({ kind }: Figure): boolean => kind.startsWith(ANY_MONEY) && !kind.endsWith('bound')

const comparable = (x: Figure, y: Figure): boolean =>
  x.kind === y.kind || (isMoney(x) && isMoney(y) && (x.kind === ANY_MONEY || y.kind === ANY_MONEY))

/** The text has the figure as well, about the same matter. */
const said = (figure: Statement['figures'][number], { figures }: Statement, likeness: number): boolean =>
  figures.some(
    (other) => comparable(figure, other) && sameFigure(figure, other) && share(figure.words, other.words) >= likeness,
  )

const count = ({ figures }: Statement, like: Figure): number =>
  figures.filter((figure) => comparable(figure, like)).length

const claimsDiffer = (a: Statement, b: Statement): Conflict | undefined => {
  for (const x of a.claims)
    for (const y of b.claims) {
      if (x.kind !== y.kind || x.positive === y.positive || x.condition !== y.condition) continue
      const likeness = share(x.words, y.words)
      if (likeness < SAME_CLAIM || agrees(x, b, likeness) || agrees(y, a, likeness)) continue
      return { kind: 'negation', values: [x.clause, y.clause] }
    }
  return undefined
}

/** The other answer says the same of it as well: it names an exception. */
const agrees = (claim: Statement['claims'][number], { claims }: Statement, likeness: number): boolean =>
  claims.some(
    (other) =>
      other.kind === claim.kind && other.positive === claim.positive && share(claim.words, other.words) >= likeness,
  )

/** The sentence part that a figure stands in, without the figure; what is free says itself of what. */
const aroundOf = (text: string, { kind, start, end }: Figure): string => {
  const before = text.slice(0, start).split(BREAKS).at(-1) ?? ''
  const after = text.slice(end).split(BREAKS)[0] ?? ''
  return `${before} ${kind === ANY_MONEY ? text.slice(start, end) : ''} ${after}`
}
const BREAKS = /[，,。！？；;\n]|[.!?](?=\s|$)/
