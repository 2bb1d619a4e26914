import { createLibraryFiles } from '../../src/adapters/local/library-files.ts'
import { articleOf } from '../helpers/articles.ts'

/** Commits one article after the other to a library, `name-0`, `name-1` …, and says each on stdout once its commit resolved. */
const [directory = '', name = '', count = '0'] = process.argv.slice(2)
const store = createLibraryFiles({ directory, now: () => new Date() })
const run = async (): Promise<void> => {
  for (let i = 0; i < Number(count); i++) {
    await store.commit((articles) => [...articles, articleOf(`${name}-${i}`)], `adds ${i}`, name)
    process.stdout.write(`${name}-${i}\n`)
  }
}
void run()
