import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { loadConfig } from '../config.ts'
import { readExamples } from '../learning/examples.ts'
import { cleaned } from '../learning/lint/cleaned.ts'
import { FINDING_KINDS, type Finding, type FindingKind } from '../learning/lint/finding.ts'
import { lint } from '../learning/lint/lint.ts'
import type { Sourced } from '../learning/sourced.ts'
import { parseCount } from './count.ts'
import { openLab, VECTORS } from './lab.ts'
import { jsonOption, quietOption, workersOption } from './lab-options.ts'
import { createTerminal, GateFailed, type Terminal } from './terminal.ts'

export interface LintOptions {
  data: string[]
  /** Messages kept for measuring. */
  test?: string[]
  /** Where a cleaned copy goes. */
  fix?: string
  seed: number
  workers: number
  strict?: boolean
  json?: boolean
  quiet?: boolean
}

const DEFAULT_SEED = 1
/** Findings of a kind that a terminal shows. */
const MOST_SHOWN = 20
/** Kinds that are mistakes rather than advice. */
const GRAVE: readonly FindingKind[] = ['leak', 'conflict', 'label']

export const addData = (program: Command): void => {
  const data = program.command('data').description('labelled messages')
  data
    .command('lint')
    .description('what to look at in examples: doubtful labels, conflicts, leaks, thin intents')
    .requiredOption('--data <path...>', 'examples: JSONL, CSV or Rasa NLU YAML files, or folders of those')
    .option('--test <path...>', 'messages kept for measuring: none may be among the examples')
    .option('--fix <file>', 'writes a cleaned copy, JSONL: suggested labels taken over, conflicts and twins left out')
    .option('--strict', 'exit code 100 when there is a leak, a conflict or a doubtful label')
    .option('--seed <n>', 'same seed, same findings', parseCount, DEFAULT_SEED)
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk data lint --data knowledge/examples --test eval/starter.jsonl
  $ npx tabdesk data lint --data faq.csv --json | jq '.findings[] | select(.kind == "label")'

A doubtful label is one that a model fitted without the line and the line's nearest neighbours both contradict. It may still be right:
read it before you change it.`,
    )
    .action(async (options: LintOptions) => {
      await runLint(options, createTerminal({ quiet: options.quiet === true }))
    })
}

/**
 * Looks and prints.
 * @throws GateFailed with `strict` when something grave was found
 */
export const runLint = async (options: LintOptions, terminal: Terminal): Promise<Finding[]> => {
  const config = loadConfig(process.env)
  const examples = await readExamples(options.data)
  const test = options.test === undefined ? [] : await readExamples(options.test)
  const lab = await openLab({
    modelsDir: config.modelsDir,
    encoder: findEncoder(config.model.encoder, config),
    vectors: [join(config.dataDir, 'lint', VECTORS), join(config.modelsDir, config.model.heads, VECTORS)],
    workers: options.workers,
    terminal,
  })
  try {
    const placed = async (rows: readonly Sourced[], label: string) =>
      (await lab.embed(rows, label)).map((row, i) => ({ ...row, at: rows[i]?.at ?? '' }))
    const ready = await placed(examples, 'examples')
    const readyTest = await placed(test, 'test')
    await lab.saveMemory()
    const asWritten = new Map([...examples, ...test].map(({ at, text }) => [at, text]))
    const findings = lint(ready, readyTest, options.seed).map((finding) => ({
      ...finding,
      text: asWritten.get(finding.at) ?? finding.text,
    }))
    if (options.fix !== undefined) await writeFile(options.fix, cleaned(examples, findings))
    if (options.json) terminal.json({ examples: examples.length, counts: countKinds(findings), findings })
    else for (const line of describe(findings, examples.length)) terminal.out(line)
    const grave = findings.filter(({ kind }) => GRAVE.includes(kind))
    if (options.strict && grave.length > 0)
      throw new GateFailed(
        `${grave.length} findings of the kinds ${GRAVE.join(', ')}: look at them, or run without --strict`,
      )
    return findings
  } finally {
    await lab.close()
  }
}

const countKinds = (findings: readonly Finding[]): Record<string, number> =>
  Object.fromEntries(FINDING_KINDS.map((kind) => [kind, findings.filter((one) => one.kind === kind).length]))

const describe = (findings: readonly Finding[], examples: number): string[] => {
  const lines = FINDING_KINDS.flatMap((kind) => {
    const own = findings.filter((finding) => finding.kind === kind)
    if (own.length === 0) return []
    return [
      `${kind}: ${own.length}`,
      ...own.slice(0, MOST_SHOWN).map(lineOf),
      ...(own.length > MOST_SHOWN ? [`  and ${own.length - MOST_SHOWN} more (--json shows all)`] : []),
    ]
  })
  return [...lines, `${findings.length} findings in ${examples} examples`]
}

const lineOf = ({ at, text, intent, suggested, why }: Finding): string =>
  `  ${at}: ${JSON.stringify(text)} is ${intent}${suggested === undefined ? '' : `, perhaps ${suggested}`}: ${why}`
