/**
 * What was tried on the heads, on validation splits: hierarchical labels, unlabelled messages.
 * Run: node --import tsx eval/tried/heads.ts [SET…], some ten minutes. Data: ../shared/data or TABDESK_DATA. The table is in docs/evaluation.md.
 */
import { join } from 'node:path'
import { openLab } from '../../src/cli/lab.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { loadConfig } from '../../src/config.ts'
import { intentsOf } from '../../src/learning/cross-fit.ts'
import { mcnemar } from '../../src/lib/paired.ts'
import { fitHierarchy } from './hierarchy.ts'
import { bestOf, type Classify, fitPool } from './pool.ts'
import { readTrialSets, type TrialSet } from './sets.ts'
import { fitWithUnlabelled } from './unlabelled.ts'

type Trial = (set: TrialSet, intents: readonly string[], pool: Classify) => Classify
const learnt = ({ train, names }: TrialSet) => [...train, ...names]
const hierarchy =
  (way: 'asGroup' | 'asTree', weight: number): Trial =>
  (set, intents, pool) =>
    fitHierarchy(learnt(set), intents, way, weight, pool)
const unlabelled =
  (above: number, weight: number): Trial =>
  (set, intents, pool) =>
    set.unlabelled.length === 0
      ? pool
      : fitWithUnlabelled(learnt(set), intents, set.unlabelled, { above, weight }, pool)

const TRIALS: Record<string, Trial> = {
  'groups of intents beside the pool, weight 0.5': hierarchy('asGroup', 0.5),
  'groups of intents beside the pool, weight 1': hierarchy('asGroup', 1),
  'tree of groups and intents beside the pool, weight 0.5': hierarchy('asTree', 0.5),
  'unlabelled messages from 0.9, weight 0.3': unlabelled(0.9, 0.3),
  'unlabelled messages from 0.7, weight 0.3': unlabelled(0.7, 0.3),
  'unlabelled messages from 0.5, weight 1': unlabelled(0.5, 1),
}

const config = loadConfig(process.env)
const lab = await openLab({
  modelsDir: config.modelsDir,
  vectors: [join(config.dataDir, 'eval', 'support-encoder-zh-en-vectors.bin')],
  workers: 1,
  terminal: createTerminal({ quiet: true }),
})
const named = process.argv.slice(2)
const all = await readTrialSets(process.env['TABDESK_DATA'] ?? '../shared/data', lab)
const sets = all.filter(({ name }) => named.length === 0 || named.includes(name))
await lab.saveMemory()
await lab.close()

const right = new Map<string, boolean[]>()
for (const [s, { name, parts }] of sets.entries())
  for (const part of parts) {
    const intents = intentsOf(part.train)
    const pool = fitPool(learnt(part), intents)
    for (const [trial, learn] of [['the pool as it is', () => pool], ...Object.entries(TRIALS)] as [string, Trial][]) {
      const started = performance.now()
      const classify = learn(part, intents, pool)
      const rows = part.validation.map((row) => intents[bestOf(classify(row))] === row.intent)
      right.set(`${s} ${trial}`, [...(right.get(`${s} ${trial}`) ?? []), ...rows])
      const share = rows.filter(Boolean).length / rows.length
      console.error(
        `${name}: ${trial}: ${(100 * share).toFixed(2)} (${((performance.now() - started) / 1000).toFixed(0)} s)`,
      )
    }
  }

console.log(
  `| tried | ${sets.map(({ name }) => name).join(' | ')} | mean |\n| --- |${' --- |'.repeat(sets.length + 1)}`,
)
for (const trial of ['the pool as it is', ...Object.keys(TRIALS)]) {
  const shares = sets.map((_, s) => {
    const [own, before] = [right.get(`${s} ${trial}`) ?? [], right.get(`${s} the pool as it is`) ?? []]
    const share = own.filter(Boolean).length / own.length
    const won = own.filter((is, i) => is && before[i] === false).length
    const lost = own.filter((is, i) => !is && before[i] === true).length
    return { share, sure: mcnemar({ onlyA: won, onlyB: lost }) < 0.05 }
  })
  const mean = shares.reduce((sum, { share }) => sum + share, 0) / shares.length
  console.log(
    `| ${trial} | ${shares.map(({ share, sure }) => `${(100 * share).toFixed(1)}${sure ? ' *' : ''}`).join(' | ')} | ${(100 * mean).toFixed(1)} |`,
  )
}
