import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type KnowledgeFolder, readKnowledgeFolder } from './knowledge/folder.ts'
import { createWords, type Words } from './knowledge/words.ts'
import { createKeywordVoter, type KeywordVoter } from './pipeline/keywords.ts'
import { createReadOff, type ReadOff } from './pipeline/reading.ts'
import { createSentiment, type ReadSentiment } from './pipeline/sentiment.ts'
import { readSentimentModel } from './pipeline/sentiment-model.ts'

/** What is read off a text before any model is asked, as the knowledge folder says; the product and replay read alike. */
export interface Readers {
  folder: KnowledgeFolder
  words: Words
  keywords: KeywordVoter
  readOff: ReadOff
  sentiment: ReadSentiment
}

/** Without `sentiment.json` in the models' folder sentiment is heard by the lexicon alone. */
export const openReaders = async (knowledgeDir: string, modelsDir: string): Promise<Readers> => {
  const [folder, words, keywords, sentiment] = await Promise.all([
    readKnowledgeFolder(knowledgeDir),
    readText(knowledgeDir, 'words.txt').then((text) => createWords(text)),
    readText(knowledgeDir, 'keywords.yaml').then((text) => createKeywordVoter(parse(text))),
    openSentiment(knowledgeDir, modelsDir),
  ])
  return { folder, words, keywords, readOff: createReadOff({ sentiment }), sentiment }
}

/** @throws Error naming the lexicon's or the model's entry that cannot be used */
export const openSentiment = async (knowledgeDir: string, modelsDir: string): Promise<ReadSentiment> => {
  const [lexicon, model] = await Promise.all([
    readText(knowledgeDir, 'lexicon.yaml'),
    readText(modelsDir, 'sentiment.json'),
  ])
  return createSentiment(parse(lexicon), model === '' ? undefined : readSentimentModel(JSON.parse(model)))
}

const readText = (folder: string, file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => '')
