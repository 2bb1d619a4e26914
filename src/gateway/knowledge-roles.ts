import type { Role } from '../domain/message.ts'

/** Who may change the knowledge, and who may look things up in it; what customers asked is for fewer. */
export const EDITORS: readonly Role[] = ['knowledge', 'admin']
export const READERS: readonly Role[] = ['agent', 'supervisor', 'knowledge', 'engineer', 'admin', 'service']
