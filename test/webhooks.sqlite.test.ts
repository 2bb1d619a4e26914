import { webhookContract } from './contract/webhooks.ts'
import { DRIVERS, openSqlite } from './sqlite-under-test.ts'

for (const driver of DRIVERS) webhookContract(driver, openSqlite(driver), { alone: true })
