import { stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Command } from 'commander'
import { saveHeads } from '../adapters/local/model-files.ts'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { loadConfig } from '../config.ts'
import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Heads } from '../domain/heads.ts'
import { findValidation, readExamples, warningsOf } from '../learning/examples.ts'
import { namesAsExamples } from '../learning/label-names.ts'
import type { EmbeddedExample } from '../learning/rows.ts'
import { MOST_UNLABELLED } from '../learning/self-training.ts'
import type { Sourced } from '../learning/sourced.ts'
import { train } from '../learning/train.ts'
import { countBallots, judge } from '../pipeline/ensemble.ts'
import { createPoll } from '../pipeline/poll.ts'
import { parseCount } from './count.ts'
import { type Lab, openLab, VECTORS } from './lab.ts'
import { encoderOption, jsonOption, quietOption, workersOption } from './lab-options.ts'
import { checkOutFolder } from './out.ts'
import { insideDataDir, inWords, readOutcomeRows } from './outcome-rows.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'
import { trainLines } from './train-lines.ts'

export interface TrainOptions {
  data: string[]
  validation?: string
  /** Messages that nobody labelled. */
  unlabelled?: string[]
  knowledge?: string
  /** Folder or name of the encoder; by default the one of the settings. */
  encoder?: string
  out: string
  /** DATA_DIR whose turns are learnt from as well, and of which tenant. */
  fromOutcomes?: string
  tenant?: string
  seed: number
  workers: number
  json?: boolean
  quiet?: boolean
}

const DEFAULT_SEED = 1
const MOST_WARNINGS_SHOWN = 20

