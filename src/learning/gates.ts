import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Evaluation, Figures } from './evaluate.ts'

const bounds = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => (min ?? max) !== undefined, 'name min or max')

export type Gates = Record<string, { min?: number | undefined; max?: number | undefined }>

export interface GateResult {
  figure: string
  value: number
  min?: number
  max?: number
  passed: boolean
}

/** The figures that a gate can be set on, of all messages or of a slice. */
export const GATED: Record<string, (figures: Figures) => number | undefined> = {
  accuracy: ({ accuracy }) => known(accuracy),
  in_scope: ({ inScope }) => known(inScope),
  in_scope_best: ({ inScopeBest }) => known(inScopeBest),
  macro_f1: ({ macroF1 }) => macroF1,
  out_of_scope_precision: ({ outOfScope }) => known(outOfScope.precision),
  out_of_scope_recall: ({ outOfScope }) => known(outOfScope.recall),
  out_of_scope_auroc: ({ outOfScope }) => outOfScope.auroc,
  in_and_out_of_scope: ({ inScope, outOfScope }) => least(known(inScope), known(outOfScope.recall)),
  ece: ({ ece }) => ece,
  answered_rate: ({ answered }) => known(answered.rate),
  answered_right: ({ answered }) => known(answered.right),
  answered_right_lower: ({ answered }) => (answered.right.n === 0 ? undefined : answered.right.lower),
}

/** Short names of figures of a language's slice. */
const ALIASES: Record<string, string> = { accuracy_zh: 'language/zh/accuracy', accuracy_en: 'language/en/accuracy' }
/** What messages can be sliced by: `tag/typo/accuracy`; further, `intent/NAME/recall` and `voter/NAME`. */
const SLICES = ['language', 'length', 'tag', 'source']
const OF_INTENT = ['recall', 'precision', 'f1']

/**
 * The value of a figure by name, or of a slice's, e.g. `language/zh/accuracy`, `intent/refund_status/recall`, `voter/lr`;
 * undefined where the data do not have it.
 */
export const figureOf = (evaluation: Evaluation, name: string): number | undefined => {
  const [kind = '', value = '', figure = ''] = (ALIASES[name] ?? name).split('/')
  if (kind === 'voter') return evaluation.perVoter[value]?.share
  if (kind === 'intent') {
    const intent = evaluation.perIntent.find((one) => one.intent === value)
    if (intent === undefined) return undefined
    return figure === 'recall' ? known(intent.recall) : figure === 'precision' ? intent.precision : intent.f1
  }
  if (value === '') return GATED[kind]?.(evaluation)
  const slice = evaluation.slices[kind]?.[value]
  return slice === undefined ? undefined : GATED[figure]?.(slice)
}

/**
 * `{figure: {min, max}}` as read from YAML.
 * @throws Refusal bad_input that names the gate and the figures there are
 */
export const parseGates = (value: unknown, path: string): Gates => {
  const parsed = z.record(z.string(), bounds).safeParse(value)
  if (!parsed.success)
    throw new Refusal(
      'bad_input',
      `${path}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}; write e.g. accuracy: {min: 0.85}`,
    )
  for (const name of Object.keys(parsed.data))
    if (!isFigure(name)) throw new Refusal('bad_input', notAFigure(name, path))
  return parsed.data
}

export const isFigure = (name: string): boolean => {
  if (name in ALIASES || name in GATED) return true
  const [kind = '', value = '', figure, more] = name.split('/')
  if (value === '' || more !== undefined) return false
  if (kind === 'voter') return figure === undefined
  if (kind === 'intent') return OF_INTENT.includes(figure ?? '')
  return SLICES.includes(kind) && (figure ?? '') in GATED
}

export const notAFigure = (name: string, path: string): string =>
  `${path}: ${name} is no figure; there are ${Object.keys(GATED).join(', ')}, the same of a slice (${SLICES.map((slice) => `${slice}/…/accuracy`).join(', ')}), intent/…/${OF_INTENT.join('|')} and voter/…`

/** A figure that the data do not have, e.g. of a language that does not occur, fails its gate. */
export const checkGates = (evaluation: Evaluation, gates: Gates): GateResult[] =>
  Object.entries(gates).map(([figure, { min, max }]) => {
    const value = figureOf(evaluation, figure) ?? Number.NaN
    return {
      figure,
      value,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      passed: value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY),
    }
  })

/** Of nothing there is no share. */
const known = ({ share, n }: { share: number; n: number }): number | undefined => (n === 0 ? undefined : share)

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.min(a, b)
