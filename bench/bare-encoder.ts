import { constants, setPriority } from 'node:os'
import { readManifest } from '../src/adapters/onnx/manifest.ts'
import { loadModel } from '../src/adapters/onnx/model.ts'

/** The encoder alone in a process, at the priority of the product's workers: texts in, milliseconds of each and of CPU for all out. What others are compared with. */
const MAX_TOKENS = 64

setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
const manifest = await readManifest('models')
const model = await loadModel(manifest)
process.on('disconnect', () => process.exit(0))
process.on('message', async (texts: string[]) => {
  const times: number[] = []
  const cpu = process.cpuUsage()
  for (const text of texts) {
    const started = performance.now()
    await model.embed(manifest.prefixes.query + text, MAX_TOKENS)
    times.push(performance.now() - started)
  }
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ times, cpuMs: (user + system) / 1_000 })
})
process.send?.({ times: [], cpuMs: 0 })
