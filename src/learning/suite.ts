import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import { type Gates, isFigure, notAFigure, parseGates } from './gates.ts'

/** Several sets, each trained and judged in one run. Paths are relative: files to `data`, everything else to the suite's file. */
export interface Suite {
  data: string
  seed: number
  peers: Peer[]
  sets: SuiteSet[]
}

export interface SuiteSet {
  name: string
  title: string
  /** Where its files lie when not in the suite's `data`. */
  root?: string | undefined
  train: string[]
  validation: string[]
  test: string[]
  /** Folder of articles for the retrieval voter, beside the files. */
  knowledge?: string | undefined
  /** Counts in the comparison of the voters together with the best of them. */
  counts: boolean
  goals: Goal[]
  gates: Gates
}

/** A figure to reach, and what others reach. */
export interface Goal {
  figure: string
  min?: number | undefined
  max?: number | undefined
  /** A linear SVM on n-grams, and logistic regression on the encoder's vectors, as measured apart from this product. */
  floor?: number | undefined
  plain?: number | undefined
  /** By who says so. */
  published: Record<string, number>
}

/** Another program: `command IN OUT` in `folder`, see eval/peers/README.md. */
export interface Peer {
  name: string
  folder: string
  /** Left out, by name, where this does not exist in the folder. */
  needs: string
  command: string[]
}

const share = z.number().min(0).max(1)
const goal = z
  .strictObject({
    figure: z.string(),
    min: share.optional(),
    max: share.optional(),
    floor: share.optional(),
    plain: share.optional(),
    published: z.record(z.string(), share).default({}),
  })
  .refine(({ min, max }) => (min ?? max) !== undefined, 'name min or max')
const set = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'write it in small letters, digits and -'),
  title: z.string(),
  root: z.string().optional(),
  train: z.array(z.string()).min(1),
  validation: z.array(z.string()).default([]),
  test: z.array(z.string()).min(1),
  knowledge: z.string().optional(),
  counts: z.boolean().default(true),
  goals: z.array(goal).default([]),
  gates: z.unknown().optional(),
})
const suite = z.strictObject({
  data: z.string(),
  seed: z.number().int().nonnegative().default(1),
  peers: z
    .array(
      z.strictObject({
        name: z.string(),
        folder: z.string(),
        needs: z.string(),
        command: z.array(z.string()).min(1),
      }),
    )
    .default([]),
  sets: z.array(set).min(1),
})

/**
 * A suite as read from YAML.
 * @throws Refusal bad_input that names the place, the value and what there is
 */
export const parseSuite = (value: unknown, path: string): Suite => {
  const parsed = suite.safeParse(value)
  if (!parsed.success)
    throw new Refusal(
      'bad_input',
      parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}`).join('\n'),
    )
  const names = parsed.data.sets.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new Refusal('bad_input', `${path}: two sets are named ${twice}; rename one`)
  for (const { name, goals } of parsed.data.sets)
    for (const { figure } of goals)
      if (!isFigure(figure)) throw new Refusal('bad_input', notAFigure(figure, `${path}: set ${name}`))
  return {
    ...parsed.data,
    sets: parsed.data.sets.map((one) => ({ ...one, gates: parseGates(one.gates ?? {}, `${path}: set ${one.name}`) })),
  }
}
