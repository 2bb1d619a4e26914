import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const ROOT = new URL('../..', import.meta.url).pathname

export interface ProductProcess {
  url: string
  pid: number
  /** As a power cut does it to the process: no handler runs. */
  kill(): Promise<void>
  /** As an operator does it; resolves with the exit code. */
  stop(): Promise<number | null>
}

export const run = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, LOG_LEVEL: 'warn', NODE_ENV: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Runs a verb to its end. */
export const runToEnd = async (
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> => {
  const child = run(args, env)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Starts `tabdesk serve` and waits for its first line. */
export const spawnProduct = (env: Record<string, string>): Promise<ProductProcess> => untilReady(run(['serve'], env))

/** A server that says its address in its first line, from then on. */
export const untilReady = async (child: ChildProcess): Promise<ProductProcess> => {
  let errors = ''
  child.stderr?.on('data', (chunk) => (errors += chunk))
  const exited = once(child, 'exit') as Promise<[number | null]>
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    exited.then(([code]) => Promise.reject(new Error(`the start ended with ${code}: ${errors}`))),
  ])
  const { url } = JSON.parse(line) as { url: string }
  return {
    url,
    pid: child.pid as number,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
  }
}
