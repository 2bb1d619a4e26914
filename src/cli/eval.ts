import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { comparePredictions } from '../learning/compare.ts'
import { type Evaluation, evaluate, type LabelledPrediction, type Prediction } from '../learning/evaluate.ts'
import { readExamples } from '../learning/examples.ts'
import { checkGates, parseGates } from '../learning/gates.ts'
import { comparisonLines, evaluationLines, gateLine } from './eval-lines.ts'
import { extrasOf, labelled, writeReport } from './eval-report.ts'
import { encoderOption, jsonOption, quietOption, workersOption } from './lab-options.ts'
import { checkOutFolder } from './out.ts'
import { type PredictOptions, predictAll, predictWith, withModel } from './predictions.ts'
import { runSuite, type SuiteOptions } from './suite.ts'
import { createTerminal, GateFailed, type Terminal, WrongUse } from './terminal.ts'

export interface EvalOptions extends PredictOptions {
  data: string[]
  /** Another model, asked the same. */
  against?: string
  /** What the model was trained on: mistakes are shown beside the nearest of these. */
  examples?: string[]
  curve?: boolean
  gates?: string
  report?: string
  json?: boolean
  quiet?: boolean
}

type EvalChoices = Omit<EvalOptions, 'model' | 'data'> &
  Partial<EvalOptions> &
  Omit<SuiteOptions, 'suite'> &
  Partial<SuiteOptions>

/** Of the bootstrap. */
const COMPARISON_SEED = 1

export const addEval = (program: Command): void => {
  program
    .command('eval')
    .description('measure a model on labelled messages; exit code 100 when a gate fails')
    .option('--model <dir>', 'folder that `tabdesk train` wrote')
    .option('--data <path...>', 'labelled messages: JSONL, CSV or Rasa NLU YAML')
    .option(
      '--against <dir>',
      'another model on the same messages: paired tests, wins and losses by intent; with --suite another encoder',
    )
    .option('--examples <path...>', 'training examples: the report shows the nearest to each mistake')
    .option('--curve', 'with --examples: also a learning curve (trains four times)')
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
    .addOption(encoderOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk eval --model models/starter --data eval/starter.jsonl --gates eval/gates.yaml
  $ npx tabdesk eval --model data/models/shop --data checked.csv --report /tmp/report
  $ npx tabdesk eval --model models/starter --data eval/starter.jsonl --json | jq .accuracy
  $ npx tabdesk eval --model data/models/new --against models/starter --data checked.csv
  $ npx tabdesk eval --suite eval/public.yaml --results eval/RESULTS.md
  $ npx tabdesk eval --suite eval/quick.yaml --encoder data/models/bge --against support-encoder-zh-en --no-peers

Gates: accuracy: {min: 0.85}, ece: {max: 0.05}, language/zh/accuracy: {min: 0.8}, intent/refund_status/recall: {min: 0.9}; a name that there is
not tells which there are. Lines may have "tags" (e.g. ["typo"]) and "source": figures are given for each.`,
    )
    .action(async ({ suite, model, data, ...options }: EvalChoices) => {
      refuseStrays({ suite, model, data, ...options })
      const terminal = createTerminal({ quiet: options.quiet === true })
      if (suite !== undefined) await runSuite({ ...options, suite }, terminal)
      else if (model === undefined || data === undefined)
        throw new WrongUse('eval needs --model DIR and --data FILE…, or --suite FILE')
      else await runEval({ ...options, model, data }, terminal)
    })
}

/** Options that the other way of calling has would be ignored without a word. */
const refuseStrays = (options: { [name in keyof EvalChoices]?: EvalChoices[name] | undefined }): void => {
  const wrong: (keyof EvalChoices)[] =
    options.suite === undefined ? ['results'] : ['model', 'data', 'gates', 'examples', 'curve', 'knowledge']
  const stray = wrong.find((name) => options[name] !== undefined)
  if (stray !== undefined)
    throw new WrongUse(
      `--${stray} ${options.suite === undefined ? 'goes with --suite only' : 'does not go with --suite'}`,
    )
}

/**
 * Measures and prints.
 * @throws GateFailed when a gate fails, after everything was written
 */
export const runEval = async (options: EvalOptions, terminal: Terminal): Promise<Evaluation> => {
  const gates = options.gates === undefined ? undefined : await readGates(options.gates)
  if (options.curve === true && options.examples === undefined)
    throw new WrongUse('--curve needs the training examples: --examples FILE…')
  if (options.report !== undefined) await checkOutFolder('--report', options.report)
  const warn = (text: string): void => terminal.say(`warning: ${text}`)
  const messages = await readExamples(options.data, { warn })
  const examples = options.examples === undefined ? undefined : await readExamples(options.examples)
  const label = (predictions: readonly Prediction[]): LabelledPrediction[] => labelled(predictions, messages)
  const { rows, extras } = await withModel(options, terminal, async (parts) => {
    const rows = label(await predictWith({ ...parts, ablate: true }, messages))
    return {
      rows,
      extras: await extrasOf(parts, { rows, messages, examples, curve: options.curve === true }, terminal),
    }
  })
  const comparison =
    options.against === undefined
      ? undefined
      : comparePredictions(
          rows,
          // Its encoder is the one it was trained on, whatever was asked for the first.
          label(await predictAll(messages, { ...withoutEncoder(options), model: options.against }, terminal)),
          COMPARISON_SEED,
        )
  const evaluation = evaluate(rows)
  const results = gates === undefined ? [] : checkGates(evaluation, gates)
  const { model, data, against } = options
  if (options.report !== undefined)
    await writeReport(options.report, {
      model,
      data: data.join(', '),
      evaluation,
      gates: results,
      ...extras,
      ...(comparison === undefined || against === undefined ? {} : { comparison: { against, result: comparison } }),
    })
  const compared = comparison === undefined ? {} : { against, comparison }
  if (options.json) terminal.json({ model, data, ...evaluation, gates: results, ...compared })
  else {
    for (const line of evaluationLines(evaluation, results)) terminal.out(line)
    if (comparison !== undefined) for (const line of comparisonLines(against ?? '', comparison)) terminal.out(line)
  }
  const failed = results.filter(({ passed }) => !passed)
  if (failed.length > 0) throw new GateFailed(failed.map(gateLine).join('\n'))
  return evaluation
}

const withoutEncoder = ({ encoder: _, ...options }: EvalOptions): Omit<EvalOptions, 'encoder'> => options

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
