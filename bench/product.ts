import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createTokens } from '../src/gateway/auth.ts'

export interface BenchProduct {
  url: string
  readyMs: number
  pid: number
  /** Signs tokens. */
  secret: string
  token(role: 'agent' | 'customer' | 'knowledge', sub: string): Promise<string>
  /** Memory of the server with its children, MB: resident, and proportional (pages that both share counted once). */
  memory(): Promise<{ resident: number; proportional: number }>
  stop(): Promise<void>
}

const SECRET = 'a-secret-for-benches-of-more-than-32-bytes'

export interface BenchSettings {
  /** Cores that the server may use, as `taskset` takes them; all where absent. */
  cores?: string
  /** A folder that is there already, and stays. */
  dataDir?: string
  env?: Record<string, string>
}

/** Starts the built product (`npm run build` first) on a folder of its own. `readyMs`: from spawn to the ready line. */
export const startBuilt = async (
  settings = '{}',
  { cores, dataDir: given, env = {} }: BenchSettings = {},
): Promise<BenchProduct> => {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'tabdesk-bench-')))
  const config = join(dataDir, 'config.yaml')
  await writeFile(config, settings)
  const started = performance.now()
  const command = [
    process.execPath,
    ...(process.env['PROF'] ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []),
    `--max-semi-space-size=${process.env['SEMI'] ?? 16}`,
    'bin/tabdesk.js',
    'serve',
  ]
  const [program = '', ...args] = cores === undefined ? command : ['taskset', '-c', cores, ...command]
  const child: ChildProcess = spawn(program, args, {
    env: {
      ...process.env,
      ...env,
      PORT: '0',
      DATA_DIR: dataDir,
      JWT_SECRET: SECRET,
      CONFIG: config,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string]
  const readyMs = performance.now() - started
  const tokens = createTokens(SECRET)
  return {
    url: (JSON.parse(line) as { url: string }).url,
    readyMs,
    pid: child.pid as number,
    secret: SECRET,
    token: (role, sub) => tokens.sign({ role, sub, tenant: 'default', name: sub }, 3600),
    memory: async () => {
      const pid = child.pid as number
      const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(/\s+/).filter(Boolean)
      const all = await Promise.all([pid, ...children].map(memoryOf))
      const sum = (of: 'resident' | 'proportional'): number => all.reduce((total, one) => total + one[of], 0)
      return { resident: sum('resident'), proportional: sum('proportional') }
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      if (given === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Memory of one process, MB. */
export const memoryOf = async (pid: number | string): Promise<{ resident: number; proportional: number }> => {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const mb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024
  return { resident: mb('Rss'), proportional: mb('Pss') }
}

/** Quantile of unsorted samples; `q` 0 to 1. */
export const quantile = (samples: readonly number[], q: number): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
