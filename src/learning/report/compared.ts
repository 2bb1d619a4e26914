import type { Comparison } from '../compare.ts'
import { type Cell, escaped, table } from './html.ts'

const MOST_DIFFERING = 100

/** Whether one model is better than the other, where, and on which messages. */
export const compared = ({
  n,
  accuracyA,
  accuracyB,
  difference,
  pairs,
  p,
  perIntent,
  differing,
}: Comparison): string => {
  const points = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`
  const verdict =
    difference.lower > 0
      ? ['good', 'better']
      : difference.upper < 0
        ? ['bad', 'worse']
        : ['quiet', 'no difference shown']
  return `<p>${(100 * accuracyA).toFixed(1)} % against ${(100 * accuracyB).toFixed(1)} % of ${n} messages: ${points(difference.value)} points
(${points(difference.lower)} to ${points(difference.upper)}, paired bootstrap; McNemar p = ${p.toPrecision(2)}): <span class="${verdict[0]}">${verdict[1]}</span>.
${pairs.onlyA} messages are right here only, ${pairs.onlyB} there only.</p>
${table(
  ['intent', 'messages', 'won', 'lost'],
  perIntent.map(({ intent, n: of, wins, losses }) => [intent, String(of), String(wins), String(losses)]),
)}
<details><summary>Messages on which they differ (${differing.length})</summary>${table(
    ['message', 'is', 'this one says', 'the other says'],
    differing
      .slice(0, MOST_DIFFERING)
      .map(({ text, label, a, b, right }): Cell[] => [
        text,
        label,
        { html: `<span class="${right === 'a' ? 'good' : 'bad'}">${escaped(a)}</span>` },
        { html: `<span class="${right === 'b' ? 'good' : 'bad'}">${escaped(b)}</span>` },
      ]),
  )}</details>`
}
