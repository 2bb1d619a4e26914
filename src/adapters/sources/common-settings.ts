import { z } from 'zod'

/** Longest that one call may take, whatever a file says, milliseconds: nobody waits longer beside a conversation. */
const MAX_DEADLINE_MS = 30_000
/** Ids of one batch at most: the mesh asks for no more at once. */
const MAX_BATCH = 500

export const text = z.string().min(1)
export const batch = z.int().min(1).max(MAX_BATCH).default(50)
/** An id that the source knows, for `mesh check`. */
export const probe = z.string({ error: "is a text: write it in quotes, probe: '100001'" }).min(1).optional()
export const deadlineMs = z.int().min(10).max(MAX_DEADLINE_MS).default(2_000)
