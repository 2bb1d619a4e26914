import { mkdir, readFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { writeCutTexts } from './adapters/local/cut-texts-file.ts'
import { createLibraryFiles } from './adapters/local/library-files.ts'
import { readKnowledgeFolder } from './knowledge/folder.ts'
import { cutArticles } from './knowledge/known-words.ts'
import { createWords } from './knowledge/words.ts'
import { normalise } from './pipeline/normalise.ts'

/** What the thread is started with. */
export interface KnownWordsData {
  dataDir: string
  knowledgeDir: string
  path: string
  fingerprint: string
}

const { dataDir, knowledgeDir, path, fingerprint } = workerData as KnownWordsData
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

/** Those of the folder, too: in them the next start sees whether they would still be cut so. */
const work = async (): Promise<void> => {
  const dictionary = await readFile(join(knowledgeDir, 'words.txt'), 'utf8').catch(() => '')
  const { articles, facts } = await readKnowledgeFolder(knowledgeDir)
  const files = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  const stored = (await files.current())?.articles ?? []
  const cut = cutArticles([...articles, ...stored], { words: createWords(dictionary), normalise, facts })
  await mkdir(dirname(path), { recursive: true })
  await writeCutTexts(path, fingerprint, cut)
}

void work()
