import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { OUT_OF_SCOPE } from '../domain/article.ts'
import { Refusal } from '../domain/errors.ts'
import { readCsv } from './read-csv.ts'
import { readTextOf } from './read-file.ts'
import { readJsonl } from './read-jsonl.ts'
import { readRasa } from './read-rasa.ts'
import { type ExampleFault, MOST_FAULTS, type ReadOptions, type ReadText, type Sourced } from './sourced.ts'

/** File of messages kept for calibration; it lies with the examples or beside their folder. */
export const VALIDATION_FILE = 'validation.jsonl'
/** Intents with fewer examples are learnt, and warned about. */
export const FEW_EXAMPLES = 5
/** With 5 among 30 intents of 5, measured recall of what is out of scope was 8 %; with 40 it was 83 %. */
const FEW_OUT_OF_SCOPE = 40
const MOST_FAULTS_SHOWN = 10
const READERS: Record<string, (text: string, path: string, options: ReadOptions) => ReadText> = {
  '.jsonl': readJsonl,
  '.ndjson': readJsonl,
  '.csv': readCsv,
  '.yml': readRasa,
  '.yaml': readRasa,
}

/**
 * Labelled utterances of files (JSONL, CSV, Rasa NLU YAML) or folders of those, in the order given, a folder by name.
 * @throws Refusal bad_input that names each file, line, value and the fix
 */
export const readExamples = async (paths: readonly string[], options: ReadOptions = {}): Promise<Sourced[]> => {
  const examples: Sourced[] = []
  const faults: ExampleFault[] = []
  for (const path of (await Promise.all(paths.map(filesOf))).flat()) {
    if (faults.length >= MOST_FAULTS) break
    const read = READERS[extname(path).toLowerCase()]
    if (read === undefined)
      throw new Refusal(
        'bad_input',
        `${path}: examples are read from ${Object.keys(READERS).join(', ')}; rename or convert the file`,
      )
    const result = read(await readTextOf(path, options), path, options)
    // One by one: so many arguments as a large file has examples would not fit on the stack.
    for (const example of result.examples) examples.push(example)
    for (const fault of result.faults) faults.push(fault)
  }
  if (faults.length > 0) throw new Refusal('bad_input', describeFaults(faults))
  if (examples.length === 0)
    throw new Refusal('bad_input', `${paths.join(', ')}: no examples found; give one {"text","intent"} a line`)
  return examples
}

/** The calibration file that belongs to a folder of examples, where there is one: in it or beside it. */
export const findValidation = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) {
    if (!(await isFolder(path))) continue
    for (const candidate of [join(path, VALIDATION_FILE), join(path, '..', VALIDATION_FILE)])
      if (await exists(candidate)) return candidate
  }
  return undefined
}

/** What may be meant and may be a slip: the same text under two intents, intents with few examples. */
export const warningsOf = (examples: readonly Sourced[]): string[] => {
  const byText = new Map<string, Sourced>()
  const warnings: string[] = []
  const counts = new Map<string, number>()
  for (const example of examples) {
    counts.set(example.intent, (counts.get(example.intent) ?? 0) + 1)
    const text = example.text.trim().toLowerCase()
    const first = byText.get(text)
    if (first === undefined) byText.set(text, example)
    else if (first.intent !== example.intent)
      warnings.push(
        `${example.at}: ${JSON.stringify(example.text)} is ${example.intent} here and ${first.intent} at ${first.at}; keep one`,
      )
  }
  for (const [intent, n] of counts)
    if (n < FEW_EXAMPLES)
      warnings.push(
        `intent ${intent} has ${n} example${n === 1 ? '' : 's'}; from ${FEW_EXAMPLES} on it can be learnt well`,
      )
  const outside = counts.get(OUT_OF_SCOPE) ?? 0
  if (outside > 0 && outside < FEW_OUT_OF_SCOPE)
    warnings.push(
      `${OUT_OF_SCOPE} has ${outside} examples: rejection is badly calibrated below some ${FEW_OUT_OF_SCOPE}; add more, or none`,
    )
  return warnings
}

const filesOf = async (path: string): Promise<string[]> => {
  if (!(await exists(path))) throw new Refusal('bad_input', `${path}: there is no such file or folder; check --data`)
  if (!(await isFolder(path))) return [path]
  const names = await readdir(path)
  return names
    .filter((name) => extname(name).toLowerCase() in READERS && basename(name) !== VALIDATION_FILE)
    .sort()
    .map((name) => join(path, name))
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined
const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false

const describeFaults = (faults: readonly ExampleFault[]): string => {
  const shown = faults.slice(0, MOST_FAULTS_SHOWN).map(({ at, text }) => `${at}: ${text}`)
  return [
    ...shown,
    ...(faults.length > MOST_FAULTS_SHOWN
      ? [`and ${faults.length < MOST_FAULTS ? '' : 'at least '}${faults.length - MOST_FAULTS_SHOWN} more`]
      : []),
  ].join('\n')
}
