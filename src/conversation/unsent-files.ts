import type { KeptAttachment } from '../domain/attachment.ts'
import { EVERY_STATE } from '../domain/conversation.ts'
import type { Attachments } from '../ports/attachments.ts'
import type { Store } from '../ports/store.ts'
import { fileOf } from './attached.ts'

/** Milliseconds after which a file that no message names is removed. */
const UNSENT_KEPT_MS = 24 * 3_600_000
const PAGE = 500
/** Conversations of one customer that are looked through. */
const MAX_CONVERSATIONS = 1_000

export interface UnsentParts {
  attachments: Pick<Attachments, 'unsent' | 'sent' | 'erase'>
  store: Pick<Store, 'conversations' | 'events'>
  now: () => Date
  /** Aborted: no further file is looked at. */
  signal?: AbortSignal
}

/**
 * Removes files that were uploaded a day ago and that no message in the log names; each file is looked for once. The log decides, not
 * a note at sending, which a crash could lose; one that was taken back was sent. How many were removed.
 */
export const removeUnsent = async ({ attachments, store, now, signal }: UnsentParts): Promise<number> => {
  let removed = 0
  for await (const kept of attachments.unsent(new Date(now().getTime() - UNSENT_KEPT_MS).toISOString())) {
    if (signal?.aborted) break
    const { tenant, id, withdrawn } = kept
    if (withdrawn || (await isNamed(kept, store))) await attachments.sent(tenant, [id])
    else {
      await attachments.erase(tenant, [id])
      removed += 1
    }
  }
  return removed
}

const isNamed = async (
  { tenant, id, customer, conversation }: KeptAttachment,
  store: UnsentParts['store'],
): Promise<boolean> => {
  const places =
    conversation !== undefined
      ? [conversation]
      : (await store.conversations(tenant, { states: [...EVERY_STATE], customer, limit: MAX_CONVERSATIONS })).map(
          (found) => found.id,
        )
  for (const place of places) {
    for (let after = 0, more = true; more; ) {
      const events = (await store.events(tenant, place, { after, limit: PAGE }))?.events ?? []
      if (events.some((event) => fileOf(event) === id)) return true
      after = events.at(-1)?.seq ?? after
      more = events.length === PAGE
    }
  }
  return false
}
