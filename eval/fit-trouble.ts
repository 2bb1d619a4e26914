import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { bucketsOf, type TroubleWeights, trouble } from '../src/knowledge/trouble.ts'
import { minimise } from '../src/lib/l-bfgs.ts'
import { sigmoid } from '../src/lib/logistic.ts'
import { openPairs, type Pair } from './anti-answer-pairs.ts'

/**
 * Fits knowledge/trouble.json: what tells a message of harm, loss, fraud or grievance from one that asks how something is done. Learns
 * from eval/trouble.jsonl, from the pairs of eval/anti-answers*.jsonl and, at less weight, from the starter's examples; on each subject the
 * mean of both kinds is taken off, so that no subject is trouble by itself. Usage: tsx eval/fit-trouble.ts
 */
interface Subject {
  trouble: string[]
  calm: string[]
}

/** Inverse strength of the L2 penalty, rows that all written subjects count as, and the share of that for the starter's examples. */
const C = 10
const ROWS = 1_500
const EXAMPLES = 0.3
const BUCKETS = 32_768
const LARGEST_BYTE = 127
const FIT = { maxIterations: 300, tolerance: 1e-3 }

const root = (path: string): string => new URL(`../${path}`, import.meta.url).pathname
const linesOf = (path: string): unknown[] =>
  readFileSync(root(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

type Centre = (text: string) => Float32Array

/** Texts that the fit reads, whatever pairs it is given. */
export const readSubjects = (): { written: Subject[]; examples: Subject[] } => {
  const kinds = parse(readFileSync(root('eval/trouble-intents.yaml'), 'utf8')) as Record<keyof Subject, string[]>
  const examples = readdirSync(root('knowledge/examples')).map((name) => {
    const rows = linesOf(`knowledge/examples/${name}`) as { text: string; intent: string }[]
    const of = (kind: keyof Subject) => rows.flatMap(({ text, intent }) => (kinds[kind].includes(intent) ? text : []))
    return { trouble: of('trouble'), calm: of('calm') }
  })
  return { written: linesOf('eval/trouble.jsonl') as Subject[], examples }
}

export const subjectOf = ({ title, article, questions, paraphrases, innocent }: Pair): Subject => ({
  trouble: [...questions, ...paraphrases],
  calm: [title, ...article, ...innocent],
})

/** `vectorOf`: centred, by the text as it is written. */
export const fitTrouble = (
  pairs: readonly Pair[],
  { written, examples }: ReturnType<typeof readSubjects>,
  { vectorOf, normalise, fingerprint }: { vectorOf: Centre; normalise: (text: string) => string; fingerprint: string },
): TroubleWeights => {
  const own = [...written, ...pairs.map(subjectOf)]
  const parts = [
    { subjects: own, weight: ROWS },
    { subjects: examples, weight: ROWS * EXAMPLES },
  ]
  const rowsFor = (rowsOf: (subject: Subject) => Record<keyof Subject, SparseRow[]>): WeightedRow[] =>
    parts.flatMap(({ subjects, weight }) => {
      const rows = subjects.map(rowsOf)
      return (['trouble', 'calm'] as const).flatMap((kind) => {
        const all = rows.flatMap((one) => one[kind])
        return all.map((row) => ({ ...row, is: kind === 'trouble' ? 1 : 0, weight: weight / 2 / all.length }))
      })
    })
  const middle = middleOf(examples, vectorOf)
  const axis = fitRows(
    rowsFor((subject) => byMeaning(subject, vectorOf, middle)),
    vectorOf(own[0]?.calm[0] as string).length,
  )
  const ngrams = fitRows(
    rowsFor(({ trouble: bad, calm }) => {
      const row = (text: string): SparseRow => {
        const { buckets, value } = bucketsOf(normalise(text), BUCKETS)
        // The last feature is there for all and taken off again: a free intercept.
        return { features: [...buckets, BUCKETS], values: [...Array(buckets.length).fill(value), 1] }
      }
      return { trouble: bad.map(row), calm: calm.map(row) }
    }),
    BUCKETS + 1,
    BUCKETS,
  ).subarray(0, BUCKETS)
  const unit = ngrams.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / LARGEST_BYTE
  return {
    fingerprint,
    axis: Float32Array.from(axis),
    ngrams: Int8Array.from(ngrams, (weight) => Math.round(weight / unit)),
    unit,
  }
}

interface SparseRow {
  features: ArrayLike<number>
  values: ArrayLike<number>
}
interface WeightedRow extends SparseRow {
  is: number
  weight: number
}

const meanOf = (vectors: readonly Float32Array[]): Float64Array => {
  const mean = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors)
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (vector[i] as number) / vectors.length
  return mean
}
const between = (bad: readonly Float32Array[], calm: readonly Float32Array[]): Float64Array => {
  const [a, b] = [meanOf(bad), meanOf(calm)]
  return a.map((x, i) => (x + (b[i] as number)) / 2)
}
const middleOf = (subjects: readonly Subject[], vectorOf: Centre): Float64Array =>
  between(
    subjects.flatMap((one) => one.trouble.map(vectorOf)),
    subjects.flatMap((one) => one.calm.map(vectorOf)),
  )

/** Less the middle of their own subject, or of all where a subject has one kind only. */
const byMeaning = (subject: Subject, vectorOf: Centre, middle: Float64Array): Record<keyof Subject, SparseRow[]> => {
  const [bad, calm] = [subject.trouble.map(vectorOf), subject.calm.map(vectorOf)]
  const off = bad.length > 0 && calm.length > 0 ? between(bad, calm) : middle
  const features = [...off.keys()]
  const row = (vector: Float32Array): SparseRow => ({ features, values: vector.map((x, i) => x - (off[i] as number)) })
  return { trouble: bad.map(row), calm: calm.map(row) }
}

/** Logistic regression; `free` is a feature without penalty. */
const fitRows = (rows: readonly WeightedRow[], size: number, free?: number): Float64Array =>
  minimise(
    (at, gradient) => {
      let loss = 0
      for (let i = 0; i < size; i++) {
        const weight = i === free ? 0 : (at[i] as number)
        gradient[i] = weight
        loss += weight ** 2 / 2
      }
      for (const { features, values, is, weight } of rows) {
        let sum = 0
        for (let f = 0; f < features.length; f++) sum += (at[features[f] as number] as number) * (values[f] as number)
        const p = sigmoid(sum)
        loss -= C * weight * Math.log(Math.max(1e-12, is === 1 ? p : 1 - p))
        const error = C * weight * (p - is)
        for (let f = 0; f < features.length; f++) {
          const feature = features[f] as number
          gradient[feature] = (gradient[feature] as number) + error * (values[f] as number)
        }
      }
      return loss
    },
    new Float64Array(size),
    FIT,
  ).at

if (process.argv[1] === import.meta.filename) {
  const opened = await openPairs()
  const pairs = [...opened.read('eval/anti-answers.jsonl'), ...opened.read('eval/anti-answers-held.jsonl')]
  const subjects = readSubjects()
  const vectorOf = await opened.centredOf([...subjects.written, ...subjects.examples, ...pairs.map(subjectOf)])
  const { fingerprint, normalise } = opened
  writeFileSync(
    root('knowledge/trouble.json'),
    trouble(fitTrouble(pairs, subjects, { vectorOf, normalise, fingerprint })),
  )
  await opened.close()
}
