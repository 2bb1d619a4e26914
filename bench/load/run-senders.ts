import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import type { SendersJob, SendersResult } from './senders.ts'

const TICKS_PER_SECOND = 100

/** Processor seconds that a process has used, by thread name; its main thread is `main`. Linux only. */
export const cpuOf = async (pid: number): Promise<Record<string, number>> => {
  const used: Record<string, number> = {}
  for (const task of await readdir(`/proc/${pid}/task`)) {
    const stat = await readFile(`/proc/${pid}/task/${task}/stat`, 'utf8').catch(() => '')
    const name = Number(task) === pid ? 'main' : (/\((.*)\)/.exec(stat)?.[1] ?? '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    used[name] = (used[name] ?? 0) + (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  }
  return used
}

export type Step = SendersResult & {
  /** The server's processor microseconds a message, by thread. */
  cpuMicros: Record<string, number>
}

interface On {
  /** Cores of the generator. */
  cores?: string
  /** Process id of the server. */
  server: number
  /** Called when all sockets are open, and after the last step. */
  look?: () => Promise<unknown>
}

/** Runs senders in a process of their own: what they measured step by step, and what `look` saw. */
export const runSteps = async (
  job: SendersJob,
  { cores, server, look }: On,
): Promise<{ steps: Step[]; seen: unknown[] }> => {
  const command = [process.execPath, '--import', 'tsx', 'bench/load/senders.ts']
  const [program = '', ...args] = cores === undefined ? command : ['taskset', '-c', cores, ...command]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(job))
  const used: Promise<Record<string, number>>[] = []
  const seen: Promise<unknown>[] = []
  const most = 2 * [job.rate].flat().length
  let wrong = ''
  child.stderr.on('data', (data: Buffer) => {
    for (const word of String(data).trim().split('\n')) {
      if (word === 'started' || word === 'ended') used.push(cpuOf(server))
      else if (word !== 'opened') wrong += `${word}\n`
      if (look !== undefined && (word === 'opened' || used.length === most)) seen.push(look())
    }
  })
  let out = ''
  for await (const chunk of child.stdout) out += chunk
  if (out === '') throw new Error(`the senders ended without a result: ${wrong}`)
  const at = await Promise.all(used)
  const steps = out
    .trim()
    .split('\n')
    .map((line, n) => withCpu(JSON.parse(line) as SendersResult, at[2 * n], at[2 * n + 1]))
  return { steps, seen: await Promise.all(seen) }
}

/** One step. */
export const runSenders = async (job: SendersJob, on: On): Promise<Step> => (await runSteps(job, on)).steps[0] as Step

const withCpu = (
  result: SendersResult,
  before: Record<string, number> = {},
  after: Record<string, number> = {},
): Step => {
  const micros = (name: string): number =>
    Math.round((((after[name] ?? 0) - (before[name] ?? 0)) * 1e7) / Math.max(1, result.acked)) / 10
  return { ...result, cpuMicros: Object.fromEntries(Object.keys(after).map((name) => [name, micros(name)])) }
}
