import type { Logistic } from '../src/domain/heads.ts'
import type { Language } from '../src/domain/message.ts'
import type { Verdict } from '../src/domain/understanding.ts'
import { fitLogistic } from '../src/lib/logistic.ts'
import { createRandom, shuffled } from '../src/lib/random.ts'
import { compoundChance, cutsOf, type Signs, signsOf } from '../src/pipeline/compound.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { openHearing, percent, readLines } from './hearing.ts'

/**
 * Messages of several requests: `npx tsx eval/compound.ts` prints how they are heard, `--fit` fits the two estimates of
 * src/pipeline/compound.ts on the development half and prints them. The test half is only ever judged.
 */
interface Message {
  text: string
  intents: string[]
  lang: Language
  split: 'dev' | 'test'
}
interface Validation {
  text: string
  intent: string
  lang: Language
}

const RIDGE = 1
const SEED = 7
const JOINS: Record<Language, string[]> = {
  zh: ['，还有', '，另外', '。', '？', ' ', '，', '，顺便问下', '。还有一个问题，', '，', '，'],
  en: [', also ', '. ', '? ', ' and ', ', and ', '. Also, ', '? also ', ' plus ', ', '],
}
const COURTESIES = new Set(
  'greeting thanks goodbye praise small_talk frustration_vent out_of_scope human_agent bot_identity feedback_suggestion'.split(
    ' ',
  ),
)

/** Tells only whether a cut is possible at all. */
const EVEN: Logistic = { intercept: 0, coefficients: {}, means: {} }

const messages = await readLines<Message>('eval/compound.jsonl')
const validation = await readLines<Validation>('knowledge/validation.jsonl')
const { hearing, understand, policy, close } = await openHearing()
if (process.argv.includes('--fit')) await refit()
else await report()
await close()

async function report(): Promise<void> {
  for (const split of ['dev', 'test'] as const)
    for (const lang of ['zh', 'en', undefined] as const) {
      const rows = messages.filter((row) => row.split === split && (lang === undefined || row.lang === lang))
      await judge(`${split} ${lang ?? 'both'}`, rows)
    }
  // Every second validation message helped to fit; the others did not.
  const held = validation.filter((_, i) => i % 2 === 1)
  let split = 0
  let lost = 0
  for (const { text, intent } of held) {
    const { requests, verdict } = await understand(text)
    if (requests === undefined) continue
    split++
    if (!requests.some((one) => one.verdict.intent === intent) && verdict.intent === intent) lost++
  }
  console.log(
    `validation, single requests held out: split ${percent(split, held.length)}, of these without the right intent ${lost}`,
  )
}

async function judge(name: string, rows: readonly Message[]): Promise<void> {
  let found = 0
  let wrongly = 0
  let all = 0
  let answerable = 0
  let answeredRight = 0
  for (const { text, intents } of rows) {
    const { requests = [] } = await understand(text)
    const heard = requests.map(({ verdict }) => verdict.intent)
    const several = intents.length > 1
    if (heard.length > 1 && several) found++
    if (heard.length > 1 && !several) wrongly++
    if (several && heard.length === intents.length && intents.every((intent) => heard.includes(intent))) all++
    if (several)
      for (const { verdict } of requests)
        if (verdict.confidence >= (policy.answerAboveByIntent[verdict.intent] ?? policy.answerAbove)) {
          answerable++
          if (intents.includes(verdict.intent)) answeredRight++
        }
  }
  const compounds = rows.filter(({ intents }) => intents.length > 1).length
  console.log(
    `${name}: precision ${percent(found, found + wrongly)}, recall ${percent(found, compounds)}, all intents right ${percent(all, compounds)}, single messages split ${percent(wrongly, rows.length - compounds)}, requests above the bar right ${percent(answeredRight, answerable)}`,
  )
}

async function refit(): Promise<void> {
  const rows = [
    ...messages.filter(({ split }) => split === 'dev'),
    ...validation.filter((_, i) => i % 2 === 0).map(({ text, intent, lang }) => ({ text, lang, intents: [intent] })),
    ...joinedPairs(),
  ]
  const data: Record<'SKIMMED' | 'READ', { signs: Signs; right: boolean }[]> = { SKIMMED: [], READ: [] }
  for (const row of rows) {
    const text = normalise(row.text)
    const whole = (await hearing.understand(text)).verdict
    const candidates: Record<keyof typeof data, { signs: Signs; right: boolean }[]> = { SKIMMED: [], READ: [] }
    for (const cut of cutsOf(text)) {
      const at = new Date()
      const skimmed = { left: hearing.skim(cut.left, row.lang, at), right: hearing.skim(cut.right, row.lang, at) }
      const [left, right] = await Promise.all([hearing.understand(cut.left), hearing.understand(cut.right)])
      for (const [kind, sides] of [
        ['SKIMMED', skimmed],
        ['READ', { left: left.verdict, right: right.verdict }],
      ] as const) {
        const verdicts = { whole, ...sides }
        if (compoundChance(cut, verdicts, hearing.kinship, EVEN) === 0) continue
        candidates[kind].push({ signs: signsOf(cut, verdicts, hearing.kinship), right: isRight(row.intents, sides) })
      }
    }
    // Where no cut of a compound is heard rightly there is nothing to learn about cutting.
    for (const kind of ['SKIMMED', 'READ'] as const)
      if (row.intents.length === 1 || candidates[kind].some(({ right }) => right)) data[kind].push(...candidates[kind])
  }
  for (const kind of ['SKIMMED', 'READ'] as const) console.log(kind, JSON.stringify(fitted(data[kind])))
}

function fitted(rows: readonly { signs: Signs; right: boolean }[]): Logistic {
  const names = Object.keys(rows[0]?.signs ?? {}) as (keyof Signs)[]
  const [intercept, ...coefficients] = fitLogistic(
    rows.map(({ signs }) => names.map((name) => signs[name])),
    rows.map(({ right }) => right),
    { ridge: RIDGE },
  )
  return {
    intercept: twoDigits(intercept ?? 0),
    coefficients: Object.fromEntries(names.map((name, i) => [name, twoDigits(coefficients[i] ?? 0)])),
    means: {},
  }
}

/** Two validation messages in one, joined as people join requests. */
function joinedPairs(): Omit<Message, 'split'>[] {
  const random = createRandom(SEED)
  const usable = validation.filter(({ text, intent }, i) => i % 2 === 0 && !COURTESIES.has(intent) && text.length > 3)
  return (['zh', 'en'] as const).flatMap((lang) => {
    const order = shuffled(
      usable.filter((row) => row.lang === lang),
      random,
    )
    return order.flatMap((first, i) => {
      const second = order[i + 1]
      if (i % 2 === 1 || second === undefined || first.intent === second.intent) return []
      const join = JOINS[lang][random.below(JOINS[lang].length)] ?? ' '
      const text = `${first.text.replace(/[。.？?！!，, ]+$/u, '')}${join}${second.text}`
      return [{ text, lang, intents: [first.intent, second.intent] }]
    })
  })
}

function isRight(intents: readonly string[], { left, right }: { left: Verdict; right: Verdict }): boolean {
  return intents.length > 1 && intents.includes(left.intent) && intents.includes(right.intent)
}

function twoDigits(value: number): number {
  return Math.round(value * 100) / 100
}
