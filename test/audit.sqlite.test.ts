import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { auditContract } from './contract/audit.ts'
import { DRIVERS, openSqlite } from './sqlite-under-test.ts'

for (const driver of DRIVERS)
  auditContract(driver, async () => {
    const under = await openSqlite(driver)(() => new Date())
    const sqlite = () => under.store as Awaited<ReturnType<typeof createSqliteStore>>
    const opened = {
      trail: sqlite(),
      reopen: async () => {
        await sqlite().crash('writer')
        await under.reopen()
        opened.trail = sqlite()
      },
      ...(under.room === undefined ? {} : { room: under.room }),
      dispose: under.dispose,
    }
    return opened
  })

describe('the file of the trail', () => {
  it('[AU2] lets nobody change or remove an entry', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tabdesk-audit-'))
    const store = await createSqliteStore({ dir })
    const by = { role: 'agent', id: 'ann', name: 'Ann' } as const
    await store.audit({ tenant: 'default', at: new Date().toISOString(), by, action: 'reveal', field: 'phone' })
    await store.close()
    const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
    expect(() => db.exec(`UPDATE audit_trail SET by_id = 'bob'`)).toThrow(/not changed/)
    expect(() => db.exec('DELETE FROM audit_trail')).toThrow(/not shortened/)
    expect(db.prepare('SELECT by_id FROM audit_trail').all()).toEqual([{ by_id: 'ann' }])
    db.close()
    rmSync(dir, { recursive: true, force: true })
  })
})
