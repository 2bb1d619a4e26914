import type { Role } from '../../domain/message.ts'
import { createSession } from '../shared/session.ts'

/** Who may change the knowledge; the others of `session` read it. */
export const EDITORS: readonly Role[] = ['knowledge', 'admin']
/** Who has a place at the console, too. */
export const AT_CONSOLE: readonly Role[] = ['agent', 'supervisor', 'admin']

/** The sign-in of the person at the knowledge pages. */
export const session = createSession(['knowledge', 'admin', 'agent', 'supervisor', 'engineer'])
