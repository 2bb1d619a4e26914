import { storeContract } from './contract/store.ts'
import { openSqlite } from './sqlite-under-test.ts'

storeContract('prebuilt', openSqlite('prebuilt'))
