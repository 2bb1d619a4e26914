import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { openReadOnly } from '../adapters/sqlite/read-only.ts'
import { loadConfig } from '../config.ts'
import { readChange } from '../learning/replay-change.ts'
import { joinReports, type ReplayReport } from '../learning/replay-report.ts'
import { startThread } from '../lib/thread.ts'
import { parseCount } from './count.ts'
import { assertEmbedded } from './embedded-only.ts'
import { jsonOption, quietOption } from './lab-options.ts'
import { replayStretch, type Stretch } from './replay-stretch.ts'
import { createTerminal, GateFailed, type Terminal, WrongUse } from './terminal.ts'

export interface ReplayOptions {
  since?: string
  change?: string
  tenant?: string
  json?: boolean
  quiet?: boolean
  /** Threads; by default as many as pay. */
  workers?: number
}

const MOST_SHOWN = 50

export const addReplay = (program: Command): void => {
  program
    .command('replay')
    .description('decide recorded turns again, as then or under a changed policy, model or knowledge')
    .option('--since <time>', 'turns from then on, ISO 8601; default: all')
    .option('--change <file>', 'YAML: policy (values), heads (folder), knowledge (folder)')
    .option('--tenant <name>', 'turns of one tenant; default: all')
    .option('--workers <n>', 'threads; default: as many as pay', parseCount)
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk replay --since 2026-11-01
  $ npx tabdesk replay --change stricter.yaml --json | jq .gain,.harm

stricter.yaml:
  policy:
    answerAbove: 0.95
    answerAboveByIntent: { refund_status: never }

Without --change every turn must come out as it was, bit for bit; exit code 100 when one does not. Reads DATA_DIR
while the product runs, and writes nothing.`,
    )
    .action(async (options: ReplayOptions) => {
      await runReplay(options, createTerminal({ quiet: options.quiet === true }))
    })
}

/** Replays and says what would have differed. @throws GateFailed when nothing was changed and a turn came out differently */
export const runReplay = async (
  options: ReplayOptions,
  terminal: Terminal,
): Promise<ReplayReport & { seconds: number }> => {
  const started = performance.now()
  const config = loadConfig(process.env)
  assertEmbedded(config, 'replay', 'unset it to replay a DATA_DIR with a store of its own')
  const since = options.since === undefined ? undefined : isoOf(options.since)
  const change = options.change === undefined ? undefined : await readChange(options.change)
  const store = await openReadOnly(config.dataDir)
  const last = store.lastTurn()
  store.close()
  const reports = await Promise.all(
    stretches(last, options.workers ?? workersFor(last)).map((places, i) => {
      const stretch: Stretch = {
        ...places,
        change: change ?? {},
        ...(since === undefined ? {} : { since }),
        ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
      }
      // The last stretch is this thread's own: it needs no other one to be started.
      return places.upTo === last ? replayStretch(stretch, terminal.say) : replayAside(stretch, i, terminal)
    }),
  )
  const seconds = Math.round((performance.now() - started) / 100) / 10
  const told = { ...joinReports(reports), seconds }
  if (options.json) terminal.json(told)
  else for (const line of describe(told, change !== undefined)) terminal.out(line)
  if (change === undefined && told.differing > 0)
    throw new GateFailed(`${told.differing} of ${told.replayed} turns came out differently though nothing was changed`)
  return told
}

/** Turns that are worth a thread of their own: below, opening models and knowledge twice costs more. */
const WORTH_A_THREAD = 5_000

const workersFor = (turns: number): number =>
  Math.max(1, Math.min(availableParallelism(), Math.floor(turns / WORTH_A_THREAD)))

const stretches = (last: number, workers: number): Pick<Stretch, 'after' | 'upTo'>[] =>
  Array.from({ length: workers }, (_, i) => ({
    after: Math.floor((last * i) / workers),
    upTo: Math.floor((last * (i + 1)) / workers),
  }))

const replayAside = (stretch: Stretch, i: number, terminal: Terminal): Promise<ReplayReport> =>
  new Promise((resolve, reject) => {
    const thread = startThread('replay-thread', import.meta.url, { workerData: stretch })
    thread.on('message', ({ line, report, error }: { line?: string; report?: ReplayReport; error?: string }) => {
      if (line !== undefined) terminal.say(`${i + 1}: ${line}`)
      if (report !== undefined) resolve(report)
      if (error !== undefined) reject(new Error(error))
    })
    thread.on('error', reject)
    thread.on('exit', () => reject(new Error('a thread that replayed turns ended early')))
  })

const isoOf = (time: string): string => {
  const at = new Date(time)
  if (Number.isNaN(at.getTime()))
    throw new WrongUse(`--since ${time} is no time: use ISO 8601, e.g. 2026-11-01 or 2026-11-01T08:00:00Z`)
  return at.toISOString()
}

const describe = (report: ReplayReport & { seconds: number }, changed: boolean): string[] => {
  const { turns, replayed, skipped, same, differing, gain, harm, unknown, differences, seconds } = report
  const left = Object.entries(skipped).map(([why, n]) => `${n} ${WHY[why as keyof typeof WHY]}`)
  const lines = [
    `${turns} turns, ${replayed} decided again in ${seconds} s: ${same} the same${changed ? '' : ', bit for bit'}, ${differing} otherwise`,
    ...(left.length === 0 ? [] : [`  not decided again: ${left.join(', ')}`]),
  ]
  if (differing === 0) return lines
  lines.push(
    `  gain     ${gain.rightAnswersMore} right answers more, ${gain.wrongAnswersLess} wrong ones less, ${gain.betterSuggestions} better suggestions`,
    `  harm     ${harm.wrongAnswersMore} wrong answers more, ${harm.rightAnswersLess} right ones less, ${harm.worseSuggestions} worse suggestions`,
    `  unknown  ${unknown.answersMore} answers more, of which ${unknown.expectedRight.toFixed(1)} should be right; ${unknown.answersLess} less`,
  )
  for (const { record, from, to, effect } of differences.slice(0, MOST_SHOWN))
    lines.push(
      `  ${effect.padEnd(7)}  ${record}  ${from.kind} ${from.intent} ${from.confidence.toFixed(3)} (${from.reason}) → ${to.kind} ${to.intent} ${to.confidence.toFixed(3)} (${to.reason})`,
    )
  if (differing > MOST_SHOWN) lines.push(`  and ${differing - MOST_SHOWN} more: use --json`)
  return lines
}

const WHY = {
  no_inputs: 'were recorded without their inputs',
  taken_back: 'were taken back',
  vector_missing: 'need a vector that was not recorded',
  heads_missing: 'were decided by heads that are not kept',
  knowledge_missing: 'were decided by knowledge that is not kept',
}
