import type { ClientBase } from 'pg'

/** What `ask` asks of a connection leaves in one write, and not in several a statement: each wakes the server. */
export const inOneWrite = <T>(client: ClientBase, ask: () => T): T => {
  // The driver corks for one statement at a time; corks nest.
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection
  stream.cork()
  try {
    return ask()
  } finally {
    stream.uncork()
  }
}
