import type { Confusion } from '../intent-figures.ts'
import { escaped } from './html.ts'

/** Intents that a picture can still tell apart. */
const MOST_INTENTS = 16

/** Who is taken for whom, among the intents with most mistakes; columns are numbered like the rows. Darker is more often. */
export const matrix = (confusions: readonly Confusion[]): string => {
  const counts = new Map<string, number>()
  for (const { label, intent, n } of confusions)
    for (const name of [label, intent]) counts.set(name, (counts.get(name) ?? 0) + n)
  const names = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, MOST_INTENTS)
    .map(([name]) => name)
  if (names.length === 0) return '<p class="quiet">no mistakes</p>'
  const times = (label: string, intent: string): number =>
    confusions.find((one) => one.label === label && one.intent === intent)?.n ?? 0
  const most = Math.max(1, ...confusions.map(({ n }) => n))
  const cell = (label: string, intent: string): string => {
    const n = times(label, intent)
    if (label === intent) return '<td aria-hidden="true">·</td>'
    if (n === 0) return '<td></td>'
    const strength = Math.round(15 + (60 * n) / most)
    return `<td style="background:color-mix(in srgb,var(--accent) ${strength}%,transparent)" title="${escaped(`${label} taken for ${intent}`)}">${n}</td>`
  }
  return `<div class="scroll"><table class="matrix"><thead><tr><th scope="col">is ↓ taken for →</th>${names.map((name, i) => `<th scope="col" title="${escaped(name)}">${i + 1}</th>`).join('')}</tr></thead><tbody>${names
    .map(
      (label, i) =>
        `<tr><th scope="row">${escaped(label)} ${i + 1}</th>${names.map((intent) => cell(label, intent)).join('')}</tr>`,
    )
    .join('\n')}</tbody></table></div>`
}
