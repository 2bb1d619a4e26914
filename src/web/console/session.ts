import { createSession } from '../shared/session.ts'

/** The sign-in of the person at the console. */
export const session = createSession(['agent', 'supervisor', 'admin'])
