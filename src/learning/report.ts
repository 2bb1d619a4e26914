import type { Share } from '../domain/heads.ts'
import { type Curve, plot } from '../lib/plot.ts'
import type { Evaluation, Figures } from './evaluate.ts'
import type { GateResult } from './gates.ts'

export interface ReportInput {
  model: string
  data: string
  evaluation: Evaluation
  gates: readonly GateResult[]
}

const MOST_ROWS = 30

/** One HTML file with its pictures in it; nothing is fetched. */
export const renderReport = ({ model, data, evaluation, gates }: ReportInput): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tabdesk: ${escaped(model)} on ${escaped(data)}</title>
<style>${STYLE}</style>
<h1>${escaped(model)}</h1><p>measured on ${escaped(data)}; brackets are exact 95 % intervals</p>
${table(['', 'messages', 'right', 'right in scope', 'macro-F1', 'out of scope: recall', 'precision', 'ECE', 'answers alone', 'of those right'], [figuresRow('all', evaluation), ...Object.entries(evaluation.perLanguage).map(([language, figures]) => figuresRow(language, figures))])}
${
  gates.length === 0
    ? ''
    : `<h2>Gates</h2>${table(
        ['figure', 'value', 'wanted', ''],
        gates.map(({ figure, value, min, max, passed }) => [
          figure,
          String(value),
          [min === undefined ? '' : `≥ ${min}`, max === undefined ? '' : `≤ ${max}`].join(' '),
          passed ? 'passed' : 'FAILED',
        ]),
      )}`
}
<div class="row">
<figure><figcaption>Is 92 % right 92 times in 100? Points on the line: yes.</figcaption>${plot({ x: 'confidence claimed', y: 'share right', curves: reliability(evaluation), diagonal: true })}</figure>
<figure><figcaption>What is wrong when only the surest are acted on</figcaption>${plot({ x: 'share acted on', y: 'share wrong', curves: risk(evaluation), diagonal: false })}</figure>
</div>
<h2>Voters</h2>
${table(
  ['voter', 'first choice right'],
  [...Object.entries(evaluation.perVoter), ['together', evaluation.accuracy] as const].map(([voter, share]) => [
    voter,
    percent(share),
  ]),
)}
<h2>Decisions</h2>
${table(
  ['decision', 'messages'],
  Object.entries(evaluation.decisions).map(([decision, n]) => [decision, String(n)]),
)}
<h2>Mistakes</h2>
${table(
  ['is', 'was taken for', 'times', 'for example'],
  evaluation.confusions.slice(0, MOST_ROWS).map(({ label, intent, n, example }) => [label, intent, String(n), example]),
)}
<h2>Intents</h2>
${table(
  ['intent', 'messages', 'recall', 'precision', 'F1'],
  evaluation.perIntent
    .toSorted((a, b) => a.f1 - b.f1)
    .map(({ intent, n, recall, precision, f1 }) => [
      intent,
      String(n),
      percent(recall),
      precision.toFixed(2),
      f1.toFixed(2),
    ]),
)}
</html>
`

const STYLE = `body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c2330;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #dde2ea;vertical-align:top}
th{font-weight:600}.row{display:flex;flex-wrap:wrap;gap:2rem}figure{margin:0}figcaption{margin-bottom:.3rem}svg{font:12px system-ui,sans-serif}
@media(prefers-color-scheme:dark){body{background:#14181f;color:#e3e8ef}td,th{border-color:#333c49}}`

const figuresRow = (name: string, { n, accuracy, inScope, macroF1, outOfScope, ece, answered }: Figures): string[] => [
  name,
  String(n),
  percent(accuracy),
  percent(inScope),
  macroF1.toFixed(3),
  outOfScope.n === 0 ? '–' : percent(outOfScope.recall),
  outOfScope.n === 0 ? '–' : percent(outOfScope.precision),
  ece.toFixed(3),
  percent(answered.rate),
  percent(answered.right),
]

const reliability = ({ reliability }: Evaluation): Curve[] => [
  { points: reliability.map(({ confidence, share, n }) => ({ x: confidence, y: share, weight: n })), line: false },
]
const risk = ({ riskCoverage }: Evaluation): Curve[] => [
  { points: riskCoverage.map(({ coverage, risk }) => ({ x: coverage, y: risk })), line: true },
]

const percent = ({ share, lower, upper, n }: Share): string =>
  n === 0 ? '–' : `${(100 * share).toFixed(1)} % (${(100 * lower).toFixed(0)}–${(100 * upper).toFixed(0)})`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join('')}</tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('\n')}</table>`

const escaped = (text: string): string => text.replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`)
