import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../../src/cli/lab.ts'
import { readExamples } from '../../src/learning/examples.ts'
import { foldsOf } from '../../src/learning/folds.ts'
import { namesAsExamples } from '../../src/learning/label-names.ts'
import type { EmbeddedExample } from '../../src/learning/rows.ts'

/** Something to learn from and messages of a validation split to judge it by; never those of a test split. */
export interface TrialSet {
  name: string
  train: EmbeddedExample[]
  names: EmbeddedExample[]
  /** Messages of the same source whose intents are not looked at; none where the source has no more. */
  unlabelled: EmbeddedExample[]
  validation: EmbeddedExample[]
}

const WITH_VALIDATION = [
  {
    name: 'banking77-10',
    train: 'banking77/train_10.jsonl',
    validation: 'banking77/valid.jsonl',
    rest: 'banking77/train.jsonl',
  },
  { name: 'hwu64-10', train: 'hwu64/train_10.jsonl', validation: 'hwu64/valid.jsonl', rest: 'hwu64/train.jsonl' },
  {
    name: 'clinc150-10',
    train: 'clinc150/train_10.jsonl',
    validation: 'clinc150/val.jsonl',
    rest: 'clinc150/train.jsonl',
  },
]
/** A set without a validation split is judged by the parts of its training file in turn. */
const IN_FOLDS = { name: 'jd-20', train: 'jd_questions/train_20.jsonl' }
const FOLDS = 4
const SEED = 1
/** As many messages as a shop has after a week or two. */
const MOST_UNLABELLED = 3_000

/** The sets whose files are in `data`; each in one part, JD questions in four. */
export const readTrialSets = async (data: string, lab: Lab): Promise<{ name: string; parts: TrialSet[] }[]> => {
  const read = async (file: string): Promise<EmbeddedExample[]> =>
    lab.embed(await readExamples([join(data, 'intents', file)]), file)
  const namesOf = (rows: readonly EmbeddedExample[]): Promise<EmbeddedExample[]> =>
    lab.embed(namesAsExamples(rows.map(({ intent }) => intent)), 'names')
  const sets: { name: string; parts: TrialSet[] }[] = []
  for (const { name, ...files } of WITH_VALIDATION) {
    if (!existsSync(join(data, 'intents', files.train))) continue
    const train = await read(files.train)
    const known = new Set(train.map(({ text }) => text))
    const unlabelled = (await read(files.rest)).filter(({ text }) => !known.has(text))
    const step = Math.max(1, Math.ceil(unlabelled.length / MOST_UNLABELLED))
    const part = {
      name,
      train,
      names: await namesOf(train),
      unlabelled: unlabelled.filter((_, i) => i % step === 0),
      validation: await read(files.validation),
    }
    sets.push({ name, parts: [part] })
  }
  if (!existsSync(join(data, 'intents', IN_FOLDS.train))) return sets
  const rows = await read(IN_FOLDS.train)
  const names = await namesOf(rows)
  const fold = foldsOf(
    rows.map(({ intent }) => intent),
    FOLDS,
    SEED,
  )
  const parts = Array.from({ length: FOLDS }, (_, f) => ({
    name: IN_FOLDS.name,
    train: rows.filter((__, i) => fold[i] !== f),
    names,
    unlabelled: [],
    validation: rows.filter((__, i) => fold[i] === f),
  }))
  return [...sets, { name: IN_FOLDS.name, parts }]
}
