import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { memoryOf } from '../product.ts'
import { SERVER } from './settings.ts'

/** Starts the bare `ws` server where the product's would run. `memory`: resident, MB. */
export const startEcho = async (): Promise<{
  url: string
  pid: number
  memory(): Promise<number>
  stop(): Promise<void>
}> => {
  const child = spawn(
    'taskset',
    ['-c', SERVER.cores ?? '0', process.execPath, '--max-semi-space-size=16', '--import', 'tsx', 'bench/load/echo.ts'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [url] = (await once(child.stdout, 'data')) as [Buffer]
  const pid = child.pid as number
  return {
    url: String(url).trim(),
    pid,
    memory: async () => (await memoryOf(pid)).resident,
    stop: async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
