import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditTrail } from '../../src/ports/audit.ts'
import { auditEntry } from './audit-entry.ts'
import { expectRefusal, TENANT } from './store-words.ts'

/** A trail and what a law needs to do to it. */
export interface AuditUnderTest {
  trail: AuditTrail
  /** Closes it without a farewell and opens it again on the same data; `trail` is the new one afterwards. */
  reopen(): Promise<void>
  /** Takes all room away, or gives it back. Absent where the technology cannot be made to. */
  room?: { take(): Promise<void>; give(): Promise<void> }
  dispose(): Promise<void>
}

const MAX_ENTRIES = 100_000
const BATCH = 50

/** The laws AU1 to AU4 of `src/ports/audit.ts`, for any adapter. */
export const auditContract = (name: string, open: () => Promise<AuditUnderTest>): void => {
  describe(`audit trail: ${name}`, () => {
    let under: AuditUnderTest
    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.dispose())
    const all = (tenant = TENANT) => under.trail.audited(tenant, { limit: MAX_ENTRIES })

    it('[AU1] an entry is there once its promise resolved, and none that was refused', async () => {
      await Promise.all(Array.from({ length: BATCH }, (_, n) => under.trail.audit(auditEntry({ customer: `c${n}` }))))
      await expectRefusal(under.trail.audit(auditEntry({ at: 'yesterday' })), 'bad_input', /ISO 8601/)
      await under.reopen()
      expect((await all()).map(({ customer }) => customer).toSorted()).toEqual(
        Array.from({ length: BATCH }, (_, n) => `c${n}`).toSorted(),
      )
    })

    it('[AU2] entries come back as they were noted, newest first, page by page, also after a restart', async () => {
      const { customer: _, ...ofOrder } = auditEntry({
        order: '20261118003345',
        field: 'address',
        reason: 'lost label 😅',
      })
      const noted = [auditEntry(), ofOrder, auditEntry({ by: { role: 'supervisor', id: 'bob', name: 'Bob' } })]
      for (const one of noted) await under.trail.audit(one)
      const read = await all()
      expect(read.map(({ id: _id, ...rest }) => rest)).toEqual(noted.toReversed())
      await under.reopen()
      expect(await all()).toEqual(read)
      const first = await under.trail.audited(TENANT, { limit: 2 })
      expect(first).toEqual(read.slice(0, 2))
      const before = first[1]?.id as number
      expect(await under.trail.audited(TENANT, { before, limit: 2 })).toEqual(read.slice(2))
      await under.trail.audit(auditEntry())
      expect(await under.trail.audited(TENANT, { before, limit: 2 })).toEqual(read.slice(2))
    })

    it('[AU3] nothing of one tenant is visible to another', async () => {
      await under.trail.audit(auditEntry())
      await under.trail.audit(auditEntry({ tenant: 'other', reason: 'theirs' }))
      expect((await all()).map(({ tenant, reason }) => [tenant, reason])).toEqual([[TENANT, auditEntry().reason]])
      expect((await all('other')).map(({ reason }) => reason)).toEqual(['theirs'])
      expect(await all('nobody')).toEqual([])
    })

    it('[AU4] a full disk refuses, reads go on, and room is used again', async (context) => {
      const { room, trail } = under
      if (room === undefined) return context.skip('this trail cannot be made to run out of room')
      await room.take()
      let kept = 0
      let full: unknown
      while (full === undefined && kept < MAX_ENTRIES) {
        const results = await Promise.allSettled(
          Array.from({ length: BATCH }, () => trail.audit(auditEntry({ reason: '补寄'.repeat(90) }))),
        )
        kept += results.filter(({ status }) => status === 'fulfilled').length
        full = results.find((result) => result.status === 'rejected')?.reason
      }
      expect(full).toMatchObject({ code: 'storage.full' })
      expect(await all()).toHaveLength(kept)
      await room.give()
      await trail.audit(auditEntry())
      expect(await all()).toHaveLength(kept + 1)
    })
  })
}
