import { openHearing, percent, readLines } from './hearing.ts'

/**
 * Minimal pairs of negation and quotation: `npx tsx eval/pairs.ts` prints of how many both sides are heard rightly, with and
 * without setting aside what is not wanted and what others said; `--errors` names the sides of the development half that are not.
 */
interface Side {
  text: string
  intent: string
}
interface Pair {
  kind: 'negation' | 'quote'
  lang: string
  split: 'dev' | 'test'
  a: Side
  b: Side
}

const pairs = await readLines<Pair>('eval/pairs.jsonl')
const { hearing, understand, close } = await openHearing()
for (const [way, hear] of [
  ['whole text', hearing.understand],
  ['as the product hears', understand],
] as const) {
  const right = async ({ text, intent }: Side, split: Pair['split']): Promise<boolean> => {
    const { verdict, requests } = await hear(text)
    const heard = requests === undefined && verdict.intent === intent
    if (!heard && split === 'dev' && process.argv.includes('--errors'))
      console.log(
        `${way}: ${text} should be ${intent}, is ${requests?.map((one) => one.verdict.intent) ?? verdict.intent}`,
      )
    return heard
  }
  for (const split of ['dev', 'test'] as const)
    for (const lang of ['zh', 'en'] as const) {
      const rows = pairs.filter((pair) => pair.split === split && pair.lang === lang)
      let sides = 0
      let both = 0
      for (const { a, b } of rows) {
        const [one, other] = [await right(a, split), await right(b, split)]
        sides += Number(one) + Number(other)
        both += Number(one && other)
      }
      console.log(
        `${way}, ${split} ${lang}: both sides ${percent(both, rows.length)}, sides ${percent(sides, 2 * rows.length)}`,
      )
    }
}
await close()
