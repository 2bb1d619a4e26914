import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { z } from 'zod'
import { loadConfig } from '../config.ts'
import { SENTIMENT_LEVELS, URGENCY_FLAGS } from '../domain/understanding.ts'
import { evaluateSentiment, type JudgedSentiment, type SentimentFigures } from '../learning/evaluate-sentiment.ts'
import { fitSentiment } from '../learning/fit-sentiment.ts'
import { createSentiment, middleOf } from '../pipeline/sentiment.ts'
import {
  featuresOf,
  levelProbabilities,
  readSentimentModel,
  type SentimentModel,
  vectorFeature,
} from '../pipeline/sentiment-model.ts'
import { plainly, readSigns } from '../pipeline/sentiment-signs.ts'
import { readSentimentWords } from '../pipeline/sentiment-words.ts'
import { createFindUrgency } from '../pipeline/urgency.ts'
import { readJsonLinesFile, readTextFile } from './json-lines.ts'
import { openLab, VECTORS } from './lab.ts'
import { jsonOption, quietOption } from './lab-options.ts'
import { checkOutFile, writeWhole } from './out.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'

export interface SentimentOptions {
  data: string
  fit?: string
  model?: string
  unlabelled?: string
  json?: boolean
  quiet?: boolean
}

export const addSentiment = (program: Command): void => {
  program
    .command('sentiment')
    .description('measure how anger and urgency are heard, or fit the model that weighs them')
    .requiredOption(
      '--data <file>',
      'JSONL of {"text","level","flags","lang"?,"split"}; split is dev (fitted on) or test',
    )
    .option('--fit <file>', 'fits on the dev rows and writes the model here')
    .option('--model <file>', 'model to measure; default: MODELS_DIR/sentiment.json')
    .option(
      '--unlabelled <file>',
      'JSONL of {"text"}: ordinary messages, to see how often they are called angry or urgent',
    )
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk sentiment --data eval/sentiment.jsonl --unlabelled knowledge/validation.jsonl
  $ npx tabdesk sentiment --data eval/sentiment.jsonl --fit models/sentiment.json

Levels: ${SENTIMENT_LEVELS.join(', ')}. Flags: ${URGENCY_FLAGS.join(', ')}.`,
    )
    .action(async (options: SentimentOptions) => {
      await runSentiment(options, createTerminal({ quiet: options.quiet === true }))
    })
}

const Row = z.object({
  text: z.string(),
  level: z.enum(SENTIMENT_LEVELS),
  flags: z.array(z.enum(URGENCY_FLAGS)),
  lang: z.enum(['zh', 'en']).optional(),
  split: z.enum(['dev', 'test']),
})
const Message = z.object({ text: z.string() })

export interface SentimentReport {
  test: SentimentFigures
  /** The same rows by their words alone. */
  withoutEncoder: SentimentFigures
  perLanguage: Record<string, SentimentFigures>
  unlabelled?: { n: number; angry: number; flagged: Record<string, number>; examples: { text: string; said: string }[] }
}

const MOST_EXAMPLES = 40
/** `policy.angerAbove` as shipped. */
const ANGRY_ABOVE = 0.5

/** Fits where asked, measures on the test rows, prints. */
export const runSentiment = async (options: SentimentOptions, terminal: Terminal): Promise<SentimentReport> => {
  const config = loadConfig(process.env)
  if (options.fit !== undefined) await checkOutFile('--fit', options.fit, { '--data': options.data })
  const rows = await readJsonLinesFile(options.data, Row)
  const ordinary = options.unlabelled === undefined ? [] : await readJsonLinesFile(options.unlabelled, Message)
  const lexicon: unknown = parse(await readFile(join(config.knowledgeDir, 'lexicon.yaml'), 'utf8'))
  const words = readSentimentWords(lexicon)
  const findUrgency = createFindUrgency(words.urgency)
  const lab = await openLab({
    modelsDir: config.modelsDir,
    vectors: [join(config.modelsDir, config.model.heads, VECTORS)],
    workers: 1,
    terminal,
  })
  try {
    const read = async <T extends { text: string }>(messages: readonly T[], label: string) => {
      const embedded = await lab.embed(
        messages.map(({ text }) => ({ text, intent: '' })),
        label,
      )
      return messages.map((message, i) => {
        const urgency = findUrgency(plainly(message.text).toLowerCase())
        const features: Readonly<Record<string, number>> = featuresOf(readSigns(message.text, words), urgency)
        return { ...message, urgency, features, vector: embedded[i]?.vector ?? new Float32Array() }
      })
    }
    const heard = await read(rows, 'labelled')
    const dev = heard.filter(({ split }) => split === 'dev')
    const test = heard.filter(({ split }) => split === 'test')
    if (dev.length === 0 || test.length === 0)
      throw new WrongUse(`${options.data} needs rows with split dev and rows with split test`)
    const model =
      options.fit === undefined
        ? await readModel(options.model ?? join(config.modelsDir, 'sentiment.json'))
        : { encoder: lab.encoder.fingerprint, ...fitSentiment(dev) }
    const judge = (row: (typeof heard)[number], without: boolean): JudgedSentiment => {
      const probabilities = probabilitiesOf(model, row, without)
      return {
        level: row.level,
        flags: row.flags,
        saidLevel: middleOf(probabilities),
        saidFlags: row.urgency.map(({ flag }) => flag),
        probabilities,
      }
    }
    const report: SentimentReport = {
      test: evaluateSentiment(test.map((row) => judge(row, false))),
      withoutEncoder: evaluateSentiment(test.map((row) => judge(row, true))),
      perLanguage: Object.fromEntries(
        ['zh', 'en'].map((language) => [
          language,
          evaluateSentiment(test.filter(({ lang }) => lang === language).map((row) => judge(row, false))),
        ]),
      ),
    }
    if (ordinary.length > 0) {
      const said = createSentiment(lexicon, model)
      const judged = (await read(ordinary, 'unlabelled')).map(({ text, vector }) => ({
        text,
        ...said(text, { vector, encoder: lab.encoder.fingerprint }),
      }))
      const alarming = judged.filter(({ anger, urgency }) => anger >= ANGRY_ABOVE || urgency.length > 0)
      report.unlabelled = {
        n: judged.length,
        angry: judged.filter(({ anger }) => anger >= ANGRY_ABOVE).length,
        flagged: Object.fromEntries(
          URGENCY_FLAGS.map((flag) => [
            flag,
            judged.filter(({ urgency }) => urgency.some((one) => one.flag === flag)).length,
          ]),
        ),
        examples: alarming
          .slice(0, MOST_EXAMPLES)
          .map(({ text, level, urgency }) => ({ text, said: [level, ...urgency.map(({ flag }) => flag)].join(' ') })),
      }
    }
    if (options.fit !== undefined)
      await writeWhole(options.fit, `${JSON.stringify({ format: 1, ...model, rows: dev.length }, null, 1)}\n`)
    if (options.json) terminal.json(report)
    else for (const line of describe(report)) terminal.out(line)
    return report
  } finally {
    await lab.close()
  }
}

const readModel = async (path: string): Promise<SentimentModel> => {
  try {
    return readSentimentModel(JSON.parse(await readTextFile(path)))
  } catch (error) {
    throw new WrongUse((error as Error).message)
  }
}

const probabilitiesOf = (
  model: SentimentModel,
  { features, vector }: { features: Readonly<Record<string, number>>; vector: Float32Array },
  without: boolean,
): number[] =>
  without
    ? levelProbabilities(model.withoutEncoder, features)
    : levelProbabilities(model.full, { ...features, vector: vectorFeature(model.vector, vector) })

const describe = ({ test, withoutEncoder, perLanguage, unlabelled }: SentimentReport): string[] => [
  ...describeFigures(`${test.n} test messages`, test),
  ...Object.entries(perLanguage).flatMap(([language, figures]) => describeFigures(language, figures)),
  ...describeFigures('by the words alone', withoutEncoder),
  'rows: what it is, columns: what was said',
  ...test.confusion.map(
    (row, i) => `  ${(SENTIMENT_LEVELS[i] ?? '').padEnd(12)}${row.map((n) => String(n).padStart(4)).join('')}`,
  ),
  ...Object.entries(test.flags).map(
    ([flag, { n, recall, precision }]) =>
      `  ${flag.padEnd(9)} ${n} messages, recall ${percent(recall.share)}, precision ${percent(precision.share)}`,
  ),
  ...(unlabelled === undefined
    ? []
    : [
        `${unlabelled.n} ordinary messages: angry ${unlabelled.angry}, ${Object.entries(unlabelled.flagged)
          .map(([flag, n]) => `${flag} ${n}`)
          .join(', ')}`,
        ...unlabelled.examples.map(({ text, said }) => `  ${said}: ${text}`),
      ]),
]

const describeFigures = (name: string, figures: SentimentFigures): string[] => [
  `${name}: right ${percent(figures.right.share)} (${percent(figures.right.lower)}–${percent(figures.right.upper)}), within one level ${percent(figures.within1.share)}, macro-F1 ${figures.macroF1.toFixed(3)}, kappa ${figures.kappa.toFixed(3)}, ECE ${figures.ece.toFixed(3)}, of anger ${figures.angerEce.toFixed(3)}`,
]

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
