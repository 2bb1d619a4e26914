import { pointedAgain } from '../src/conversation/follow-up.ts'
import { type HearParts, hear } from '../src/conversation/hear.ts'
import { featuresOf, standsAlone } from '../src/conversation/in-context.ts'
import type { EarlierRequest } from '../src/conversation/recent.ts'
import { joined } from '../src/conversation/wording.ts'
import { OUT_OF_SCOPE } from '../src/domain/article.ts'
import type { Language, LogEvent } from '../src/domain/message.ts'
import type { Understanding } from '../src/domain/understanding.ts'
import { fitLogistic } from '../src/lib/logistic.ts'
import { calibrationError } from '../src/lib/reliability.ts'
import { openHearing, percent, readLines } from './hearing.ts'

/**
 * Follow-ups, and messages that stand by themselves, at the end of short dialogues: `npx tsx eval/context.ts` prints how the last message
 * is understood by itself and in its conversation; `--errors` lists what is wrong; `--fit` fits the weights of
 * src/conversation/in-context.ts on the development dialogues and one half of the validation messages, each after a request that it has nothing
 * to do with, and prints them. The test dialogues and the other half are only ever judged.
 */
interface Dialogue {
  id: string
  lang: Language
  kind: 'follow_up' | 'standalone'
  split: 'dev' | 'test'
  turns: string[]
  intent: string
}
interface Told {
  alone: Understanding
  heard: Understanding
}

const RIDGE = 0.5
/** There are many more of them than of dialogues. */
const UNRELATED_WEIGHT = 0.5
const STRIDES = [7919, 104_729]
const CARD = Promise.resolve({ orders: [] })
const dialogues = [
  ...(await readLines<Dialogue>('eval/context.jsonl')),
  ...(await readLines<Dialogue>('eval/context-dev.jsonl')),
]
const validation = await readLines<{ text: string; intent: string; lang: Language }>('knowledge/validation.jsonl')
const intents = new Map(
  (await readLines<{ intent: string; domain: string; zh: string; en: string }>('knowledge/intents.jsonl')).map(
    (intent) => [intent.intent, intent],
  ),
)
const { understand, policy, close } = await openHearing()
const label = (intent: string, language: Language): string => intents.get(intent)?.[language] ?? intent
const domainOf = (intent: string): string | undefined => intents.get(intent)?.domain

/** A conversation that remembers its turns like the store does: each earlier message was answered. */
const tell = async ({ turns }: Pick<Dialogue, 'turns'>): Promise<Told> => {
  const records: { seq: number; heard: Understanding }[] = []
  const at = new Date()
  const store: HearParts['store'] = {
    records: async () =>
      records.map(({ seq, heard }) => ({
        id: `c:${seq}`,
        seq,
        at: at.toISOString(),
        understanding: heard,
        decision: { kind: 'handOff', reason: 'nothing_found', suggestions: [] },
        outcomes: [],
      })) as unknown as Awaited<ReturnType<HearParts['store']['records']>>,
    events: async () =>
      ({ events: turns.map((text, index) => ({ seq: index + 1, text }) as LogEvent) }) as Awaited<
        ReturnType<HearParts['store']['events']>
      >,
  }
  let heard: Understanding | undefined
  for (const [index, text] of turns.entries()) {
    const conversation = { tenant: 'default', id: 'c' }
    const told = await hear(
      { store, understand, label, domainOf },
      { text, conversation, seq: index + 1, at, card: CARD },
    )
    heard = told.understanding
    records.unshift({ seq: index + 1, heard })
  }
  return { alone: await understand(turns.at(-1) ?? ''), heard: heard as Understanding }
}

const told = new Map<string, Told>()
for (const dialogue of dialogues) told.set(dialogue.id, await tell(dialogue))
if (process.argv.includes('--fit')) await fitWeights()
else await report()
await close()

async function report(): Promise<void> {
  for (const split of ['dev', 'test'] as const)
    for (const kind of ['follow_up', 'standalone'] as const)
      for (const lang of ['zh', 'en', undefined] as const) {
        const rows = dialogues.filter(
          (row) => row.split === split && row.kind === kind && (lang === undefined || row.lang === lang),
        )
        console.log(
          `${split.padEnd(4)} ${kind.padEnd(10)} ${lang ?? 'both'}  alone ${rates(rows, 'alone')}; in context ${rates(rows, 'heard')}`,
        )
      }
  for (const split of ['dev', 'test'] as const)
    for (const reading of ['alone', 'heard'] as const) {
      const rows = dialogues.filter((row) => row.split === split)
      const ece = calibrationError(
        rows.map((row) => ({ confidence: verdictOf(row, reading).confidence, right: isRight(row, reading) })),
      )
      console.log(`${split} ${reading} ECE ${(100 * ece).toFixed(1)} points of ${rows.length}`)
    }
  await reportUnrelated()
  if (process.argv.includes('--errors')) dialogues.filter((row) => !isRight(row, 'heard')).forEach(show)
}

async function reportUnrelated(): Promise<void> {
  const rows = unrelated(1)
  let alone = 0
  let heard = 0
  for (const { before, text, intent } of rows) {
    const both = await tell({ turns: [before, text] })
    if (both.alone.verdict.intent === intent) alone++
    if (both.heard.verdict.intent === intent) heard++
  }
  console.log(
    `unrelated messages: alone right ${percent(alone, rows.length)}; in context right ${percent(heard, rows.length)}`,
  )
}

