import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SettingsChange } from '../../src/domain/settings.ts'
import type { AuditTrail } from '../../src/ports/audit.ts'
import type { SettingsBook } from '../../src/ports/settings.ts'
import { expectRefusal, START, TENANT } from './store-words.ts'

/** A book and what a law needs to do to it. */
export interface SettingsUnderTest {
  book: SettingsBook & AuditTrail
  /** Closes it without a farewell and opens it again on the same data; `book` is the new one afterwards. */
  reopen(): Promise<void>
  dispose(): Promise<void>
}

const RACERS = 8
const MANY = 100

const change = (version: number, more: Partial<SettingsChange> = {}): SettingsChange => ({
  tenant: TENANT,
  version,
  at: new Date(START + version).toISOString(),
  by: { role: 'admin', id: 'root', name: '管理员' },
  area: 'tags',
  before: [],
  after: [{ id: 'vip', name: { zh: '老客户', en: 'Regular' }, colour: 'accent' }],
  ...more,
})

/** The laws SG1 to SG5 of `src/ports/settings.ts`, for any adapter. */
export const settingsContract = (name: string, open: () => Promise<SettingsUnderTest>): void => {
  describe(`settings: ${name}`, () => {
    let under: SettingsUnderTest
    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.dispose())
    const all = (tenant = TENANT) => under.book.settingsChanges(tenant, { limit: MANY })

    it('[SG1] a change is there once its promise resolved, and none that was refused', async () => {
      expect(await under.book.settings(TENANT)).toEqual({ version: 0, areas: {} })
      await under.book.changeSettings(change(1))
      await expectRefusal(under.book.changeSettings(change(2, { at: 'gestern' })), 'bad_input', /ISO 8601/)
      await under.reopen()
      expect(await under.book.settings(TENANT)).toEqual({ version: 1, areas: { tags: change(1).after } })
      expect(await all()).toEqual([change(1)])
    })

    it('[SG2] versions are gapless, and of changes made at once one is', async () => {
      await expectRefusal(under.book.changeSettings(change(2)), 'conflict', /version 0 is the newest/)
      await under.book.changeSettings(change(1))
      await expectRefusal(under.book.changeSettings(change(1)), 'conflict', /read it again/)
      const raced = await Promise.allSettled(
        Array.from({ length: RACERS }, (_, n) => under.book.changeSettings(change(2, { after: [n] }))),
      )
      expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await all()).map(({ version }) => version)).toEqual([2, 1])
    })

    it('[SG3] changes come back as they were made, newest first, page by page, also after a restart', async () => {
      const made = [
        change(1),
        change(2, { area: 'hours', before: null, after: { timeZone: 'Asia/Shanghai' } }),
        change(3, { before: change(1).after, after: [], reverts: 1 }),
      ]
      for (const one of made) await under.book.changeSettings(one)
      expect(await all()).toEqual(made.toReversed())
      await under.reopen()
      expect(await all()).toEqual(made.toReversed())
      expect(await under.book.settingsChanges(TENANT, { limit: 1 })).toEqual([made[2]])
      expect(await under.book.settingsChanges(TENANT, { before: 3, limit: 1 })).toEqual([made[1]])
      expect(await under.book.settingsChanges(TENANT, { area: 'tags', limit: MANY })).toEqual([made[2], made[0]])
      expect(await under.book.settings(TENANT)).toEqual({
        version: 3,
        areas: { tags: [], hours: { timeZone: 'Asia/Shanghai' } },
      })
    })

    it('[SG4] nothing of one tenant is visible to another', async () => {
      await under.book.changeSettings(change(1))
      await under.book.changeSettings(change(1, { tenant: 'other', after: [] }))
      expect(await all('other')).toMatchObject([{ tenant: 'other', after: [] }])
      expect(await under.book.settings('nobody')).toEqual({ version: 0, areas: {} })
      expect(await under.book.settingsVersions()).toEqual(
        [
          { tenant: TENANT, version: 1 },
          { tenant: 'other', version: 1 },
        ].sort((a, b) => (a.tenant < b.tenant ? -1 : 1)),
      )
    })

    it('[SG5] the audit trail has each change, and none that was refused', async () => {
      await under.book.changeSettings(change(1))
      await expectRefusal(under.book.changeSettings(change(7)), 'conflict')
      const { by, at } = change(1)
      expect(await under.book.audited(TENANT, { limit: MANY })).toMatchObject([
        { action: 'settings', by, at, field: 'tags', reason: 'version 1' },
      ])
    })
  })
}
