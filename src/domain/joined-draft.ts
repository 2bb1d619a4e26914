import { MOST_CARDS } from './card.ts'
import type { Draft } from './decision.ts'
import type { Source } from './message.ts'

/**
 * One draft for several requests, each part under its article's title; a single draft as it is. It may be sent alone only
 * where every part may, and is as sure as that all parts are right.
 */
export const joinDrafts = (first: Draft, ...others: Draft[]): Draft => {
  if (others.length === 0) return first
  const parts = [first, ...others]
  const orders = new Set(parts.flatMap(({ order }) => order ?? []))
  const { order: _, cards: __, provenance: ___, stale: ____, which: _____, ...rest } = first
  const which = parts.find((part) => part.which !== undefined)?.which
  const provenance = Object.assign({}, ...parts.map((part) => part.provenance)) as NonNullable<Draft['provenance']>
  const stale = [...new Set(parts.flatMap((part) => part.stale ?? []))]
  const cards = parts.flatMap((part) => part.cards ?? []).slice(0, MOST_CARDS)
  return {
    ...rest,
    ...(orders.size === 1 ? { order: [...orders][0] as string } : {}),
    text: parts.map(({ source, text }) => `**${source.title}**\n${text}`).join('\n\n'),
    mode: parts.every(({ mode }) => mode === 'auto') ? 'auto' : 'suggest',
    courtesy: false,
    missing: [...new Set(parts.flatMap(({ missing }) => missing))],
    reads: Object.assign({}, ...parts.map(({ reads }) => reads)) as Record<string, string>,
    ...(Object.keys(provenance).length === 0 ? {} : { provenance }),
    ...(stale.length === 0 ? {} : { stale }),
    ...(which === undefined ? {} : { which }),
    ...(cards.length === 0 ? {} : { cards }),
    confidence: parts.reduce((product, { confidence = 1 }) => product * confidence, 1),
    parts,
  }
}

/** Where the words of a draft come from: every part's source, each once. */
export const sourcesOf = ({ source, parts = [] }: Draft): Source[] => {
  const all = parts.length === 0 ? [source] : parts.map((part) => part.source)
  return all.filter(({ article }, i) => all.findIndex((other) => other.article === article) === i)
}
