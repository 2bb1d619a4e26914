import { connect } from '../test/helpers/client.ts'
import { quantile, round, startBuilt } from './product.ts'

/** Ready time, idle memory, and as-you-type completion over the wire: one agent, drafts typed letter by letter in both languages. */
const DRAFTS = [
  '您好，您的订单正在路上，预计明天送达，请您留意查收。',
  'Your order is on its way and should arrive tomorrow. Is there anything else I can help you with?',
  '麻烦您提供一下订单号或者订单尾号',
  'Could you send a few photos of the packaging',
]
const ROUNDS = 5
const SETTLE_MS = 4_000

const product = await startBuilt('limits: { agentPerSecond: 100000, agentBurst: 100000 }')
await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
const { resident, proportional } = await product.memory()
const customer = await connect(product.url, await product.token('customer', 'demo'))
const { conversation } = await customer.say('转人工')
const agent = await connect(product.url, await product.token('agent', 'ann'))
agent.send({ type: 'watch', conversation })
await agent.next((frame) => frame.type === 'status')

const times: number[] = []
let revision = 0
for (let turn = 0; turn < ROUNDS; turn++)
  for (const draft of DRAFTS)
    for (let typed = 1; typed <= draft.length; typed++) {
      const at = performance.now()
      const own = ++revision
      agent.send({ type: 'complete', conversation, draft: draft.slice(0, typed), revision: own })
      await agent.next((frame) => frame.type === 'completion' && frame.revision === own)
      times.push(performance.now() - at)
      agent.frames.length = 0
      // A person types some ten letters a second; the limit on frames is made for that.
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
console.log(
  JSON.stringify({
    bench: 'completion',
    readyMs: Math.round(product.readyMs),
    idleMb: { resident: Math.round(resident), proportional: Math.round(proportional) },
    asked: times.length,
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
  }),
)
customer.socket.terminate()
agent.socket.terminate()
await product.stop()