function rates(rows: readonly Dialogue[], reading: keyof Told): string {
  const sure = rows.filter((row) => {
    const { intent, confidence } = verdictOf(row, reading)
    return intent !== OUT_OF_SCOPE && confidence >= policy.answerAbove
  })
  const right = (some: readonly Dialogue[]): number => some.filter((row) => isRight(row, reading)).length
  return `right ${percent(right(rows), rows.length)}, of those sure ${percent(right(sure), sure.length)}`
}

function verdictOf({ id }: Dialogue, reading: keyof Told) {
  return (told.get(id) as Told)[reading].verdict
}

function isRight(row: Dialogue, reading: keyof Told): boolean {
  return verdictOf(row, reading).intent === row.intent
}

function show(row: Dialogue): void {
  const { alone, heard } = told.get(row.id) as Told
  const share = heard.context?.share?.toFixed(2) ?? heard.context?.kind ?? 'alone'
  console.log(
    `${row.split} ${row.id} ${row.turns.join(' | ')}: ${heard.verdict.intent} ${heard.verdict.confidence.toFixed(2)} (${share}; alone ${alone.verdict.intent} ${alone.verdict.confidence.toFixed(2)}), is ${row.intent}`,
  )
}

interface Weighed {
  kind: string
  values: Record<string, number>
  joinedIsRight: boolean
  weight: number
}

/** What a message becomes after a request, where the two readings differ: only then is there something to weigh. */
async function weigh(
  earlier: EarlierRequest,
  text: string,
  is: { intent: string; followUp: boolean; weight: number },
): Promise<Weighed | undefined> {
  const alone = await understand(text)
  if (pointedAgain(alone, earlier, { orders: [] }) !== undefined || standsAlone(alone, { isRequest })) return undefined
  const together = await understand(joined(earlier.text ?? '', text))
  const { intent } = together.verdict
  if (intent === OUT_OF_SCOPE || intent === alone.verdict.intent) return undefined
  const joinedIsRight = intent === is.intent || (alone.verdict.intent !== is.intent && is.followUp)
  return { ...featuresOf(alone, earlier, { sameDomain }), joinedIsRight, weight: is.weight }
}

/** On the development dialogues and on messages that come after a request that they have nothing to do with. */
async function fitWeights(): Promise<void> {
  const rows: (Weighed | undefined)[] = []
  for (const { turns, intent, kind, split } of dialogues) {
    const earlier = split === 'dev' ? await lastRequest(turns.slice(0, -1)) : undefined
    if (earlier === undefined) continue
    rows.push(await weigh(earlier, turns.at(-1) ?? '', { intent, followUp: kind === 'follow_up', weight: 1 }))
  }
  for (const { before, text, intent } of unrelated(0)) {
    const earlier = await lastRequest([before])
    if (earlier !== undefined)
      rows.push(await weigh(earlier, text, { intent, followUp: false, weight: UNRELATED_WEIGHT }))
  }
  for (const kind of ['inScope', 'outOfScope']) {
    const all = rows.filter((row) => row?.kind === kind) as Weighed[]
    const names = Object.keys(all[0]?.values ?? {})
    const scales = names.map((name) => scaleOf(all.map(({ values }) => values[name] ?? 0)))
    const fitted = fitLogistic(
      all.map(({ values }) =>
        names.map((name, i) => ((values[name] ?? 0) - (scales[i]?.mean ?? 0)) / (scales[i]?.spread ?? 1)),
      ),
      all.map(({ joinedIsRight }) => joinedIsRight),
      { ridge: RIDGE, weights: all.map(({ weight }) => weight) },
    )
    const weights = names.map((_, i) => (fitted[i + 1] ?? 0) / (scales[i]?.spread ?? 1))
    const intercept = (fitted[0] ?? 0) - weights.reduce((sum, weight, i) => sum + weight * (scales[i]?.mean ?? 0), 0)
    const named = [
      `intercept: ${intercept.toFixed(2)}`,
      ...names.map((name, i) => `${name}: ${weights[i]?.toFixed(2)}`),
    ]
    console.log(`${kind} of ${all.length}: { ${named.join(', ')} }`)
  }
}

function scaleOf(values: readonly number[]): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, spread: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1 }
}

/** Validation messages after requests of another intent, each after two; `half` 0 helped to fit, 1 did not. */
function unrelated(half: 0 | 1): { before: string; text: string; intent: string }[] {
  const requests = validation.filter(({ intent }) => isRequest(intent))
  return validation.flatMap(({ text, intent, lang }, i) =>
    i % 2 === half
      ? STRIDES.map((stride) => {
          const fits = requests.filter((other) => other.lang === lang && other.intent !== intent)
          return { before: fits[(i * stride) % fits.length]?.text ?? '', text, intent }
        })
      : [],
  )
}

async function lastRequest(turns: readonly string[]): Promise<EarlierRequest | undefined> {
  for (const text of turns.toReversed()) {
    const { verdict } = await understand(text)
    if (isRequest(verdict.intent))
      return { record: '', intent: verdict.intent, confidence: verdict.confidence, text, entities: [] }
  }
  return undefined
}

function sameDomain(a: string, b: string): boolean {
  return domainOf(a) !== undefined && domainOf(a) === domainOf(b)
}

function isRequest(intent: string): boolean {
  return !['chitchat', 'complaints'].includes(domainOf(intent) ?? '') && !['human_agent', OUT_OF_SCOPE].includes(intent)
}
