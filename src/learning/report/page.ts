import type { Share } from '../../domain/heads.ts'
import type { Comparison } from '../compare.ts'
import type { Evaluation, Figures } from '../evaluate.ts'
import type { GateResult } from '../gates.ts'
import type { CurvePoint } from '../learning-curve.ts'
import type { Mistake } from '../mistakes.ts'
import { charts } from './charts.ts'
import { compared } from './compared.ts'
import { bar, type Cell, escaped, numbersTable, percent, table } from './html.ts'
import { matrix } from './matrix.ts'
import { STYLE } from './style.ts'

export interface ReportInput {
  model: string
  data: string
  evaluation: Evaluation
  gates: readonly GateResult[]
  /** Most confident first, with the training examples nearest to each. */
  mistakes?: readonly Mistake[]
  curve?: readonly CurvePoint[]
  comparison?: { against: string; result: Comparison }
}

const MOST_CONFUSIONS = 30

/** One HTML file with its pictures in it, for wide and narrow screens, light and dark; nothing is fetched. */
export const renderReport = (input: ReportInput): string => {
  const { model, data, evaluation, gates, mistakes = [], curve = [], comparison } = input
  const sections: { id: string; title: string; body: string }[] = [
    ...(gates.length === 0 ? [] : [{ id: 'gates', title: 'Gates', body: gatesTable(gates) }]),
    { id: 'sure', title: 'How sure it is', body: charts(evaluation, curve) },
    { id: 'voters', title: 'Voters', body: voters(evaluation) },
    { id: 'slices', title: 'Slices', body: slices(evaluation) },
    ...(comparison === undefined
      ? []
      : [{ id: 'against', title: `Against ${comparison.against}`, body: compared(comparison.result) }]),
    { id: 'confused', title: 'What is taken for what', body: matrix(evaluation.confusions) + confusions(evaluation) },
    ...(mistakes.length === 0 ? [] : [{ id: 'mistakes', title: 'Surest mistakes', body: mistakesTable(mistakes) }]),
    { id: 'intents', title: 'Intents', body: intents(evaluation) },
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Tabdesk: ${escaped(model)} on ${escaped(data)}</title>
<style>${STYLE}</style></head><body>
<h1>${escaped(model)}</h1><p class="quiet">measured on ${escaped(data)}; brackets are exact 95 % intervals</p>
${tiles(evaluation)}
<nav>${sections.map(({ id, title }) => `<a href="#${id}">${escaped(title)}</a>`).join('')}</nav>
${sections.map(({ id, title, body }) => `<h2 id="${id}">${escaped(title)}</h2>\n${body}`).join('\n')}
</body></html>
`
}

const tiles = ({ n, accuracy, inScope, outOfScope, ece, answered }: Evaluation): string =>
  `<div class="tiles">${[
    tile('messages', String(n)),
    shareTile('right', accuracy),
    shareTile('right in scope', inScope),
    ...(outOfScope.n === 0 ? [] : [shareTile('out of scope caught', outOfScope.recall)]),
    tile('calibration off by (ECE)', `${(100 * ece).toFixed(1)} points`),
    shareTile('answered alone', answered.rate),
    shareTile('of those right', answered.right),
  ].join('')}</div>`

const tile = (name: string, value: string): string =>
  `<div class="tile"><b>${escaped(value)}</b><span>${escaped(name)}</span></div>`

const shareTile = (name: string, share: Share): string => {
  const [value = '–', interval = ''] = percent(share).split(' (')
  return tile(interval === '' ? name : `${name} (${interval}`, value)
}

const gatesTable = (gates: readonly GateResult[]): string =>
  table(
    ['figure', 'value', 'wanted', ''],
    gates.map(({ figure, value, min, max, passed }): Cell[] => [
      figure,
      String(value),
      [min === undefined ? '' : `≥ ${min}`, max === undefined ? '' : `≤ ${max}`].join(' '),
      { html: passed ? '<span class="good">passed</span>' : '<span class="bad">FAILED</span>' },
    ]),
  )

const voters = ({ perVoter, withoutVoter, accuracy, inScopeBest }: Evaluation): string =>
  numbersTable(
    ['voter', 'its first choice right', 'in scope, if it were not heard'],
    [
      ...Object.entries(perVoter).map(([voter, share]): Cell[] => [
        voter,
        bar(share.share, percent(share)),
        withoutVoter[voter] === undefined
          ? '–'
          : bar(withoutVoter[voter].share, percent(withoutVoter[voter]), {
              share: inScopeBest.share,
              says: 'all voters together',
            }),
      ]),
      ['together', bar(accuracy.share, percent(accuracy)), bar(inScopeBest.share, percent(inScopeBest))],
    ],
  )

const slices = ({ slices, ...all }: Evaluation): string =>
  numbersTable(
    [
      'slice',
      'messages',
      'right',
      'in scope',
      'macro-F1',
      'out of scope caught',
      'ECE',
      'answered alone',
      'of those right',
    ],
    [
      sliceRow('all', all),
      ...Object.entries(slices).flatMap(([slice, values]) =>
        Object.entries(values).map(([value, figures]) => sliceRow(`${slice}: ${value}`, figures)),
      ),
    ],
  )

const sliceRow = (name: string, { n, accuracy, inScope, macroF1, outOfScope, ece, answered }: Figures): Cell[] => [
  name,
  String(n),
  bar(accuracy.share, percent(accuracy)),
  percent(inScope),
  macroF1.toFixed(3),
  percent(outOfScope.recall),
  ece.toFixed(3),
  percent(answered.rate),
  percent(answered.right),
]

const confusions = ({ confusions }: Evaluation): string =>
  table(
    ['is', 'was taken for', 'times', 'for example'],
    confusions.slice(0, MOST_CONFUSIONS).map(({ label, intent, n, example }) => [label, intent, String(n), example]),
  )

const mistakesTable = (mistakes: readonly Mistake[]): string =>
  table(
    ['message', 'is', 'was taken for', 'sure', 'nearest examples'],
    mistakes.map(({ text, label, intent, confidence, nearest }): Cell[] => [
      text,
      label,
      intent,
      confidence.toFixed(2),
      {
        html: nearest
          .map(
            (one) =>
              `<div class="near">${one.cosine.toFixed(2)} ${escaped(one.text)} <i>${escaped(one.intent)}</i></div>`,
          )
          .join(''),
      },
    ]),
  )

const intents = ({ perIntent }: Evaluation): string =>
  numbersTable(
    ['intent', 'messages', 'F1', 'recall', 'precision'],
    perIntent
      .toSorted((a, b) => a.f1 - b.f1)
      .map(({ intent, n, recall, precision, f1 }): Cell[] => [
        intent,
        String(n),
        n === 0 ? '–' : bar(f1, f1.toFixed(2)),
        percent(recall),
        precision.toFixed(2),
      ]),
  )
