import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Evaluation } from './evaluate.ts'

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

/** The figures that a gate can be set on. */
export const GATED: Record<string, (evaluation: Evaluation) => number | undefined> = {
  accuracy: ({ accuracy }) => accuracy.share,
  accuracy_zh: ({ perLanguage }) => perLanguage.zh?.accuracy.share,
  accuracy_en: ({ perLanguage }) => perLanguage.en?.accuracy.share,
  in_scope: ({ inScope }) => inScope.share,
  macro_f1: ({ macroF1 }) => macroF1,
  out_of_scope_precision: ({ outOfScope }) => outOfScope.precision.share,
  out_of_scope_recall: ({ outOfScope }) => outOfScope.recall.share,
  out_of_scope_auroc: ({ outOfScope }) => outOfScope.auroc,
  ece: ({ ece }) => ece,
  answered_rate: ({ answered }) => answered.rate.share,
  answered_right: ({ answered }) => answered.right.share,
  answered_right_lower: ({ answered }) => answered.right.lower,
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
    if (!(name in GATED))
      throw new Refusal('bad_input', `${path}: ${name} is no figure; there are ${Object.keys(GATED).join(', ')}`)
  return parsed.data
}

/** A figure that the data do not have, e.g. of a language that does not occur, fails its gate. */
export const checkGates = (evaluation: Evaluation, gates: Gates): GateResult[] =>
  Object.entries(gates).map(([figure, { min, max }]) => {
    const value = GATED[figure]?.(evaluation) ?? Number.NaN
    return {
      figure,
      value,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      passed: value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY),
    }
  })
