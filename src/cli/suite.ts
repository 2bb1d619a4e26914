import { writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { type Config, loadConfig } from '../config.ts'
import { comparePredictions } from '../learning/compare.ts'
import { analyseErrors } from '../learning/error-analysis.ts'
import type { LabelledPrediction } from '../learning/evaluate.ts'
import { readExamples } from '../learning/examples.ts'
import { renderResults } from '../learning/results-table.ts'
import type { Sourced } from '../learning/sourced.ts'
import type { Suite, SuiteSet } from '../learning/suite.ts'
import { judgeTogether, type SetResult, settle } from '../learning/suite-results.ts'
import { centred } from '../lib/vectors.ts'
import { comparisonLines } from './eval-lines.ts'
import { extrasOf, labelled, writeReport } from './eval-report.ts'
import { type Lab, openLab, VECTORS } from './lab.ts'
import { askPeer } from './peers.ts'
import { predictWith } from './predictions.ts'
import { missingFile, pathsOf, readSuite } from './suite-files.ts'
import { GateFailed, type Terminal } from './terminal.ts'
import { trainIn } from './train.ts'

export interface SuiteOptions {
  suite: string
  /** Folder or name of the encoder; by default the one of the settings. */
  encoder?: string
  /** Another encoder: every set is trained and judged with it too, and the two are compared. */
  against?: string
  report?: string
  results?: string
  /** Ask other programs too. */
  peers: boolean
  workers: number
  json?: boolean
}

/**
 * Trains and judges every set of a suite; one whose files are not there is left out by name.
 * @throws GateFailed naming set and figure, after everything was written
 */
export const runSuite = async (options: SuiteOptions, terminal: Terminal): Promise<SetResult[]> => {
  const suite = await readSuite(options.suite)
  const command = `npx tabdesk eval --suite ${options.suite}${options.results === undefined ? '' : ` --results ${options.results}`}`
  // After every set: a run that is cut off leaves what it had.
  const { ran, skipped } = await runSets(suite, options, terminal, async ({ ran, skipped, fingerprint: encoder }) => {
    if (options.results === undefined) return
    const results = ran.map(({ result }) => result)
    const together = judgeTogether(results, suite.seed)
    await writeFile(options.results, renderResults({ results, together, skipped, seed: suite.seed, encoder, command }))
  })
  const results = ran.map(({ result }) => result)
  const compared = options.against === undefined ? undefined : await compareEncoders(suite, ran, options, terminal)
  const together = judgeTogether(results, suite.seed)
  if (options.json)
    terminal.json({
      suite: options.suite,
      seed: suite.seed,
      skipped,
      together,
      sets: results.map(withoutRows),
      ...(compared === undefined ? {} : { against: options.against, compared }),
    })
  else if (together !== undefined)
    terminal.out(
      `voters together: ${(100 * together.reduction.value).toFixed(1)} % fewer errors than ${together.bestVoter} alone (${(100 * together.reduction.lower).toFixed(1)}–${(100 * together.reduction.upper).toFixed(1)})`,
    )
  const failed = results.flatMap(({ name, gates }) =>
    gates
      .filter(({ passed }) => !passed)
      .map(
        ({ figure, value, min, max }) =>
          `FAILED ${name}: ${figure} is ${value}${min === undefined ? '' : `, at least ${min} is wanted`}${max === undefined ? '' : `, at most ${max} is wanted`}`,
      ),
  )
  if (failed.length > 0) throw new GateFailed(failed.join('\n'))
  return results
}

interface RanSet {
  result: SetResult
  rows: LabelledPrediction[]
}

interface RanSets {
  ran: RanSet[]
  skipped: string[]
  fingerprint: string
}

const runSets = async (
  suite: Suite,
  options: SuiteOptions,
  terminal: Terminal,
  after: (soFar: RanSets) => Promise<void> = async () => undefined,
): Promise<RanSets> => {
  const config = loadConfig(process.env)
  const encoder = findEncoder(options.encoder ?? config.model.encoder, config)
  const lab = await openLab({
    modelsDir: config.modelsDir,
    encoder,
    vectors: [memoryOf(config, encoder), join(config.modelsDir, config.model.heads, VECTORS)],
    workers: options.workers,
    terminal,
  })
  const ran: RanSet[] = []
  const skipped: string[] = []
  try {
    for (const set of suite.sets) {
      const missing = missingFile(suite, set)
      if (missing !== undefined) {
        const why = `${set.name}: ${relative('.', missing)} is not there`
        skipped.push(why)
        if (!options.json) terminal.out(`skipped ${why}`)
        await after({ ran, skipped, fingerprint: lab.encoder.fingerprint })
        continue
      }
      const one = await runSet(set, { suite, lab, config, options, terminal })
      ran.push(one)
      await after({ ran, skipped, fingerprint: lab.encoder.fingerprint })
      if (!options.json) for (const line of describe(one.result)) terminal.out(line)
    }
    await lab.saveMemory()
  } finally {
    await lab.close()
  }
  return { ran, skipped, fingerprint: lab.encoder.fingerprint }
}

/** Where the vectors of all texts that suites have seen are kept, by encoder: a second run embeds nothing. */
const memoryOf = ({ dataDir }: Config, encoder: string): string =>
  join(dataDir, 'eval', `${basename(encoder)}-${VECTORS}`)

/** The same sets with another encoder, set by set against the first. */
const compareEncoders = async (suite: Suite, ran: readonly RanSet[], options: SuiteOptions, terminal: Terminal) => {
  const { against = '', report: _, results: __, ...rest } = options
  terminal.say(`once more with ${against}`)
  const other = await runSets(suite, { ...rest, encoder: against, peers: false }, terminal)
  return ran.flatMap(({ result: { name, title }, rows }) => {
    const theirs = other.ran.find(({ result }) => result.name === name)
    if (theirs === undefined) return []
    const comparison = comparePredictions(rows, theirs.rows, suite.seed)
    if (!options.json) for (const line of comparisonLines(`${against} on ${title}`, comparison)) terminal.out(line)
    return [{ name, ...comparison }]
  })
}

interface RunParts {
  suite: Suite
  lab: Lab
  config: Config
  options: SuiteOptions
  terminal: Terminal
}

const runSet = async (set: SuiteSet, { suite, lab, config, options, terminal }: RunParts): Promise<RanSet> => {
  terminal.say(`${set.name}: ${set.title}`)
  const read = (files: readonly string[]): Promise<Sourced[]> => readExamples(pathsOf(suite, set, files))
  const [train, test] = await Promise.all([read(set.train), read(set.test)])
  const validation = set.validation.length === 0 ? undefined : await read(set.validation)
  const knowledgeFolder = set.knowledge === undefined ? undefined : join(set.root ?? suite.data, set.knowledge)
  // All texts first, so that the seconds below are those of fitting.
  await lab.embed([...train, ...(validation ?? []), ...test], 'texts')
  await lab.saveMemory()
  const started = performance.now()
  const heads = await trainIn(lab, { examples: train, validation, knowledgeFolder, seed: suite.seed }, terminal)
  const trained = performance.now()
  const knowledge = knowledgeFolder === undefined ? undefined : await lab.openKnowledge(knowledgeFolder)
  const asked = performance.now()
  const parts = { lab, heads, config, ...(knowledge === undefined ? {} : { knowledge }) }
  const rows = labelled(await predictWith({ ...parts, ablate: true }, test), test)
  const seconds = { train: (trained - started) / 1000, predict: (performance.now() - asked) / 1000 }
  const errors = analyseErrors(rows, await lab.embed(test, 'messages'), await lab.embed(train, 'examples'), (vector) =>
    centred(vector, heads.mean),
  )
  const answers = options.peers
    ? await Promise.all(suite.peers.map((peer) => askPeer(peer, peer.folder, { train, test })))
    : []
  const { manifest } = heads
  const result = settle(
    set,
    rows,
    {
      intents: manifest.intents.length,
      examples: manifest.data.examples,
      seconds,
      weights: manifest.stacks.full.weights,
      errors,
    },
    answers,
  )
  if (options.report !== undefined) {
    const extras = await extrasOf(parts, { rows, messages: test, examples: train, curve: false }, terminal)
    const { evaluation, gates } = result
    await writeReport(options.report, { model: set.title, data: set.name, evaluation, gates, ...extras }, set.name)
  }
  return { result, rows }
}

const withoutRows = ({ right: _, ...result }: SetResult): Omit<SetResult, 'right'> => result

const describe = ({ title, evaluation, goals, gates, seconds, peers }: SetResult): string[] => [
  `${title}: ${evaluation.n} messages, trained in ${seconds.train.toFixed(1)} s`,
  ...goals.map(
    ({ figure, value, min, max, reached }) =>
      `  ${reached ? 'reached' : 'MISSED '} ${figure} ${value} (${min === undefined ? '' : `≥ ${min}`}${max === undefined ? '' : `≤ ${max}`})`,
  ),
  ...gates.filter(({ passed }) => !passed).map(({ figure, value }) => `  FAILED ${figure} ${value}`),
  ...peers.map(({ name, skipped, figures }) => `  ${name}: ${skipped ?? `${figures?.inScope} in scope`}`),
]
