import type { VotingHeads } from '../../src/domain/heads.ts'
import type { EmbeddedExample } from '../../src/learning/rows.ts'
import { type TrainInput, type TrainParts, train } from '../../src/learning/train.ts'
import { createRandom } from '../../src/lib/random.ts'
import { normalised } from '../../src/lib/vectors.ts'
import { countBallots, judge } from '../../src/pipeline/ensemble.ts'
import { createPoll } from '../../src/pipeline/poll.ts'

/** What customers of a very small shop say. */
const WORDS: Record<string, string[]> = {
  refund_status: ['退款', '到账', 'refund', 'money back'],
  track_parcel: ['快递', '到哪了', 'parcel', 'tracking'],
  invoice_how_to: ['发票', '抬头', 'invoice', 'tax'],
  change_address: ['地址', '写错', 'address', 'street'],
  out_of_scope: ['天气', '股票', 'weather', 'poem'],
}
export const DIMENSIONS = 12

/** Examples whose vectors lie around a point of their intent. No encoder is needed; `spread` makes them overlap; a share may be `mislabelled`. */
export const smallShop = (options: {
  perIntent: number
  intents?: string[]
  seed?: number
  spread?: number
  mislabelled?: number
}): EmbeddedExample[] => {
  const { perIntent, intents = Object.keys(WORDS), seed = 1, spread = 0.5, mislabelled = 0 } = options
  const random = createRandom(seed)
  const examples = intents.flatMap((intent) => {
    const place = Object.keys(WORDS).indexOf(intent)
    return Array.from({ length: perIntent }, (_, i) => ({
      text: `${WORDS[intent]?.[i % 4]} ${WORDS[intent]?.[random.below(4)]} ${random.below(1_000_000).toString(36)}`,
      intent,
      language: i % 4 < 2 ? ('zh' as const) : ('en' as const),
      vector: normalised(
        Float32Array.from(
          { length: DIMENSIONS },
          (_, d) => (d === place ? 1 : 0.3) + (random.next() - 0.5) * 2 * spread,
        ),
      ),
    }))
  })
  return examples.map((example) =>
    random.next() < mislabelled ? { ...example, intent: intents[random.below(intents.length)] as string } : example,
  )
}

export const trainSmall = (
  input: Partial<TrainInput> & Pick<TrainInput, 'examples'>,
  parts: Partial<TrainParts> = {},
) =>
  train(
    { seed: 1, encoder: { fingerprint: 'none', dimensions: DIMENSIONS }, ...input },
    {
      openPoll: (heads: VotingHeads) => (message) => createPoll(heads, {})(message).ballots,
      countBallots,
      judge,
      progress: () => undefined,
      ...parts,
    },
  )
