import { readFileSync } from 'node:fs'
import type { Product } from '../src/domain/product.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'
import { createProductFinder } from '../src/pipeline/entities/products.ts'
import { largeCatalogue } from '../test/helpers/catalogue.ts'
import { PRODUCTS } from '../test/helpers/entity-figures.ts'
import { quantile, round } from './product.ts'

/**
 * Entities of the 400 utterances of the evaluation set: the whole reading with the demo shop's catalogue, and the catalogue
 * alone with 8 and with 20,000 names, in turns within one run. Hostile texts are 20,000 characters, of which 4,000 are read.
 */
const NAMES = 20_000
const ROUNDS = 5
const NOW = new Date('2026-11-18T15:30:00+08:00')

const lines = readFileSync('eval/starter.jsonl', 'utf8').trim().split('\n')
const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text)
const built = (products: readonly Product[]) => {
  const at = performance.now()
  const find = createProductFinder(products)
  return { find, ms: round(performance.now() - at) }
}
const [small, large] = [built(PRODUCTS), built(largeCatalogue(NAMES / 2))]
const whole = createEntityFinder({ timeZone: 'Asia/Shanghai', products: PRODUCTS })

const times: Record<'whole' | 'small' | 'large', number[]> = { whole: [], small: [], large: [] }
const measure = (kind: keyof typeof times, work: () => unknown, counts: boolean): void => {
  // CPU time: a neighbour on the machine is not what a message costs.
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  if (counts) times[kind].push(user + system)
}
for (let turn = 0; turn <= ROUNDS; turn++)
  for (const text of texts) {
    measure('whole', () => whole(text, NOW), turn > 0)
    measure('small', () => small.find(text), turn > 0)
    measure('large', () => large.find(text), turn > 0)
  }
const micros = (kind: keyof typeof times) => ({
  p50: round(quantile(times[kind], 0.5)),
  p99: round(quantile(times[kind], 0.99)),
})

const HOSTILE = ['1', '2026-', '路1号', 'one ', '.', '😡', '1月1', 'a@', '北京', 'x']
const hostile = HOSTILE.map((unit) => {
  const text = unit.repeat(20_000).slice(0, 20_000)
  const at = performance.now()
  whole(text, NOW)
  return performance.now() - at
})
console.log(
  JSON.stringify({
    bench: 'entities',
    texts: texts.length,
    wholeCpuUs: micros('whole'),
    catalogueCpuUs: { names8: micros('small'), names20000: micros('large') },
    buildMs: { names8: small.ms, names20000: large.ms },
    worstHostileMs: round(Math.max(...hostile)),
  }),
)
