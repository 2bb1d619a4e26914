import type { AuditEntry } from '../domain/audit.ts'
import type { Attachments } from '../ports/attachments.ts'
import type { Erasable, Erasure } from '../ports/erasure.ts'
import { fileOf } from './attached.ts'

export interface ErasingParts {
  store: Erasure
  attachments: Pick<Attachments, 'erase'>
  now: () => Date
  /** What of it is remembered elsewhere in this process is to be forgotten. */
  forget?: (tenant: string, conversation: string) => void
}

/** What was erased, or would be. */
export interface Erased {
  conversations: number
  events: number
  files: number
}

/** Conversations of one page. */
const PAGE = 100
const DAY_MS = 24 * 3_600_000

/** Conversations of a tenant that were resolved longer ago than so many days. */
export const byAge = (days: number, now: Date): { resolvedBefore: string } => ({
  resolvedBefore: new Date(now.getTime() - days * DAY_MS).toISOString(),
})

/**
 * Erases conversations for good, each with its files. Files first: a crash in between leaves a conversation that is erased the next time,
 * not a file that nothing names. With `dryRun` nothing is changed.
 */
export const eraseAll = async (
  { store, attachments, now, forget = () => undefined }: ErasingParts,
  {
    tenant,
    which,
    because,
    dryRun = false,
    tell = () => undefined,
  }: {
    tenant: string
    which: { resolvedBefore: string } | { customer: string }
    because: Pick<AuditEntry, 'by'> & { reason: string }
    dryRun?: boolean
    tell?: (found: Erasable & { files: number }) => void
  },
): Promise<Erased> => {
  const erased: Erased = { conversations: 0, events: 0, files: 0 }
  const seen = new Set<string>()
  for (let limit = PAGE; ; limit += PAGE) {
    const page = await store.erasable(tenant, { ...which, limit })
    const fresh = page.filter(({ conversation }) => !seen.has(conversation))
    for (const found of fresh) {
      const { conversation } = found
      seen.add(conversation)
      const files = (await store.attachedIn(tenant, conversation)).flatMap(
        (url) => fileOf({ attachment: { url } }) ?? [],
      )
      if (!dryRun) {
        await attachments.erase(tenant, files)
        const { events } = await store.erase({ tenant, conversation, at: now().toISOString(), because })
        forget(tenant, conversation)
        if (events === 0) continue
      }
      erased.conversations += 1
      erased.events += found.events
      erased.files += files.length
      tell({ ...found, files: files.length })
    }
    // What stays in the list is open, or only looked at: the next page lies behind it.
    if (page.length < limit) return erased
  }
}
