import { createLibraryFiles } from '../../src/adapters/local/library-files.ts'
import { createImports } from '../../src/knowledge/import/imports.ts'
import { createKeeper } from '../../src/knowledge/keeper.ts'
import { createLibrary } from '../../src/knowledge/library.ts'
import { createWords } from '../../src/knowledge/words.ts'
import { ERASED, IMPORT, RETURNS, SEED, UPLOAD } from '../helpers/small-library.ts'
import { armKill } from './kill-at.ts'

/**
 * A process to be killed: fills a library in DIR, waits with an upload, then does what DEED says with `armKill`, and prints `done`.
 * `tsx library-doer.ts DIR DEED AT [in-place]`; deeds: `commit` (the import), `rollback` (of it), `erase` (an article that was edited before).
 */
const [directory = '', deed = 'commit', at = '0', inPlace] = process.argv.slice(2)
const now = (): Date => new Date()

const run = async (): Promise<void> => {
  const store = createLibraryFiles({ directory, now })
  const library = createLibrary({ words: createWords() })
  const keeper = createKeeper({ store, library, onError: () => {} })
  let step = async (_: string): Promise<void> => {}
  const imports = createImports({
    ...{ store, now, newId: () => IMPORT, shop: () => new Set() },
    caughtUp: async () => {
      await step('index')
      await keeper.caughtUp()
      await step('indexed')
    },
  })
  await keeper.start(SEED)
  await store.commit(
    (articles) => articles.map((article) => (article.id === ERASED.id ? RETURNS : article)),
    'edit',
    'li',
  )
  await imports.upload(UPLOAD)
  if (deed !== 'commit') await imports.commit(IMPORT, 'li')
  step = (await armKill({ at: Number(at), inPlace: inPlace === 'in-place' })).step
  if (deed === 'commit') await imports.commit(IMPORT, 'li')
  else if (deed === 'rollback') await imports.rollback(IMPORT, 'li')
  else await store.erase(ERASED.id, '客户要求删除', 'chen')
  process.stdout.write('done\n')
  keeper.stop()
}
void run()
