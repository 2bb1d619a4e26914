import { readFile } from 'node:fs/promises'
import { connect } from '../test/helpers/client.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * From a customer's message to the card beside it, at an agent's socket that watches the conversation, over the demo shop's systems: one
 * customer after the other, so that nothing is remembered of them.
 */
const WARM_UP = 20
const MESSAGES = 200

const product = await startBuilt('limits: { customerPerSecond: 1000, customerBurst: 1000, socketsPerPrincipal: 1000 }')
const lines = (await readFile('eval/starter.jsonl', 'utf8')).trim().split('\n')
const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text)
const agent = await connect(product.url, await product.token('agent', 'ann'))
const times: number[] = []

for (let n = 1; n <= WARM_UP + MESSAGES; n++) {
  const customer = await connect(product.url, await product.token('customer', `customer-${1 + (n % 200)}`))
  const { conversation } = await customer.say('在吗')
  await agent.watch(conversation)
  await new Promise((resolve) => setTimeout(resolve, 150))
  agent.frames.length = 0
  const told = agent.next((frame) => frame.type === 'context' && frame.conversation === conversation, 'the card')
  const at = performance.now()
  await customer.say(`${texts[n % texts.length]} ${n}`)
  await told
  if (n > WARM_UP) times.push(performance.now() - at)
  agent.send({ type: 'unwatch', conversation })
  customer.socket.terminate()
}
console.log(
  JSON.stringify({
    bench: 'card',
    messages: MESSAGES,
    goal: 'p99 ≤ 200 ms from the message to its card',
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
    memory: await product.memory(),
    readyMs: product.readyMs,
  }),
)
agent.socket.terminate()
await product.stop()
