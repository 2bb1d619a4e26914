import { createLibraryFiles } from '../../src/adapters/local/library-files.ts'

/** A process that goes back to version N of the library in DIR again and again, printing the number of each version: `tsx library-returner.ts DIR N COUNT`. */
const [directory = '', n = '1', count = '10'] = process.argv.slice(2)
const store = createLibraryFiles({ directory, now: () => new Date() })
for (let i = 0; i < Number(count); i++) {
  const version = await store.rollbackTo(Number(n), 'bob')
  process.stdout.write(`${version.n}\n`)
}
