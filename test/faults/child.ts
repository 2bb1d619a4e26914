import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A child process that runs one of this folder's scripts, and the lines that it has printed. */
export interface FaultChild {
  process: ChildProcess
  lines: string[]
  errors: string[]
  /** Resolves once it has ended and everything that it wrote is read. */
  closed: Promise<void>
  /** Resolves once so many lines were printed; rejects when the child ends before. */
  printed(count: number): Promise<void>
  /** SIGKILL; resolves once everything that the child wrote is read. */
  kill(): Promise<void>
}

export const startChild = (script: string, args: string[], env: Record<string, string> = {}): FaultChild => {
  const path = fileURLToPath(new URL(`./${script}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const lines: string[] = []
  const errors: string[] = []
  const waiting: { count: number; resolve(): void; reject(error: Error): void }[] = []
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => {
    lines.push(line)
    for (const { count, resolve } of waiting) if (lines.length >= count) resolve()
  })
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  void closed.then(() => {
    for (const { reject } of waiting)
      reject(new Error(`${script} ended after ${lines.length} lines: ${errors.slice(0, 5).join(' | ')}`))
  })
  return {
    process: child,
    lines,
    errors,
    closed,
    printed: (count) =>
      new Promise((resolve, reject) => {
        if (lines.length >= count) resolve()
        else waiting.push({ count, resolve, reject })
      }),
    kill: async () => {
      child.kill('SIGKILL')
      await closed
    },
  }
}
