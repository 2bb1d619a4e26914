import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { loadHeads } from '../src/adapters/local/model-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import type { Understand } from '../src/domain/understanding.ts'
import { type Ask, createAsk } from '../src/knowledge/ask.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { passagesOf } from '../src/knowledge/passages.ts'
import { createQueryReader } from '../src/knowledge/query.ts'
import { createWords } from '../src/knowledge/words.ts'
import { createKeywordVoter } from '../src/pipeline/keywords.ts'
import { languageOf } from '../src/pipeline/language.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { createUnderstand } from '../src/pipeline/pipeline.ts'

/**
 * What reading questions as they were meant changes: of eval/slips.jsonl, how many misspelt questions find the article that the right one
 * finds; of the validation messages, how many best hits have their intent. Then the same of what the model understands: the verdict that the right one gets, the intent. `node --import tsx eval/slips.ts`
 */
const rows = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

const encoder = withVectorCache(await createEncoder({ modelsDir: 'models', workers: 2, deadlineMs: 60_000 }), {
  files: ['models/starter/vectors.bin'],
})
const words = createWords(readFileSync('knowledge/words.txt', 'utf8'))
const { articles, facts } = await readKnowledgeFolder('knowledge')
const library = createLibrary({ words, normalise, embed: (texts) => encoder.embed(texts) })
await library.replace(articles, facts)
await library.settled()
const reader = createQueryReader(words)
await reader.learn(
  articles.flatMap((article) => passagesOf(article, facts).map(({ text }) => normalise(text))),
  [],
)
const asking = (read: (text: string) => string): Ask =>
  createAsk({ read, search: library.search, embed: async (text) => (await encoder.embed([text]))[0] })
const plain = asking((text) => text)
const meant = asking(reader.read)
const heads = await loadHeads('models/starter')
const hearing = (readAsMeant: (text: string) => string) =>
  createUnderstand({
    encoder,
    heads,
    search: library.search,
    keywords: createKeywordVoter(parse(readFileSync('knowledge/keywords.yaml', 'utf8'))),
    readAsMeant,
    readOff: (written) => ({
      text: normalise(written),
      language: languageOf(written),
      entities: [],
      sentiment: { score: 0, anger: 0 },
    }),
    now: () => new Date(),
    deadlineMs: 60_000,
  })
const asWritten = hearing((text) => text)
const asMeant = hearing(reader.read)
const heard = async (understand: Understand, text: string): Promise<string> => (await understand(text)).verdict.intent

const best = async (ask: Ask, text: string) =>
  (await ask({ text: normalise(text), language: languageOf(text), top: 1, at: new Date() })).hits[0]

for (const language of ['zh', 'en']) {
  const slips = rows<{ text: string; meant: string; lang: string }>('eval/slips.jsonl').filter(
    ({ lang }) => lang === language,
  )
  const messages = rows<{ text: string; intent: string; lang: string }>('knowledge/validation.jsonl').filter(
    ({ lang, intent }) => lang === language && intent !== 'out_of_scope',
  )
  const found = { slipsAsAsked: 0, slipsAsMeant: 0, rightAsAsked: 0, rightAsMeant: 0 }
  for (const slip of slips) {
    const wanted = (await best(plain, slip.meant))?.article
    found.slipsAsAsked += Number((await best(plain, slip.text))?.article === wanted)
    found.slipsAsMeant += Number((await best(meant, slip.text))?.article === wanted)
  }
  for (const { text, intent } of messages) {
    found.rightAsAsked += Number((await best(plain, text))?.intent === intent)
    found.rightAsMeant += Number((await best(meant, text))?.intent === intent)
  }
  const understood = { slipsAsWritten: 0, slipsAsMeant: 0, rightAsWritten: 0, rightAsMeant: 0 }
  for (const slip of slips) {
    const wanted = await heard(asWritten, slip.meant)
    understood.slipsAsWritten += Number((await heard(asWritten, slip.text)) === wanted)
    understood.slipsAsMeant += Number((await heard(asMeant, slip.text)) === wanted)
  }
  for (const { text, intent } of messages) {
    understood.rightAsWritten += Number((await heard(asWritten, text)) === intent)
    understood.rightAsMeant += Number((await heard(asMeant, text)) === intent)
  }
  console.log(
    JSON.stringify({ eval: 'slips', language, slips: slips.length, messages: messages.length, found, understood }),
  )
}
await encoder.close()
