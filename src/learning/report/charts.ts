import { plot } from '../../lib/plot.ts'
import type { Evaluation } from '../evaluate.ts'
import type { CurvePoint } from '../learning-curve.ts'
import { escaped } from './html.ts'

/** The curves of a report side by side; those that the data cannot have are left out. */
export const charts = ({ reliability, riskCoverage, roc }: Evaluation, curve: readonly CurvePoint[]): string =>
  `<div class="row">${[
    figure(
      'Is 92 % right 92 times in 100? Points on the line: yes.',
      plot({
        x: 'confidence claimed',
        y: 'share right',
        curves: [
          {
            points: reliability.map(({ confidence, share, n }) => ({ x: confidence, y: share, weight: n })),
            line: false,
          },
        ],
        diagonal: true,
      }),
    ),
    figure(
      'What is wrong when only the surest are acted on',
      plot({
        x: 'share acted on',
        y: 'share wrong',
        curves: [{ points: riskCoverage.map(({ coverage, risk }) => ({ x: coverage, y: risk })), line: true }],
        diagonal: false,
      }),
    ),
    ...(roc.length === 0
      ? []
      : [
          figure(
            'Out of scope: how many are caught for how many of ours turned away',
            plot({
              x: 'share of ours turned away',
              y: 'share caught',
              curves: [
                { points: roc.map(({ falseShare, trueShare }) => ({ x: falseShare, y: trueShare })), line: true },
              ],
              diagonal: true,
            }),
          ),
        ]),
    ...(curve.length === 0
      ? []
      : [
          figure(
            `Would more examples help? Right by share of the ${curve.at(-1)?.examples} examples`,
            plot({
              x: 'share of the examples',
              y: 'share right',
              curves: [
                { points: curve.map(({ share, accuracy }) => ({ x: share, y: accuracy })), line: true },
                { points: curve.map(({ share, accuracy }) => ({ x: share, y: accuracy })), line: false },
              ],
              diagonal: false,
            }),
          ),
        ]),
  ].join('\n')}</div>`

const figure = (caption: string, svg: string): string =>
  `<figure><figcaption>${escaped(caption)}</figcaption>${svg}</figure>`
