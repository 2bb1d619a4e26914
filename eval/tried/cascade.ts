import { languageOf } from '../../src/pipeline/language.ts'
import { normalise } from '../../src/pipeline/normalise.ts'
import { openHearing, percent, readLines } from '../hearing.ts'

/** What the words alone are sure of, left to them: how many messages the encoder would not read, and what that does to the intents. `npx tsx eval/tried/cascade.ts` */
const BARS = [0.7, 0.8, 0.9, 0.95, 0.98]
const FILES = { evaluation: 'eval/starter.jsonl', validation: 'knowledge/validation.jsonl' }

const { hearing, close } = await openHearing()
for (const [name, file] of Object.entries(FILES)) {
  const rows = await readLines<{ text: string; intent: string }>(file)
  const heard = []
  for (const { text, intent } of rows) {
    const words = hearing.skim(normalise(text), languageOf(text), new Date())
    const { verdict, degraded } = await hearing.understand(text)
    if (degraded.length > 0) throw new Error('the encoder did not answer in time: run it again on a quieter machine')
    heard.push({ intent, words, all: verdict })
  }
  console.log(`${name}: all by the encoder ${percent(heard.filter(isRight).length, heard.length)}`)
  for (const bar of BARS) {
    const alone = heard.filter(({ words }) => words.confidence >= bar)
    const right = heard.filter((one) => (one.words.confidence >= bar ? one.words.intent === one.intent : isRight(one)))
    const otherwise = alone.filter(({ words, all }) => words.intent !== all.intent)
    console.log(
      `  sure from ${bar}: without the encoder ${percent(alone.length, heard.length)}, right ${percent(right.length, heard.length)}, another intent ${otherwise.length}`,
    )
  }
}
await close()

function isRight({ all, intent }: { all: { intent: string }; intent: string }): boolean {
  return all.intent === intent
}
