import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { auditChainContract } from './contract/audit-chain.ts'
import { erasureContract } from './contract/erasure.ts'
import { BEST_DRIVER, DRIVERS, openSqlite } from './sqlite-under-test.ts'

for (const driver of DRIVERS)
  erasureContract(driver, async (now) => {
    const under = await openSqlite(driver)(now)
    return {
      get store() {
        return under.store as OpenedStore
      },
      reopen: under.reopen,
      dispose: under.dispose,
    }
  })

auditChainContract(BEST_DRIVER, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-chain-'))
  const trail = await createSqliteStore({ dir, driver: BEST_DRIVER })
  return {
    trail,
    tamper: async (sql) => {
      const db = (await loadDriver(BEST_DRIVER)).open(storePath(dir), { readOnly: false })
      // By hand: whoever has the file is stopped by no trigger.
      const triggers = db
        .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_trail'`)
        .all()
      for (const { name } of triggers) db.exec(`DROP TRIGGER ${name as string}`)
      db.exec(sql.replace(/\btrail\b/g, 'audit_trail').replace(/\bheads\b/g, 'audit_heads'))
      for (const { sql: again } of triggers) db.exec(again as string)
      db.close()
    },
    dispose: async () => {
      await trail.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
})
