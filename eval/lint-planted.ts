/**
 * How many planted wrong labels `tabdesk data lint` finds: 5 % of a public training file get another label, at random or that of a
 * neighbouring intent (the likelier slip); precision and recall of the findings `label`, most doubtful first.
 * Run: node --import tsx eval/lint-planted.ts [FILE…]. Files default to BANKING77 and JD questions in ../shared/data or TABDESK_DATA.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openLab } from '../src/cli/lab.ts'
import { createTerminal } from '../src/cli/terminal.ts'
import { loadConfig } from '../src/config.ts'
import { readExamples } from '../src/learning/examples.ts'
import type { LintExample } from '../src/learning/lint/finding.ts'
import { lint } from '../src/learning/lint/lint.ts'
import { meanOf, nearestRows } from '../src/learning/lint/neighbourhood.ts'
import { createRandom, shuffled } from '../src/lib/random.ts'
import { centred } from '../src/lib/vectors.ts'

const SHARE = 0.05
const SEED = 1
const data = process.env['TABDESK_DATA'] ?? '../shared/data'
const FILES = [
  'intents/banking77/train.jsonl',
  'intents/jd_questions/train_20.jsonl',
  'intents/hwu64/train_10.jsonl',
].map((file) => join(data, file))

/** The label of a neighbouring intent for each example: that of the nearest example with another label. */
const neighbouring = (examples: readonly LintExample[]): string[] => {
  const mean = meanOf(examples.map(({ vector }) => vector))
  const own = examples.map(({ vector }) => centred(vector, mean))
  const nearest = nearestRows(own, own, { top: 1, skip: (a, b) => examples[a]?.intent === examples[b]?.intent })
  return examples.map(({ intent }, i) => examples[nearest[i]?.[0]?.id ?? -1]?.intent ?? intent)
}

const config = loadConfig(process.env)
const lab = await openLab({
  modelsDir: config.modelsDir,
  vectors: [join(config.dataDir, 'eval', 'support-encoder-zh-en-vectors.bin')],
  workers: 1,
  terminal: createTerminal({ quiet: true }),
})
const percent = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`)
console.log('| file | slips | planted | found | precision | recall | precision of the first 100 | without slips |')
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
for (const file of process.argv.length > 2 ? process.argv.slice(2) : FILES) {
  if (!existsSync(file)) {
    console.log(`| ${file} | is not there | | | | | | |`)
    continue
  }
  const read = await readExamples([file])
  const clean = (await lab.embed(read, file)).map((row, i) => ({ ...row, at: read[i]?.at ?? '' }))
  await lab.saveMemory()
  const labelsOf = (rows: readonly LintExample[]) => lint(rows, [], SEED).filter(({ kind }) => kind === 'label')
  const control = labelsOf(clean).length
  const intents = [...new Set(clean.map(({ intent }) => intent))]
  const near = neighbouring(clean)
  for (const slips of ['random', 'neighbouring'] as const) {
    const random = createRandom(SEED)
    const planted = new Set(shuffled([...clean.keys()], random).slice(0, Math.round(SHARE * clean.length)))
    const spoilt = clean.map((row, i) => {
      if (!planted.has(i)) return row
      const others = intents.filter((intent) => intent !== row.intent)
      return {
        ...row,
        intent: slips === 'random' ? (others[random.below(others.length)] as string) : (near[i] as string),
      }
    })
    const places = new Set([...planted].map((i) => clean[i]?.at))
    const found = labelsOf(spoilt)
    const right = found.filter(({ at }) => places.has(at)).length
    const first = found.slice(0, 100)
    console.log(
      `| ${file.split('/').slice(-2).join('/')} | ${slips} | ${planted.size} | ${found.length} | ${percent(right, found.length)} | ${percent(right, planted.size)} | ${percent(first.filter(({ at }) => places.has(at)).length, first.length)} | ${control} |`,
    )
  }
}
await lab.close()
