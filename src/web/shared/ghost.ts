/** Something that could continue a draft: a whole suggested reply (`base` empty) or a completion. */
export interface Offer {
  id: string
  base: string
  text: string
  /** 0 to 1; of whole replies only. */
  confidence?: number
  /** Slots without a value: never offered before the agent has typed. */
  missing?: readonly string[]
}

export interface Ghost {
  offer: Offer
  /** What Tab inserts after the draft, never altered. */
  rest: string
  /** How many offers there are to cycle through, this one counted. */
  of: number
}

/** A whole reply is offered before a letter is typed from this confidence on. */
export const MIN_FULL_CONFIDENCE = 0.75

/**
 * What `offer` would add to `draft`: it is available when the draft, compared by NFKC and without case, is a proper
 * prefix of base + text that reaches at least to the end of the base (the rule of Agent Assist's Smart Compose).
 * Undefined when it is not.
 */
export const restOf = (offer: Offer, draft: string): string | undefined => {
  const full = wholeOf(offer)
  const wanted = fold(draft)
  if (!wanted.startsWith(fold(offer.base))) return undefined
  if (full.startsWith(draft)) return full.length > draft.length ? full.slice(draft.length) : undefined
  if (!fold(full).startsWith(wanted)) return undefined
  const cut = lengthOfPrefix(full, wanted)
  return cut === undefined || cut === full.length ? undefined : full.slice(cut)
}

/**
 * The ghost for a draft. The one that is looked at stays while it is available (a push never swaps it);
 * else the longest base wins, then the order of `offers`.
 */
export const chooseGhost = (input: {
  draft: string
  offers: readonly Offer[]
  /** Whole text of the ghost on screen. */
  current?: string | undefined
}): Ghost | undefined => {
  const available = availableOffers(input)
  const kept = available.find(({ offer }) => wholeOf(offer) === input.current)
  const chosen = kept ?? available[0]
  return chosen && { ...chosen, of: available.length }
}

/** The whole text of the offer `step` places after (or before) the one on screen; wraps around. */
export const cycledGhost = (input: Parameters<typeof chooseGhost>[0] & { step: 1 | -1 }): string | undefined => {
  const available = availableOffers(input)
  const at = available.findIndex(({ offer }) => wholeOf(offer) === input.current)
  const next = available.at((Math.max(at, 0) + input.step) % available.length)
  return next && wholeOf(next.offer)
}

/** What an offer would make of the draft; two offers of the same text are the same ghost. */
export const wholeOf = ({ base, text }: Pick<Offer, 'base' | 'text'>): string => base + text

/** The next word of a ghost with what stands before it (spaces, punctuation); all of it when no word is left. */
export const nextWord = (rest: string, locale: string): string => {
  let end = 0
  for (const { segment, isWordLike } of new Intl.Segmenter(locale, { granularity: 'word' }).segment(rest)) {
    end += segment.length
    if (isWordLike === true) return rest.slice(0, end)
  }
  return rest
}

const availableOffers = ({ draft, offers }: Parameters<typeof chooseGhost>[0]) =>
  offers
    .filter((offer) => draft !== '' || isSureEnough(offer))
    .flatMap((offer) => {
      const rest = restOf(offer, draft)
      return rest === undefined ? [] : [{ offer, rest }]
    })
    // Sorting is stable: offers with the same base keep their rank.
    .sort((a, b) => b.offer.base.length - a.offer.base.length)

const isSureEnough = ({ confidence = 0, missing = [] }: Offer) =>
  confidence >= MIN_FULL_CONFIDENCE && missing.length === 0

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** How many characters of `full` fold to exactly `wanted`; folding may change lengths (ﬁ, ㎏), so it is searched. */
const lengthOfPrefix = (full: string, wanted: string): number | undefined => {
  let length = 0
  for (const character of full) {
    length += character.length
    const folded = fold(full.slice(0, length))
    if (folded === wanted) return length
    if (folded.length > wanted.length) return undefined
  }
  return undefined
}
