import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const VERSIONS = '/usr/lib/postgresql'

/** Where Debian keeps the newest server's programs; undefined where there is none. */
const programs = (): string | undefined => {
  const [newest] = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : []
  return newest === undefined ? undefined : join(VERSIONS, newest, 'bin')
}

/** Tests of PostgreSQL run where Debian's package is; `REQUIRE_SERVERS` turns a skip into a failure. */
export const hasPostgres = programs() !== undefined || process.env['REQUIRE_SERVERS'] !== undefined

export interface PostgresServer {
  /** Of an empty database of its own, as its owner. */
  database(): Promise<string>
  pid: number
  /** As a power cut of its machine; `start` goes on with what is on disk. */
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** A server of the test's own on loopback, in a folder of its own, that flushes as the product's would (`fsync` on). */
export const startPostgres = async (settings: Record<string, string> = {}): Promise<PostgresServer> => {
  const bin = programs()
  if (bin === undefined) throw new Error('no PostgreSQL: apt-get install postgresql')
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-postgres-'))
  const data = join(dir, 'data')
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0
  if (isRoot) execFileSync('chown', ['postgres', dir])
  const as = (program: string, args: string[]): [string, string[]] =>
    isRoot ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', program, ...args]] : [program, args]
  const [init, initArgs] = as(join(bin, 'initdb'), [
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'shop',
    '-E',
    'UTF8',
    '--no-locale',
  ])
  execFileSync(init, initArgs, { stdio: 'ignore', cwd: dir })
  const port = await freePort()
  let child: ChildProcess
  const urlOf = (database: string): string => `postgres://shop@127.0.0.1:${port}/${database}`
  const start = async (): Promise<void> => {
    const said = Object.entries({ max_connections: '60', ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    const [program, args] = as(join(bin, 'postgres'), [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      `unix_socket_directories=${dir}`,
      ...said,
    ])
    child = spawn(program, args, { stdio: 'ignore', cwd: dir })
    for (;;) {
      if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`)
      try {
        execFileSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)])
        return
      } catch {
        await sleep(50)
      }
    }
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }
  await start()
  let made = 0
  return {
    get pid() {
      return child.pid as number
    },
    database: async () => {
      const name = `test_${++made}`
      execFileSync(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'shop', name])
      return urlOf(name)
    },
    start,
    kill: () => end('SIGQUIT'),
    close: async () => {
      await end('SIGINT')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
