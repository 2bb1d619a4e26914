import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluate, type LabelledPrediction, type Prediction } from '../learning/evaluate.ts'
import { CURVE_SHARES, type CurvePoint, shareOfExamples } from '../learning/learning-curve.ts'
import { findMistakes, type Mistake } from '../learning/mistakes.ts'
import { type ReportInput, renderReport } from '../learning/report/page.ts'
import type { Sourced } from '../learning/sourced.ts'
import { centred } from '../lib/vectors.ts'
import { type PredictParts, predictWith } from './predictions.ts'
import type { Terminal } from './terminal.ts'
import { trainIn } from './train.ts'

/** Predictions beside what would have been right, and what the data say of each message. */
export const labelled = (predictions: readonly Prediction[], messages: readonly Sourced[]): LabelledPrediction[] =>
  predictions.map((prediction, i) => {
    const { intent: label = '', tags, source } = messages[i] ?? {}
    return {
      ...prediction,
      label,
      ...(tags === undefined ? {} : { tags }),
      ...(source === undefined ? {} : { source }),
    }
  })

interface Asked {
  rows: readonly LabelledPrediction[]
  messages: readonly Sourced[]
  /** Training examples; without them there are no extras. */
  examples: readonly Sourced[] | undefined
  curve: boolean
}

/** What a report can say when the training examples are at hand: the ones nearest to each mistake, and a learning curve. */
export const extrasOf = async (
  parts: PredictParts,
  { rows, messages, examples, curve }: Asked,
  terminal: Terminal,
): Promise<{ mistakes?: Mistake[]; curve?: CurvePoint[] }> => {
  if (examples === undefined) return {}
  const { lab, heads } = parts
  const mistakes = findMistakes(
    rows,
    await lab.embed(messages, 'messages'),
    await lab.embed(examples, 'examples'),
    (vector) => centred(vector, heads.mean),
  )
  return { mistakes, ...(curve ? { curve: await learningCurve(parts, messages, examples, terminal) } : {}) }
}

/** Trained by cross-fitting on growing shares of the examples, with the model's own seed. */
const learningCurve = async (
  parts: PredictParts,
  messages: readonly Sourced[],
  examples: readonly Sourced[],
  terminal: Terminal,
): Promise<CurvePoint[]> => {
  const { seed } = parts.heads.manifest
  const points: CurvePoint[] = []
  for (const share of CURVE_SHARES) {
    const some = shareOfExamples(examples, share, seed)
    terminal.say(`learning curve: ${some.length} of ${examples.length} examples`)
    const heads = await trainIn(
      parts.lab,
      { examples: some, validation: undefined, knowledgeFolder: undefined, seed },
      terminal,
    )
    const { knowledge: _, ...rest } = parts
    const rows = labelled(await predictWith({ ...rest, heads }, messages), messages)
    points.push({ share, examples: some.length, accuracy: evaluate(rows).accuracy.share })
  }
  return points
}

/** `report.html` and `report.json` in a folder. */
export const writeReport = async (dir: string, input: ReportInput, name = 'report'): Promise<void> => {
  const { evaluation, gates, comparison, ...rest } = input
  await mkdir(dir, { recursive: true })
  await writeFile(
    join(dir, `${name}.json`),
    `${JSON.stringify({ ...rest, ...evaluation, gates, ...(comparison === undefined ? {} : { comparison }) }, null, 1)}\n`,
  )
  await writeFile(join(dir, `${name}.html`), renderReport(input))
}
