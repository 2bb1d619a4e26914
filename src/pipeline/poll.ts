import type { Asker } from '../domain/article.ts'
import type { Ballot, VotingHeads } from '../domain/heads.ts'
import type { Language } from '../domain/message.ts'
import type { Passage, SearchKnowledge, Vote } from '../domain/understanding.ts'
import { centred } from '../lib/vectors.ts'
import { keywordBallot } from './voters/keywords.ts'
import { createLinearVoter } from './voters/linear.ts'
import { createNearVoters } from './voters/near.ts'
import { createNgramVoter } from './voters/ngrams.ts'
import { createRetrievalVoter } from './voters/retrieval.ts'

export interface PollParts {
  /** Absent where there is no knowledge: then nobody votes for `retrieval`. */
  search?: SearchKnowledge
  keywords?: (text: string) => Vote | undefined
}

export interface Polled {
  ballots: Ballot[]
  passages: Passage[]
  /** What the keywords say outright. */
  said?: Vote
}

export interface Poll {
  (message: {
    text: string
    vector?: Float32Array
    /** Of the same text, where it was asked for before its vector was there. */
    words?: WordsHeard
    language: Language
    at: Date
    /** Whose articles may be found; absent: everybody's. */
    asker?: Asker
    /** Articles that must not be found. */
    without?: ReadonlySet<string>
  }): Polled
  /** What the letters alone say of a normalised text: to be done while the encoder reads. */
  words(message: { text: string; language: Language; at: Date; asker?: Asker }): WordsHeard
}

export interface WordsHeard {
  ngrams: Ballot
  said: Vote | undefined
}

/** Passages that the retrieval voter hears and the record keeps. */
const PASSAGES = 10

/** Asks all voters about one normalised text; without a vector only those that need none. Well under a millisecond. */
export const createPoll = (heads: VotingHeads, { search, keywords }: PollParts): Poll => {
  const { intents } = heads.manifest
  const linear = createLinearVoter(heads)
  const ngrams = createNgramVoter(heads)
  const near = createNearVoters(heads)
  const retrieval = createRetrievalVoter(intents)
  const hear = (text: string): WordsHeard => ({ ngrams: ngrams(text), said: keywords?.(text) })
  const poll = ({ text, vector, words, language, at, asker, without }: Parameters<Poll>[0]): Polled => {
    const ballots: Ballot[] = []
    const { ngrams, said } = words ?? hear(text)
    if (vector !== undefined) {
      const direction = centred(vector, heads.mean)
      ballots.push(linear(direction), ...near(direction))
    }
    ballots.push(ngrams)
    const own = vector === undefined ? {} : { vector }
    const found = search?.({ text, ...own, language, top: PASSAGES, at, ...asker }) ?? []
    const passages = without === undefined ? found : found.filter(({ article }) => !without.has(article))
    if (search !== undefined) ballots.push(retrieval(passages))
    if (keywords !== undefined) ballots.push(keywordBallot(said, intents))
    return { ballots, passages, ...(said === undefined ? {} : { said }) }
  }
  return Object.assign(poll, {
    words: ({ text, language, at, asker }: Parameters<Poll['words']>[0]): WordsHeard => {
      search?.prepare?.({ text, language, top: PASSAGES, at, ...asker })
      return hear(text)
    },
  })
}
