import { storeContract } from './contract/store.ts'
import { openSqlite } from './sqlite-under-test.ts'

storeContract('better-sqlite3', openSqlite('better-sqlite3'))
