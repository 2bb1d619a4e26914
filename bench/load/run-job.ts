import { spawn } from 'node:child_process'

/** Starts a process of the generator on a job; `ready` when it says so on standard error. */
export const runJob = <Result>(
  name: 'watchers' | 'returners',
  job: object,
  cores: string,
): { ready: Promise<void>; result: Promise<Result> } => {
  const child = spawn(
    'taskset',
    ['-c', cores, process.execPath, '--max-old-space-size=4096', '--import', 'tsx', `bench/load/${name}.ts`],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  child.stdin.end(JSON.stringify(job))
  let told = ''
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => {
      told += data
      if (told.includes('ready')) resolve()
    })
    child.on('exit', () => reject(new Error(`${name} ended before it was ready: ${told}`)))
  })
  const result = (async () => {
    let out = ''
    for await (const chunk of child.stdout) out += chunk
    if (out === '') throw new Error(`${name} ended without a result: ${told}`)
    return JSON.parse(out) as Result
  })()
  ready.catch(() => undefined)
  return { ready, result }
}
