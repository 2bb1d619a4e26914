import { describe, it } from 'vitest'
import { storeContract } from './contract/store.ts'
import { COMPILED, openSqlite } from './sqlite-under-test.ts'

if (COMPILED) storeContract('better-sqlite3', openSqlite('better-sqlite3'))
else describe.skip('store: better-sqlite3 (it is not compiled here)', () => it('is not run', () => {}))
