import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type KnowledgeFolder, readKnowledgeFolder } from './knowledge/folder.ts'
import { createWords, type Words } from './knowledge/words.ts'
import { createKeywordVoter, type KeywordVoter } from './pipeline/keywords.ts'
import { createReadOff, type ReadOff } from './pipeline/reading.ts'
import { createSentiment } from './pipeline/sentiment.ts'

/** What is read off a text before any model is asked, as the knowledge folder says; the product and replay read alike. */
export interface Readers {
  folder: KnowledgeFolder
  words: Words
  keywords: KeywordVoter
  readOff: ReadOff
}

export const openReaders = async (knowledgeDir: string): Promise<Readers> => {
  const [folder, words, keywords, sentiment] = await Promise.all([
    readKnowledgeFolder(knowledgeDir),
    readText(knowledgeDir, 'words.txt').then((text) => createWords(text)),
    readText(knowledgeDir, 'keywords.yaml').then((text) => createKeywordVoter(parse(text))),
    readText(knowledgeDir, 'lexicon.yaml').then((text) => createSentiment(parse(text))),
  ])
  return { folder, words, keywords, readOff: createReadOff({ sentiment }) }
}

const readText = (folder: string, file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => '')
