import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyTrail } from '../../src/cli/verify-trail.ts'
import type { AuditEntry } from '../../src/domain/audit.ts'
import type { AuditTrail } from '../../src/ports/audit.ts'
import type { AuditChain } from '../../src/ports/audit-chain.ts'
import { auditEntry } from './audit-entry.ts'
import { TENANT } from './store-words.ts'

/** A trail and what a law needs to do to it. */
export interface ChainUnderTest {
  trail: AuditTrail & AuditChain
  /** Another process on the same trail, where the technology allows several. */
  beside?: AuditTrail & AuditChain
  /** Carries out SQL by hand, past whatever protects the table. `trail` in it stands for the table's name. */
  tamper(sql: string): Promise<void>
  dispose(): Promise<void>
}

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => auditEntry({ reason: '客户要求改派送电话 😅', ...more })

/** The laws AC1 and AC2 of `src/ports/audit-chain.ts`, for any adapter. */
export const auditChainContract = (name: string, open: () => Promise<ChainUnderTest>): void => {
  describe(`audit chain: ${name}`, () => {
    let under: ChainUnderTest
    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.dispose())
    const note = async (...reasons: string[]): Promise<void> => {
      for (const reason of reasons) await under.trail.audit(entry({ reason }))
    }
    const idOf = async (reason: string): Promise<number> =>
      (await under.trail.audited(TENANT, { limit: 100 })).find((found) => found.reason === reason)?.id as number

    it('[AC1] each entry is linked to the one before, a chain for each tenant, however many come at once', async () => {
      const { trail, beside = trail } = under
      await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 === 0 ? trail : beside).audit(
            entry({ tenant: n % 3 === 0 ? 'other' : TENANT, reason: `r${n}`, order: n % 5 === 0 ? '' : 'x' }),
          ),
        ),
      )
      expect(await trail.auditTenants()).toEqual([TENANT, 'other'])
      const report = await verifyTrail(trail, TENANT)
      expect(report).toEqual({ tenant: TENANT, entries: 26, hash: (await trail.auditHead(TENANT))?.hash })
      expect(await verifyTrail(trail, 'other')).toMatchObject({ entries: 14 })
      expect(report.hash).toMatch(/^[0-9a-f]{64}$/)
      await trail.audit(entry())
      expect(await verifyTrail(trail, TENANT, report.hash)).not.toHaveProperty('broken')
      expect(await verifyTrail(trail, 'nobody')).toEqual({ tenant: 'nobody', entries: 0, hash: '' })
    })

    it.each([
      ['changed', `UPDATE trail SET reason = 'nothing' WHERE reason = 'b'`, 'b'],
      ['removed', `DELETE FROM trail WHERE reason = 'b'`, 'c'],
      ['moved to another field', `UPDATE trail SET order_ref = field, field = NULL WHERE reason = 'b'`, 'b'],
      [
        'swapped with another',
        `UPDATE trail SET reason = CASE reason WHEN 'b' THEN 'c' ELSE 'b' END WHERE reason IN ('b', 'c')`,
        'c',
      ],
      ['without its hash', `UPDATE trail SET hash = NULL WHERE reason = 'b'`, 'b'],
    ])('[AC2] an entry that was %s is found, and the first that does not fit is named', async (_, sql, first) => {
      await note('a', 'b', 'c', 'd')
      const id = await idOf(first === 'c' && sql.includes('CASE') ? 'b' : first)
      await under.tamper(sql)
      const report = await verifyTrail(under.trail, TENANT)
      expect(report.broken?.id).toBe(id)
      expect(report.broken?.reason).toMatch(/hash/)
    })

    it('[AC2] entries cut off the end are found, and a trail that was written anew by who noted its hash', async () => {
      await note('a', 'b', 'c')
      const { hash } = await verifyTrail(under.trail, TENANT)
      await under.tamper(`DELETE FROM trail WHERE reason = 'c'`)
      expect((await verifyTrail(under.trail, TENANT)).broken).toMatchObject({
        id: await idOf('b'),
        reason: expect.stringMatching(/2 entries, where 3 were written: entries after it were removed/),
      })
      await under.tamper(`DELETE FROM trail`)
      await under.tamper(`DELETE FROM heads`)
      await note('a', 'b', 'd')
      expect(await verifyTrail(under.trail, TENANT)).not.toHaveProperty('broken')
      expect((await verifyTrail(under.trail, TENANT, hash)).broken?.reason).toMatch(/written anew/)
    })

    it('[AC2] entries that are added while the chain is walked break nothing, one past its head does', async () => {
      const { trail } = under
      const growing: AuditChain = {
        ...trail,
        auditChain: async (...page) => {
          await note('before a page')
          const entries = await trail.auditChain(...page)
          await note('after it')
          return entries
        },
      }
      expect(await verifyTrail(growing, TENANT)).toMatchObject({ entries: 1 })
      expect(await verifyTrail(growing, TENANT)).not.toHaveProperty('broken')
      const { hash, entries } = await verifyTrail(trail, TENANT)
      await note('put in')
      await under.tamper(`UPDATE heads SET entries = ${entries}, hash = '${hash}'`)
      expect((await verifyTrail(trail, TENANT)).broken?.reason).toMatch(/how long the trail is was changed/)
    })

    it('[AC2] entries of a version without hashes are covered by the first hash after them', async () => {
      await note('a', 'b')
      await under.tamper('UPDATE trail SET hash = NULL')
      await under.tamper('DELETE FROM heads')
      expect(await verifyTrail(under.trail, TENANT)).toMatchObject({ entries: 2 })
      expect(await verifyTrail(under.trail, TENANT)).not.toHaveProperty('broken')
      await note('c')
      expect(await verifyTrail(under.trail, TENANT)).toMatchObject({
        entries: 3,
        hash: (await under.trail.auditHead(TENANT))?.hash,
      })
      await under.tamper(`UPDATE trail SET reason = 'x' WHERE reason = 'a'`)
      expect((await verifyTrail(under.trail, TENANT)).broken).toMatchObject({
        id: await idOf('c'),
        reason: expect.stringMatching(/version without hashes/),
      })
    })
  })
}
