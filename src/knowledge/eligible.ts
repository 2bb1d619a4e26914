import { type Article, type Audience, isFor, isValidAt } from '../domain/article.ts'

/** Who asks, and when. */
export interface Eligibility {
  at: Date
  /** Absent: everybody's articles. */
  audience?: readonly Audience[]
  /** Absent: those of all channels. */
  channel?: string
}

/** Which articles may be found, as flags by group: filters before scoring. */
export interface Eligible {
  /** The same array for the same asker between two changes of validity. */
  flags(asked: Eligibility): Uint8Array
  /** When, after `at`, the next article begins or ceases to be valid. */
  nextChange(at: Date): Date | undefined
}

/** Kinds of askers remembered; a channel is whatever the asker says it is. */
const MOST_KEPT = 64

export const createEligible = (found: readonly (readonly [group: number, article: Article])[]): Eligible => {
  const size = found.reduce((most, [group]) => Math.max(most, group + 1), 0)
  const limited = found.filter(
    ([, { validFrom, validTo, audience, channels }]) => (validFrom ?? validTo ?? audience ?? channels) !== undefined,
  )
  const channels = new Set(found.flatMap(([, article]) => article.channels ?? []))
  const moments = [...new Set(limited.flatMap(([, { validFrom, validTo }]) => [validFrom, validTo]))]
    .flatMap((moment) => (moment === undefined ? [] : [Date.parse(moment)]))
    .sort((a, b) => a - b)
  const all = new Uint8Array(size)
  for (const [group] of found) all[group] = 1
  const kept = new Map<string, Uint8Array>()

  const make = ({ at, audience, channel }: Eligibility): Uint8Array => {
    const flags = all.slice()
    for (const [group, article] of limited)
      if (!isValidAt(article, at) || !mayAsk(article, audience, channel)) flags[group] = 0
    return flags
  }
  return {
    flags: (asked) => {
      if (limited.length === 0) return all
      const { audience, channel } = asked
      const past = moments.filter((moment) => moment <= asked.at.getTime()).length
      // Channels that no article names are alike.
      const via = channel === undefined ? '' : channels.has(channel) ? `=${channel}` : '?'
      const key = `${past} ${audience === undefined ? '' : [...audience].sort().join()} ${via}`
      const known = kept.get(key)
      if (known !== undefined) return known
      if (kept.size >= MOST_KEPT) kept.clear()
      const made = make(asked)
      kept.set(key, made)
      return made
    },
    nextChange: (at) => {
      const next = moments.find((moment) => moment > at.getTime())
      return next === undefined ? undefined : new Date(next)
    },
  }
}

const mayAsk = (article: Article, audience: readonly Audience[] | undefined, channel: string | undefined): boolean =>
  isFor(article, {
    audience: audience ?? [article.audience ?? 'everyone'],
    ...(channel === undefined ? {} : { channel }),
  })
