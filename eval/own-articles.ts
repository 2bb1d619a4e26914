import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { loadHeads } from '../src/adapters/local/model-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import type { Article, Example } from '../src/domain/article.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { withVersion } from '../src/knowledge/version.ts'
import { createWords } from '../src/knowledge/words.ts'
import { createRandom } from '../src/lib/random.ts'
import { createKeywordVoter } from '../src/pipeline/keywords.ts'
import { languageOf } from '../src/pipeline/language.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { createUnderstand } from '../src/pipeline/pipeline.ts'

/**
 * Whether a shop's own articles answer, though no head was trained on them: about half of the starter's articles get a rival with
 * the same answer, an intent of its own and one validation message in each language as its questions; the other validation messages are
 * asked. Once beside the starter's articles, once in their place. Of messages that such an article is for: the share that it answers; of all
 * that it answered, the share that was for it.
 */
const SEEDS = [1, 2, 3]
const BATCH = 32
const SURE = 0.9
const OWN = 'faq_own_'
const ownOf = (intent: string): string => `${OWN}${intent}`
const root = (path: string): string => new URL(`../${path}`, import.meta.url).pathname
const text = (path: string): string => readFileSync(root(path), 'utf8')

const folder = await readKnowledgeFolder(root('knowledge'))
const words = createWords(text('knowledge/words.txt'))
const keywords = createKeywordVoter(parse(text('knowledge/keywords.yaml')))
const heads = await loadHeads(root('models/starter'))
const messages = text('knowledge/validation.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Example)
const encoder = await createEncoder({ modelsDir: root('models'), deadlineMs: 600_000 })
const known = new Map<string, Float32Array>()
const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
  const missing = [...new Set(texts)].filter((one) => !known.has(one))
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH)
    for (const [i, vector] of (await encoder.embed(batch)).entries()) known.set(batch[i] as string, vector)
  }
  return texts.map((one) => known.get(one) as Float32Array)
}

for (const place of ['beside', 'instead'] as const) {
  const count = { asked: 0, forOwn: 0, own: 0, ownRight: 0, ownSure: 0, ownSureRight: 0, heardRight: 0 }
  for (const seed of SEEDS) {
    const random = createRandom(seed)
    const used = new Set<string>()
    const picked = (intent: string, language: 'zh' | 'en'): string[] => {
      const all = messages.filter((one) => one.intent === intent && languageOf(one.text) === language)
      const one = all[random.below(Math.max(1, all.length))]
      return one === undefined ? [] : [one.text]
    }
    const own: Article[] = folder.articles.flatMap((article) => {
      if (article.courtesy || random.next() < 0.5) return []
      const questions = { zh: picked(article.intent, 'zh'), en: picked(article.intent, 'en') }
      const title = questions.zh[0] ?? questions.en[0]
      if (title === undefined) return []
      for (const question of [...questions.zh, ...questions.en]) used.add(question)
      const { version: _, ...rest } = article
      return [
        withVersion({
          ...rest,
          id: `own-${article.id}`,
          intent: ownOf(article.intent),
          title: { zh: title, en: title },
          questions,
        }),
      ]
    })
    const intents = new Set(own.map(({ intent }) => intent))
    const others =
      place === 'beside' ? folder.articles : folder.articles.filter(({ intent }) => !intents.has(ownOf(intent)))
    const library = createLibrary({ words, normalise, embed })
    await library.replace([...others, ...own], folder.facts)
    await library.settled()
    const understand = createUnderstand({
      encoder: { fingerprint: encoder.fingerprint, embed },
      heads,
      search: library.search,
      keywords,
      readOff: (written) => ({
        text: normalise(written),
        language: languageOf(written),
        entities: [],
        sentiment: { score: 0, anger: 0 },
      }),
      now: () => new Date(),
      deadlineMs: 600_000,
    })
    for (const { text: asked, intent } of messages) {
      if (used.has(asked)) continue
      const { verdict } = await understand(asked)
      const isFor = intents.has(ownOf(intent))
      const byOwn = verdict.intent.startsWith(OWN)
      const right = byOwn && verdict.intent === ownOf(intent)
      count.asked++
      if (isFor) count.forOwn++
      if (isFor && (right || verdict.intent === intent)) count.heardRight++
      if (byOwn) count.own++
      if (right) count.ownRight++
      if (byOwn && verdict.confidence >= SURE) count.ownSure++
      if (right && verdict.confidence >= SURE) count.ownSureRight++
    }
  }
  const { asked, forOwn, own, ownRight, ownSure, ownSureRight, heardRight } = count
  const share = (n: number, of: number): number => Math.round((1_000 * n) / Math.max(1, of)) / 1_000
  console.log(
    JSON.stringify({
      ...{ eval: 'own-articles', place, asked, forOwn },
      understood: share(heardRight, forOwn),
      answeredByOwn: share(ownRight, forOwn),
      right: { share: share(ownRight, own), of: own },
      sure: { share: share(ownSureRight, ownSure), of: ownSure },
    }),
  )
}
await encoder.close()
