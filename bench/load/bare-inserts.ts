import pg from 'pg'

const SECONDS = 2
const TEXT = 'Your parcel is on its way and should arrive tomorrow, number '

/** What the log's rows cost PostgreSQL by themselves. */
export interface BareInserts {
  rowsPerSecond: number
  /** Rows of one statement, which is one commit. */
  group: number
}

/**
 * The ceiling: one client that adds rows as large as the bench's messages to a plain table with one key, `group` a statement and a flushed commit
 * each, the next once the last is answered, and does nothing else.
 */
export const bareInserts = async (url: string, group: number): Promise<BareInserts> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(
      'CREATE TABLE bare (tenant text, conversation text, seq bigint, sender text, cid text, at bigint, text text, PRIMARY KEY (tenant, conversation, seq))',
    )
    let seq = 0
    const started = performance.now()
    while (performance.now() - started < SECONDS * 1000) {
      const seqs = Array.from({ length: group }, () => ++seq)
      await client.query({
        name: 'bare',
        text: `INSERT INTO bare SELECT 'default', c, s, 'agent', c || s, 0, t FROM unnest($1::text[], $2::bigint[], $3::text[]) AS n (c, s, t)`,
        values: [
          `{${seqs.map((n) => `01900000-0000-7000-8000-${100_000_000_000 + (n % 32)}`).join(',')}}`,
          `{${seqs.join(',')}}`,
          `{${seqs.map((n) => `"${TEXT}${n}."`).join(',')}}`,
        ],
      })
    }
    return { rowsPerSecond: (seq / (performance.now() - started)) * 1000, group }
  } finally {
    await client.end()
  }
}