export const addTrain = (program: Command): void => {
  program
    .command('train')
    .description('train intent heads on the frozen encoder, calibrate them and fit the thresholds')
    .option(
      '--data <path...>',
      'examples: JSONL, CSV or Rasa NLU YAML files, or folders of those; default with --from-outcomes: KNOWLEDGE_DIR/examples',
    )
    .option(
      '--from-outcomes <dir>',
      'also learn from what agents and customers did with the answers in this DATA_DIR; the model stays there',
    )
    .option('--tenant <name>', 'whose turns --from-outcomes reads', 'default')
    .option(
      '--validation <file>',
      'labelled messages that calibration and thresholds rest on; default: validation.jsonl in the folder of --data or beside it, else cross-fitting',
    )
    .option(
      '--unlabelled <path...>',
      `messages without intents (JSONL, CSV): learnt from where the examples leave no doubt, ${MOST_UNLABELLED} at most`,
    )
    .option(
      '--knowledge <dir>',
      'knowledge that the retrieval voter searches; default: the folder of --data when it has articles beside it',
    )
    .option('--out <dir>', 'folder for the model; default with --from-outcomes: models/learned in it')
    .option('--seed <n>', 'same seed, same bytes', parseCount, DEFAULT_SEED)
    .addOption(encoderOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk train --data knowledge/examples --out models/starter --seed 1
  $ npx tabdesk train --data faq.csv nlu.yml --validation checked.jsonl --out data/models/shop
  $ npx tabdesk train --data examples.jsonl --out /tmp/model --json | jq .figures.full
  $ npx tabdesk train --from-outcomes data && npx tabdesk model shadow data/models/learned

A line of JSONL: {"text":"where is my refund","intent":"refund_status","lang":"en"}; lang may be left out.
Messages that no intent should claim have the intent out_of_scope.`,
    )
    .action(async (options: Partial<TrainOptions> & Pick<TrainOptions, 'seed' | 'workers'>) => {
      await runTrain(complete(options), createTerminal({ quiet: options.quiet === true }))
    })
}

/** With the defaults that depend on where is learnt from. */
const complete = ({
  data,
  out,
  ...options
}: Partial<TrainOptions> & Pick<TrainOptions, 'seed' | 'workers'>): TrainOptions => {
  const { fromOutcomes } = options
  if (fromOutcomes !== undefined)
    return {
      ...options,
      data: data ?? [join(loadConfig(process.env).knowledgeDir, 'examples')],
      out: insideDataDir(out, fromOutcomes),
    }
  if (data === undefined || out === undefined)
    throw new WrongUse(
      `${data === undefined ? '--data' : '--out'} is missing: name ${data === undefined ? 'the examples' : 'a folder for the model'}, or use --from-outcomes DATA_DIR`,
    )
  return { ...options, data, out }
}

/** Trains and writes the model. */
export const runTrain = async (options: TrainOptions, terminal: Terminal): Promise<Heads> => {
  const started = performance.now()
  const config = loadConfig(process.env)
  await checkOutFolder('--out', options.out)
  const told: string[] = []
  const examples = await readExamples(options.data, { warn: (text) => told.push(text) })
  const warnings = [...told, ...warningsOf(examples)]
  for (const warning of warnings.slice(0, MOST_WARNINGS_SHOWN)) terminal.say(`warning: ${warning}`)
  if (warnings.length > MOST_WARNINGS_SHOWN) terminal.say(`warning: and ${warnings.length - MOST_WARNINGS_SHOWN} more`)
  const intents = new Set(examples.map(({ intent }) => intent))
  if (intents.size < 2)
    throw new WrongUse(`--data has one intent (${[...intents]}): at least two are needed to tell apart`)
  const learnt =
    options.fromOutcomes === undefined
      ? undefined
      : await readOutcomeRows(options.fromOutcomes, options.tenant ?? 'default', examples)
  if (learnt !== undefined)
    terminal.say(`outcomes: ${learnt.rows.length} of ${learnt.counts.turns} turns (${inWords(learnt.counts)})`)
  const validationFile = options.validation ?? (await findValidation(options.data))
  const validation = validationFile === undefined ? undefined : await readValidation(validationFile, intents)
  terminal.say(
    validationFile === undefined
      ? 'calibration: by cross-fitting the examples (no --validation, no validation.jsonl)'
      : `calibration: on ${validation?.length} messages of ${relative('.', validationFile)}`,
  )
  if (validation === undefined && !severalOfOne(examples))
    throw new WrongUse(
      'no intent has two examples and there is no --validation: nothing could be checked, and the model would take every message for out of scope; give five examples an intent',
    )
  const messages = options.unlabelled === undefined ? undefined : await readUnlabelled(options.unlabelled, terminal)
  const knowledgeFolder = options.knowledge ?? (await findKnowledge(options.data))

  const lab = await openLab({
    modelsDir: config.modelsDir,
    encoder: findEncoder(options.encoder ?? config.model.encoder, config),
    vectors: [join(options.out, VECTORS), join(config.modelsDir, config.model.heads, VECTORS)],
    workers: options.workers,
    terminal,
  })
  try {
    const heads = await trainIn(
      lab,
      {
        examples: [...examples, ...(learnt?.rows ?? [])],
        validation,
        ...(messages === undefined ? {} : { unlabelled: messages }),
        knowledgeFolder,
        seed: options.seed,
      },
      terminal,
    )
    await saveHeads(options.out, heads)
    lab.saveVectors(join(options.out, VECTORS))
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (options.json)
      terminal.json({
        out: options.out,
        seconds,
        warnings,
        ...(learnt === undefined ? {} : { outcomes: learnt.counts }),
        ...heads.manifest,
        intents: heads.manifest.intents.length,
      })
    else for (const line of trainLines(heads.manifest, options.out, seconds)) terminal.out(line)
    return heads
  } finally {
    await lab.close()
  }
}

/** Trains on files that are read already, in a lab that is open. */
export const trainIn = async (
  lab: Lab,
  data: {
    examples: Sourced[]
    validation: Sourced[] | undefined
    unlabelled?: Sourced[]
    knowledgeFolder: string | undefined
    seed: number
  },
  terminal: Terminal,
): Promise<Heads> => {
  const examples = withoutTwins(weighed(await lab.embed(data.examples, 'examples'), data.examples))
  const names = await lab.embed(namesAsExamples(examples.map(({ intent }) => intent)), 'names of intents')
  const validation = data.validation === undefined ? undefined : await lab.embed(data.validation, 'validation')
  const unlabelled = await lab.embed(data.unlabelled ?? [], 'messages without intents')
  const knowledge = data.knowledgeFolder === undefined ? undefined : await lab.openKnowledge(data.knowledgeFolder)
  if (data.knowledgeFolder !== undefined)
    terminal.say(`retrieval voter: on the articles of ${relative('.', data.knowledgeFolder)}`)
  const shown = new Map<string, (done: number, total: number) => void>()
  return train(
    {
      examples,
      names,
      unlabelled,
      ...(validation === undefined ? {} : { validation }),
      seed: data.seed,
      encoder: lab.encoder,
      ...(knowledge === undefined ? {} : { knowledge: knowledge.fingerprint }),
    },
    {
      openPoll: (heads) => {
        const poll = createPoll(heads, knowledge ?? {})
        return (message) => poll(message).ballots
      },
      countBallots,
      judge,
      progress: (step, done, total) => {
        const show = shown.get(step) ?? terminal.progress(step)
        shown.set(step, show)
        show(done, total)
      },
    },
  )
}

/** Every so many-th, where there are more than can be compared with. */
const readUnlabelled = async (files: readonly string[], terminal: Terminal): Promise<Sourced[]> => {
  const warn = (text: string): void => terminal.say(`warning: ${text}`)
  const rows = await readExamples(files, { unlabelled: true, warn })
  const step = Math.ceil(rows.length / MOST_UNLABELLED)
  if (step > 1) terminal.say(`unlabelled: every ${step}th of ${rows.length} messages`)
  return rows.filter((_, i) => i % step === 0)
}

/** Validation may hold only what the model could say, or be out of scope. */
const readValidation = async (file: string, intents: ReadonlySet<string>): Promise<Sourced[]> => {
  const rows = await readExamples([file])
  const unknown = rows.find(({ intent }) => intent !== OUT_OF_SCOPE && !intents.has(intent))
  if (unknown !== undefined)
    throw new WrongUse(
      `${unknown.at}: intent is ${JSON.stringify(unknown.intent)}, which has no example in --data; add examples or take the line out`,
    )
  return rows
}

/** Some intent can be learnt from one example and checked on another. */
const severalOfOne = (examples: readonly Sourced[]): boolean => {
  const inScope = examples.map(({ intent }) => intent).filter((intent) => intent !== OUT_OF_SCOPE)
  return new Set(inScope).size < inScope.length
}

const findKnowledge = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) {
    const folder = dirname(join(path, '.'))
    if ((await stat(join(folder, 'articles')).catch(() => undefined))?.isDirectory()) return folder
  }
  return undefined
}

const weighed = (embedded: readonly EmbeddedExample[], examples: readonly Sourced[]): EmbeddedExample[] =>
  embedded.map((row, i) => {
    const { weight } = examples[i] ?? {}
    return weight === undefined ? row : { ...row, weight }
  })

/** The same text with the same intent counts once; what people wrote comes first. */
const withoutTwins = <T extends { text: string; intent: string }>(examples: readonly T[]): T[] => {
  const seen = new Set<string>()
  return examples.filter(({ text, intent }) => {
    const key = JSON.stringify([text, intent])
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
