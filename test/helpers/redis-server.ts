import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const PROGRAM = '/usr/bin/redis-server'

/** Tests of Redis run where Debian's package is; `REQUIRE_SERVERS` turns a skip into a failure. */
export const hasRedis = existsSync(PROGRAM) || process.env['REQUIRE_SERVERS'] !== undefined

export interface RedisServer {
  url: string
  port: number
  pid: number
  /** One command of the command line client; its answer as text. */
  ask(...command: string[]): string
  kill(): Promise<void>
  /** On the same port, empty unless `--appendonly yes` was said. */
  start(): Promise<void>
  close(): Promise<void>
}

/** A server of the test's own on loopback; `options` as on its command line, such as `--maxmemory 10mb`. */
export const startRedis = async (options: readonly string[] = []): Promise<RedisServer> => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-redis-'))
  const port = await freePort()
  let child: ChildProcess
  const start = async (): Promise<void> => {
    child = spawn(PROGRAM, ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', ...options], {
      stdio: 'ignore',
    })
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
      await sleep(20)
    }
  }
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid as number
    },
    ask: (...command) =>
      execFileSync('/usr/bin/redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).trim(),
    kill,
    start,
    close: async () => {
      await kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.end()
      resolve(true)
    }).on('error', () => resolve(false))
  })
