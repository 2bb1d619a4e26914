import { pino } from 'pino'
import { WebSocket } from 'ws'
import { compose } from '../../src/compose.ts'
import { openStore } from '../../src/compose-store.ts'
import { loadConfig } from '../../src/config.ts'
import { stubModels } from '../helpers/models.ts'
import { emptyPages } from '../helpers/pages.ts'
import { type Plant, planted } from './plants.ts'

/**
 * The product as a process that can be killed, without weights so that it starts quickly: `tsx server.ts`, settings from the environment.
 * `PLANT` names a bug of the store for a negative control, `PLANT_DEAF` one of the sockets: what is unsent is not seen; `THINK_MS` is how
 * long the models think about a message, `PAGES` the folder of the built pages.
 */
const plant = process.env['PLANT'] as Plant | undefined
const thinkMs = Number(process.env['THINK_MS'] ?? 0)

if (process.env['PLANT_DEAF'] !== undefined)
  Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { get: () => 0 })

const models = stubModels()
const config = loadConfig(process.env)
const product = await compose(config, {
  log: pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true })),
  version: '0.0.0',
  pages: process.env['PAGES'] ?? (await emptyPages()),
  store: planted(await openStore(config), plant),
  models: {
    ...models,
    understand: async (text, at) => {
      if (thinkMs > 0) await new Promise((resolve) => setTimeout(resolve, thinkMs))
      return models.understand(text, at)
    },
  },
})
const url = await product.listen()
process.stdout.write(`${JSON.stringify({ url })}\n`)
process.once('SIGTERM', () => {
  product.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
// Whoever started it is gone.
process.stdin.resume().once('end', () => process.exit(1))
