import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PersistedQueryProvider } from 'mercurius'

/** The documents that our own pages send, one a file. */
const FOLDER = fileURLToPath(new URL('../../graphql/queries/', import.meta.url))
const ENDING = '.graphql'

/** A document that is known by the hash of its text; nothing is added while it runs. */
export interface ListedQuery {
  /** Of its file, without the ending. */
  name: string
  /** SHA-256 of the file's bytes, in hexadecimal. */
  hash: string
  text: string
}

export const hashOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** All of the folder, by name. */
export const readListedQueries = (folder = FOLDER): ListedQuery[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      return { name: basename(file, ENDING), hash: hashOf(text), text }
    })

/** Documents by the hash that clients of persisted queries send (`extensions.persistedQuery.sha256Hash`); what is not listed is not learnt. */
export const fromListed = (listed: ReadonlyMap<string, ListedQuery>): PersistedQueryProvider => ({
  isPersistedQuery: (request) => !request.query && sentHash(request) !== undefined,
  // Sent with its text, a document is taken by its text.
  isPersistedQueryRetry: () => false,
  getHash: (request) => String(sentHash(request)),
  getQueryFromHash: async (hash) => listed.get(hash)?.text,
  notFoundError: 'PersistedQueryNotFound: only the documents in graphql/queries are known by their hash',
})

const sentHash = ({ extensions }: Parameters<PersistedQueryProvider['getHash']>[0]): unknown =>
  (extensions as { persistedQuery?: { sha256Hash?: unknown } } | undefined)?.persistedQuery?.sha256Hash
