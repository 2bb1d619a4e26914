import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { parse } from 'yaml'
import type { Share } from '../domain/heads.ts'
import { type Evaluation, evaluate, type Figures } from '../learning/evaluate.ts'
import { readExamples } from '../learning/examples.ts'
import { checkGates, type GateResult, parseGates } from '../learning/gates.ts'
import { renderReport } from '../learning/report.ts'
import { parseCount } from './count.ts'
import { type PredictOptions, predictAll } from './predictions.ts'
import { runSuite, type SuiteOptions } from './suite.ts'
import { createTerminal, GateFailed, type Terminal, WrongUse } from './terminal.ts'

export interface EvalOptions extends PredictOptions {
  data: string[]
  gates?: string
  report?: string
  json?: boolean
  quiet?: boolean
}

type EvalChoices = Omit<EvalOptions, 'model' | 'data'> &
  Partial<EvalOptions> &
  Omit<SuiteOptions, 'suite'> &
  Partial<SuiteOptions>

export const addEval = (program: Command): void => {
  program
    .command('eval')
    .description('measure a model on labelled messages; exit code 100 when a gate fails')
    .option('--model <dir>', 'folder that `tabdesk train` wrote')
    .option('--data <path...>', 'labelled messages: JSONL, CSV or Rasa NLU YAML')
    .option('--gates <file>', 'YAML of figures with min or max')
    .option('--report <dir>', 'writes report.html, one file with pictures, and report.json')
    .option(
      '--knowledge <dir>',
      'knowledge of the retrieval voter; default: KNOWLEDGE_DIR when the model was trained with one',
    )
    .option(
      '--suite <file>',
      'instead of --model and --data: trains and judges every set of a suite, e.g. eval/public.yaml',
    )
    .option('--results <file>', 'with --suite: writes the table of results, Markdown')
    .option('--no-peers', 'with --suite: leaves out other programs')
    .option('--workers <n>', 'encoder processes', parseCount, 1)
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk eval --model models/starter --data eval/starter.jsonl --gates eval/gates.yaml
  $ npx tabdesk eval --model data/models/shop --data checked.csv --report /tmp/report
  $ npx tabdesk eval --model models/starter --data eval/starter.jsonl --json | jq .accuracy
  $ npx tabdesk eval --suite eval/public.yaml --results eval/RESULTS.md

Gates: accuracy: {min: 0.85}, answered_right: {min: 0.92}, ece: {max: 0.05}; a name that there is not tells which there are.`,
    )
    .action(async ({ suite, model, data, ...options }: EvalChoices) => {
      const terminal = createTerminal({ quiet: options.quiet === true })
      if (suite !== undefined) await runSuite({ ...options, suite }, terminal)
      else if (model === undefined || data === undefined)
        throw new WrongUse('eval needs --model DIR and --data FILE…, or --suite FILE')
      else await runEval({ ...options, model, data }, terminal)
    })
}

/**
 * Measures and prints.
 * @throws GateFailed when a gate fails, after everything was written
 */
export const runEval = async (options: EvalOptions, terminal: Terminal): Promise<Evaluation> => {
  const gates = options.gates === undefined ? undefined : await readGates(options.gates)
  const examples = await readExamples(options.data)
  const predictions = await predictAll(examples, options, terminal)
  const evaluation = evaluate(predictions.map((prediction, i) => ({ ...prediction, label: examples[i]?.intent ?? '' })))
  const results = gates === undefined ? [] : checkGates(evaluation, gates)
  if (options.report !== undefined) await writeReport(options.report, evaluation, results, options)
  if (options.json) terminal.json({ model: options.model, data: options.data, ...evaluation, gates: results })
  else for (const line of describe(evaluation, results)) terminal.out(line)
  const failed = results.filter(({ passed }) => !passed)
  if (failed.length > 0) throw new GateFailed(failed.map(describeGate).join('\n'))
  return evaluation
}

const readGates = async (path: string): Promise<ReturnType<typeof parseGates>> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    throw new WrongUse(`--gates ${path}: there is no such file`)
  }
  try {
    return parseGates(parse(text), path)
  } catch (error) {
    throw new WrongUse((error as Error).message)
  }
}

const writeReport = async (
  dir: string,
  evaluation: Evaluation,
  gates: GateResult[],
  { model, data }: EvalOptions,
): Promise<void> => {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'report.json'), `${JSON.stringify({ model, data, ...evaluation, gates }, null, 1)}\n`)
  await writeFile(join(dir, 'report.html'), renderReport({ model, data: data.join(', '), evaluation, gates }))
}

const describe = (evaluation: Evaluation, gates: readonly GateResult[]): string[] => [
  `${evaluation.n} messages`,
  ...describeFigures(evaluation),
  ...Object.entries(evaluation.perLanguage).flatMap(([language, figures]) => [
    `${language}: ${figures.n} messages`,
    ...describeFigures(figures),
  ]),
  'voters',
  ...Object.entries(evaluation.perVoter).map(([voter, share]) => `  ${voter.padEnd(16)} ${percent(share)}`),
  ...(gates.length === 0 ? [] : ['gates', ...gates.map(describeGate)]),
]

const describeFigures = ({ accuracy, inScope, macroF1, outOfScope, ece, answered }: Figures): string[] => [
  `  right            ${percent(accuracy)}`,
  `  right in scope   ${percent(inScope)}, macro-F1 ${macroF1.toFixed(3)}`,
  ...(outOfScope.n === 0
    ? []
    : [
        `  out of scope     recall ${percent(outOfScope.recall)}, precision ${percent(outOfScope.precision)}, AUROC ${outOfScope.auroc?.toFixed(3) ?? '–'}`,
      ]),
  `  calibration      off by ${(100 * ece).toFixed(1)} points on average (ECE)`,
  `  answers alone    ${percent(answered.rate)} of all, right ${percent(answered.right)}`,
]

const percent = ({ share, lower, upper }: Share): string =>
  `${(100 * share).toFixed(1)} % (${(100 * lower).toFixed(1)}–${(100 * upper).toFixed(1)})`

const describeGate = ({ figure, value, min, max, passed }: GateResult): string =>
  `  ${passed ? 'passed' : 'FAILED'} ${figure} is ${value}${min === undefined ? '' : `, at least ${min} is wanted`}${max === undefined ? '' : `, at most ${max} is wanted`}`
