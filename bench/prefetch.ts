import { readFile } from 'node:fs/promises'
import { type Client, connect } from '../test/helpers/client.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * From sending a message to the bot's words, over the socket: with what was typed told ahead (as the widget does, once the keys rest) against
 * without, message by message in turns within one run, on an idle server and beside other customers' messages. No text comes twice.
 */
const WARM_UP = 20
const PER_ARM = 80
/** Milliseconds from the last telling to Enter. */
const LAST_LOOK_MS = 250
/** Messages a second of other customers. */
const OTHERS_PER_SECOND = 60

const product = await startBuilt('limits: { customerPerSecond: 1000, customerBurst: 1000, socketsPerPrincipal: 1000 }')
const lines = (await readFile('eval/starter.jsonl', 'utf8')).trim().split('\n')
const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text)
let next = 0
let customers = 0

const newCustomer = async (): Promise<Client> =>
  connect(product.url, await product.token('customer', `typist-${++customers}`))

/** Milliseconds until the bot has said something. */
const ask = async (text: string, told: boolean): Promise<number> => {
  const customer = await newCustomer()
  if (told) {
    customer.send({ type: 'typing', text: text.slice(0, Math.ceil(text.length / 2)) })
    customer.send({ type: 'typing', text })
  }
  await new Promise((resolve) => setTimeout(resolve, LAST_LOOK_MS))
  const at = performance.now()
  customer.send({ type: 'send', cid: crypto.randomUUID(), kind: 'text', text })
  await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  const ms = performance.now() - at
  customer.socket.terminate()
  return ms
}

const measure = async (scenario: string, pairs: number): Promise<void> => {
  const times: Record<'told' | 'untold', number[]> = { told: [], untold: [] }
  for (let i = 0; i < 2 * pairs; i++) {
    const arm = i % 2 === 0 ? 'told' : 'untold'
    // A word of its own, so that nothing is remembered from an earlier round.
    times[arm].push(await ask(`${texts[next++ % texts.length]} ${next}`, arm === 'told'))
  }
  const [told, untold] = (['told', 'untold'] as const).map((arm) => ({
    p50Ms: round(quantile(times[arm], 0.5)),
    p90Ms: round(quantile(times[arm], 0.9)),
  }))
  if (pairs === WARM_UP) return
  console.log(
    JSON.stringify({
      bench: 'prefetch',
      scenario,
      messages: pairs,
      told,
      untold,
      ratioP50: round(quantile(times.told, 0.5) / quantile(times.untold, 0.5)),
      ratioP90: round(quantile(times.told, 0.9) / quantile(times.untold, 0.9)),
    }),
  )
}

await measure('warm-up', WARM_UP)
await measure('idle', PER_ARM)
const others = await newCustomer()
let sent = 0
const load = setInterval(() => {
  others.send({
    type: 'send',
    cid: crypto.randomUUID(),
    kind: 'text',
    text: `${texts[sent++ % texts.length]} x${sent}`,
  })
  others.frames.length = 0
}, 1000 / OTHERS_PER_SECOND)
await measure(`${OTHERS_PER_SECOND} messages a second of others`, PER_ARM)
clearInterval(load)
others.socket.terminate()
await product.stop()
