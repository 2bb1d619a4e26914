import pg, { type ClientBase } from 'pg'
import { Refusal } from '../../domain/errors.ts'
import type { Verified } from '../../ports/opened-store.ts'
import type { Row } from '../../ports/sql/rows.ts'
import { addressOf } from './address.ts'
import { migrate } from './migrations.ts'
import type { Query } from './query.ts'
import { verify } from './verify.ts'

/** PostgreSQL 15. */
const MIN_VERSION = 150_000
const MIN_NAME = 15
const CONNECT_MS = 5_000
const ANSWER_MS = 5_000
/** Milliseconds for one statement of a look at the whole log. */
const LOOK_MS = 600_000

/** What the server says of itself. */
export interface ServerSettings {
  version: string
  versionNumber: number
  encoding: string
  synchronousCommit: string
  fsync: string
  fullPageWrites: string
  readOnly: string
}

/** What opening found: the server's version, and how many events were ever begun. */
export interface OpenedServer {
  version: string
  events: number
  verified: Verified
}

/**
 * Looks at the server, and brings its schema up to date.
 * @throws Refusal `bad_input` naming DATABASE_URL, the address without its password, and what to do
 */
export const openServer = (url: string, epoch: string): Promise<OpenedServer> =>
  withServer(url, async (client, version) => {
    await migrate(client, epoch)
    const { rows } = await client.query<{ events: string }>(
      'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS events FROM tabdesk.log_id',
    )
    const verified = await verify(over(client), 'start', addressOf(url))
    return { version, events: Number(rows[0]?.events), verified }
  })

/**
 * Looks at the server and changes nothing; its version.
 * @throws Refusal as `openServer`
 */
export const inspectServer = (url: string): Promise<string> => withServer(url, async (_client, version) => version)

/**
 * Looks at every event of the log, also while processes write it.
 * @throws Refusal `storage` with the first thing that is wrong, and as `openServer`
 */
export const verifyServer = (url: string): Promise<Verified> =>
  withServer(url, (client) => verify(over(client), 'whole', addressOf(url)), LOOK_MS)

const over =
  (client: ClientBase): Query =>
  async (text, values = []) =>
    (await client.query<Row>(text, [...values])).rows

const withServer = async <T>(
  url: string,
  work: (client: ClientBase, version: string) => Promise<T>,
  answerMs = ANSWER_MS,
): Promise<T> => {
  const address = addressOf(url)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tabdesk open',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: answerMs,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const settings = await settingsOf(client)
    const fault = faultOf(settings)
    if (fault !== undefined) throw refusal(address, fault)
    return await work(client, settings.version)
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw refusal(address, reasonOf(error as Error & { code?: string }, new URL(url)), error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const settingsOf = async (client: ClientBase): Promise<ServerSettings> => {
  const setting = (name: string, as: string): string => `current_setting('${name}') AS "${as}"`
  const { rows } = await client.query<ServerSettings & { versionNumber: string }>(
    `SELECT ${[
      setting('server_version', 'version'),
      setting('server_version_num', 'versionNumber'),
      setting('server_encoding', 'encoding'),
      setting('synchronous_commit', 'synchronousCommit'),
      setting('fsync', 'fsync'),
      setting('full_page_writes', 'fullPageWrites'),
      setting('transaction_read_only', 'readOnly'),
    ].join(', ')}`,
  )
  const [settings] = rows
  if (settings === undefined) throw new Error('the server said nothing of its settings')
  return { ...settings, versionNumber: Number(settings.versionNumber) }
}

/** Why this server must not hold the log, and what to do; undefined where it may. `ack` promises what these settings make true (W1). */
export const faultOf = (server: ServerSettings): string | undefined => {
  const { version, versionNumber, encoding, synchronousCommit, fsync, fullPageWrites, readOnly } = server
  if (versionNumber < MIN_VERSION) return `it is PostgreSQL ${version}: use ${MIN_NAME} or newer`
  if (encoding !== 'UTF8') return `the database's encoding is ${encoding}: create it with ENCODING 'UTF8'`
  if (readOnly !== 'off') return 'the database takes no writes: name the primary server, not a standby'
  if (synchronousCommit !== 'on' && synchronousCommit !== 'remote_apply')
    return `synchronous_commit is ${synchronousCommit}, so what was acknowledged could be lost: ALTER DATABASE … SET synchronous_commit = on`
  if (fsync !== 'on' || fullPageWrites !== 'on')
    return `fsync is ${fsync} and full_page_writes ${fullPageWrites}, so a power cut could lose what was acknowledged: set both to on`
  return undefined
}

const refusal = (address: string, reason: string, cause?: unknown): Refusal =>
  new Refusal('bad_input', `DATABASE_URL is ${address}: ${reason}`, {
    field: 'DATABASE_URL',
    ...(cause === undefined ? {} : { cause }),
  })

const reasonOf = (error: Error & { code?: string }, { username, pathname }: URL): string => {
  const database = decodeURIComponent(pathname.slice(1))
  const { code = '', message } = error
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host: correct its name'
  if (code === '28P01' || message.startsWith('SASL')) return `user ${username} or its password is wrong: correct them`
  if (code === '28000') return `${message}: allow user ${username} in pg_hba.conf, or use another`
  if (code === '3D000') return `there is no database ${database}: createdb ${database}`
  if (code === '42501')
    return `user ${username} has not enough rights (${message}): GRANT CREATE ON DATABASE ${database} TO ${username}, or let them own the schema tabdesk`
  if (code === '57014') return `it took too long (${message}): look whether the server is overloaded, and try again`
  if (code === 'ECONNREFUSED' || /timeout|terminated/i.test(message))
    return `nothing answers there (${message}): start PostgreSQL, or correct host and port`
  return message
}
