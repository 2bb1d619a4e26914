/** Where a database server is, as its address says: `postgres://user@host:port/database?sslmode=require`. */
export interface DatabaseAddress {
  kind: 'postgres' | 'mysql'
  /** A name or an address; a folder or file that begins with a slash is a socket of this machine. */
  host: string
  port?: number
  user?: string
  password?: string
  database: string
  /** TLS is spoken, and the server's certificate checked; otherwise no TLS. */
  tls: boolean
}

const KINDS: Readonly<Record<string, DatabaseAddress['kind']>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
}
const TLS: Readonly<Record<string, boolean>> = { disable: false, require: true, 'verify-full': true }

/** Reads an address. @throws Error that says what to write instead, and repeats nothing of it: it may hold a password */
export const parseDatabaseAddress = (written: string): DatabaseAddress => {
  const url = URL.canParse(written) ? new URL(written) : undefined
  const kind = KINDS[url?.protocol ?? '']
  if (url === undefined || kind === undefined)
    throw new Error(
      'write postgres://user@host/database or mysql://user@host/database; a password with / or @ in it has a key of its own: password',
    )
  const parts = [url.hostname, url.username, url.password, url.pathname.slice(1)].map(decoded)
  const [host = '', user = '', password = '', database = ''] = parts
  if (host === '') throw new Error('names no host: postgres://user@host/database')
  if (database === '' || database.includes('/')) throw new Error('names no database: postgres://user@host/database')
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'sslmode')
  if (unknown !== undefined) throw new Error(`has ${unknown}: only sslmode may stand after the question mark`)
  const tls = TLS[url.searchParams.get('sslmode') ?? 'disable']
  if (tls === undefined)
    throw new Error('has a sslmode that may go without TLS or without a certificate: write require, or disable')
  return {
    kind,
    host,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
    database,
    tls,
  }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Error('has a % that encodes nothing: write %25 for the sign itself')
  }
}
