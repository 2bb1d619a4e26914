import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { storePath } from '../src/adapters/sqlite/open.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { type SettingsUnderTest, settingsContract } from './contract/settings.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { inDatabase, openPostgres, startQuickly } from './postgres-under-test.ts'
import { DRIVERS, openSqlite } from './sqlite-under-test.ts'

for (const driver of DRIVERS)
  settingsContract(driver, async () => {
    const under = await openSqlite(driver)(() => new Date())
    const sqlite = () => under.store as Awaited<ReturnType<typeof createSqliteStore>>
    const opened: SettingsUnderTest = {
      book: sqlite(),
      reopen: async () => {
        await sqlite().crash('writer')
        await under.reopen()
        opened.book = sqlite()
      },
      dispose: under.dispose,
    }
    return opened
  })

describe('the file of the book', () => {
  it('[SG3] lets nobody alter or remove a change', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tabdesk-settings-'))
    const store = await createSqliteStore({ dir })
    const by = { role: 'admin', id: 'root', name: 'Root' } as const
    const at = new Date().toISOString()
    await store.changeSettings({ tenant: 'default', version: 1, at, by, area: 'tags', before: [], after: [] })
    await store.close()
    const db = (await loadDriver()).open(storePath(dir), { readOnly: false })
    expect(() => db.exec(`UPDATE settings_changes SET by_id = 'bob'`)).toThrow(/not altered/)
    expect(() => db.exec('DELETE FROM settings_changes')).toThrow(/not removed/)
    db.close()
    rmSync(dir, { recursive: true, force: true })
  })
})

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  settingsContract('PostgreSQL', async () => {
    const under = await openPostgres(() => server)(() => new Date())
    const opened: SettingsUnderTest = {
      book: under.store as OpenedStore,
      reopen: async () => {
        await under.reopen()
        opened.book = under.store as OpenedStore
      },
      dispose: under.dispose,
    }
    return opened
  })

  it('[SG3] lets nobody alter or remove a change', async () => {
    const under = await openPostgres(() => server)(() => new Date())
    await under.dispose()
    const url = await server.database()
    await (await import('../src/adapters/postgres/store.ts')).createPostgresStore({ url }).then((one) => one.close())
    await expect(inDatabase(url, 'DELETE FROM tabdesk.settings_changes')).rejects.toThrow(/neither altered nor removed/)
  })
})
