import type { AuditEntry } from '../domain/audit.ts'
import { Refusal } from '../domain/errors.ts'
import type { Attachments } from '../ports/attachments.ts'
import type { Erasable, Erasure } from '../ports/erasure.ts'
import { fileOf } from './attached.ts'

export interface ErasingParts {
  store: Erasure
  attachments: Pick<Attachments, 'erase'>
  now: () => Date
  /** What of it is remembered elsewhere in this process is to be forgotten. */
  forget?: (tenant: string, conversation: string) => void
  /** One could not be erased; the reason has no word of it. */
  failed?: (tenant: string, conversation: string, reason: string) => void
  /** Aborted: no further one is begun. */
  signal?: AbortSignal
}

/** What was erased, or would be. */
export interface Erased {
  conversations: number
  events: number
  files: number
  /** Conversations that could not be erased, where there are any. */
  failed?: number
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
 * not a file that nothing names. One that cannot be erased is told of and passed over. With `dryRun` nothing is changed.
 */
export const eraseAll = async (
  parts: ErasingParts,
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
  const { store, failed, signal } = parts
  const erased: Erased = { conversations: 0, events: 0, files: 0 }
  const seen = new Set<string>()
  for (let limit = PAGE; ; limit += PAGE) {
    const page = await store.erasable(tenant, { ...which, limit })
    const fresh = page.filter(({ conversation }) => !seen.has(conversation))
    for (const found of fresh) {
      if (signal?.aborted) return erased
      const { conversation } = found
      seen.add(conversation)
      try {
        const files = await eraseOne(parts, { tenant, conversation, because, dryRun })
        if (files === undefined) continue
        erased.conversations += 1
        erased.events += found.events
        erased.files += files
        tell({ ...found, files })
      } catch (error) {
        erased.failed = (erased.failed ?? 0) + 1
        failed?.(tenant, conversation, reasonOf(error as Error & { code?: string }))
      }
    }
    // What stays in the list is open, failed, or only looked at: the next page lies behind it.
    if (page.length < limit) return erased
  }
}

/** How many files went with it; undefined where it was erased already. */
const eraseOne = async (
  { store, attachments, now, forget }: ErasingParts,
  {
    tenant,
    conversation,
    because,
    dryRun,
  }: { tenant: string; conversation: string; because: Pick<AuditEntry, 'by'> & { reason: string }; dryRun: boolean },
): Promise<number | undefined> => {
  const files = (await store.attachedIn(tenant, conversation)).flatMap((url) => fileOf({ attachment: { url } }) ?? [])
  if (dryRun) return files.length
  await attachments.erase(tenant, files)
  const { events } = await store.erase({ tenant, conversation, at: now().toISOString(), because })
  forget?.(tenant, conversation)
  return events === 0 ? undefined : files.length
}

/** Messages of other errors may quote what they could not read. */
const reasonOf = (error: Error & { code?: string }): string =>
  error instanceof Refusal ? error.message : (error.code ?? error.name)
