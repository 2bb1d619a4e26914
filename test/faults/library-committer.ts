import { open } from 'node:fs/promises'
import { createLibraryFiles } from '../../src/adapters/local/library-files.ts'
import { articleOf } from '../helpers/articles.ts'

/**
 * Commits one article after the other to a library, `name-0`, `name-1` …, and says each on stdout once its commit resolved.
 * `tsx library-committer.ts DIR NAME COUNT [unsynced]`; `unsynced` is a negative control: nothing is forced to the disk.
 */
const [directory = '', name = '', count = '0', mode] = process.argv.slice(2)
const store = createLibraryFiles({ directory, now: () => new Date() })
const run = async (): Promise<void> => {
  if (mode === 'unsynced') {
    const file = await open(process.execPath, 'r')
    Object.getPrototypeOf(file).sync = async () => {}
    await file.close()
  }
  for (let i = 0; i < Number(count); i++) {
    await store.commit((articles) => [...articles, articleOf(`${name}-${i}`)], `adds ${i}`, name)
    process.stdout.write(`${name}-${i}\n`)
  }
}
void run()
