import type { HeadsManifest, IntentEvidence, Share } from '../domain/heads.ts'

/** What a training ends with: what it learnt from, how right it is, and what its bars rest on. */
export const trainLines = (manifest: HeadsManifest, out: string, seconds: number): string[] => {
  const { figures, policy, evidence, stacks, calibration } = manifest
  const weights = Object.entries(stacks.full.weights).map(([voter, weight]) => `${voter} ${weight.toFixed(2)}`)
  return [
    `${out}: ${manifest.data.examples} examples of ${manifest.intents.length} intents in ${seconds} s, calibrated on ${calibration.rows} messages (${calibration.source})`,
    ...(manifest.data.unlabelled === undefined
      ? []
      : [
          `  unlabelled       ${manifest.data.unlabelled.learnt} of ${manifest.data.unlabelled.messages} messages learnt from`,
        ]),
    `  right            ${percent(figures.full.accuracy)}, without the encoder ${percent(figures.withoutEncoder.accuracy)}`,
    `  right in scope   ${percent(figures.full.inScopeAccuracy)}, before rejection`,
    `  calibration      off by ${(100 * figures.full.ece).toFixed(1)} points on average (ECE)`,
    `  voters           ${weights.join(', ')}`,
    `  answers alone    at ${policy.answerAbove} and above: ${percent(evidence.answered)} right of ${evidence.answered.n} of ${calibration.rows}`,
    `  bars rest on     ${barsRestOn(manifest)}`,
    `  out of scope     at ${policy.outOfScopeAbove} and above: ${percent(evidence.rejected)} of ${evidence.rejected.n} rightly`,
  ]
}

const MOST_NAMED = 8

/** How many intents may be answered alone, by what evidence, and which may not. */
const barsRestOn = ({
  evidence: { byIntent = {}, wanted },
  policy: { answerAboveByIntent },
}: HeadsManifest): string => {
  const standing = (how: IntentEvidence['stands']): string[] =>
    Object.keys(byIntent).filter((intent) => byIntent[intent]?.stands === how)
  const [alone, together, never] = [standing('alone'), standing('together'), standing('suggestOnly')]
  const raised = Object.values(answerAboveByIntent).filter((bar) => bar <= 1).length
  const promise = `${Math.round(100 * wanted)} % right at 95 % confidence`
  if (alone.length + together.length === 0)
    return `too little: ${promise} is not shown, so all ${never.length} intents are suggestions only: more examples, or --validation`
  const named = never.slice(0, MOST_NAMED).join(', ') + (never.length > MOST_NAMED ? ', …' : '')
  return `${promise}: ${alone.length} intents by their own messages, ${together.length} together, ${raised} with a bar of their own; ${never.length} suggestions only${never.length === 0 ? '' : ` (${named}): more examples, or wrong labels that \`data lint\` finds`}`
}

const percent = ({ share, lower, upper }: Share): string =>
  `${(100 * share).toFixed(1)} % (${(100 * lower).toFixed(1)}–${(100 * upper).toFixed(1)})`
