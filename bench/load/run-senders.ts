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

/** Runs senders in a process of their own; beside what they measured, the server's processor microseconds a message, by thread. */
export const runSenders = async (
  job: SendersJob,
  { cores, server, atEnd }: { cores?: string; server: number; atEnd?: () => Promise<unknown> },
): Promise<SendersResult & { cpuMicros: Record<string, number>; atEnd: unknown }> => {
  const command = [process.execPath, '--import', 'tsx', 'bench/load/senders.ts']
  const [program = '', ...args] = cores === undefined ? command : ['taskset', '-c', cores, ...command]
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify(job))
  const at: Record<string, Promise<Record<string, number>>> = {}
  let wrong = ''
  let looked: Promise<unknown> | undefined
  child.stderr.on('data', (data: Buffer) => {
    for (const word of String(data).trim().split('\n'))
      if (word === 'started' || word === 'ended') {
        at[word] = cpuOf(server)
        if (word === 'ended') looked = atEnd?.()
      } else wrong += `${word}\n`
  })
  let out = ''
  for await (const chunk of child.stdout) out += chunk
  if (out === '') throw new Error(`the senders ended without a result: ${wrong}`)
  const result = JSON.parse(out) as SendersResult
  const [before = {}, after = {}] = await Promise.all([at['started'], at['ended']])
  const micros = (name: string): number =>
    Math.round((((after[name] ?? 0) - (before[name] ?? 0)) * 1e7) / Math.max(1, result.acked)) / 10
  return {
    ...result,
    atEnd: await looked,
    cpuMicros: Object.fromEntries(Object.keys(after).map((name) => [name, micros(name)])),
  }
}
