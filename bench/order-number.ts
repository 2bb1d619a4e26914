import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { compose } from '../src/compose.ts'
import { loadConfig } from '../src/config.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import { connect } from '../test/helpers/client.ts'
import { emptyPages } from '../test/helpers/pages.ts'
import { quantile, round } from './product.ts'

/**
 * From a message to the bot's answer over the socket, for messages that name an order by its number and the same sort of messages without one, turn and turn
 * about in one run. A message with a number may be read twice (`src/pipeline/as-meant.ts`). Each text comes once, each from another customer of the demo shop.
 */
const WARM_UP = 8
const EACH = 60
const SETTLE_MS = 100
const OPENINGS = ['', '你好，', '请问', '麻烦问下', '帮我看看', '亲，', '在吗，', '想问下']
const QUESTIONS = [
  '什么时候到',
  '到哪了',
  '发货了没有',
  '怎么还没到',
  '物流更新了吗',
  '大概哪天能到',
  '现在到哪里了',
  '今天能到吗',
]
const ENDINGS = ['', '呀', '谢谢', '急用']

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const config = loadConfig({ PORT: '0', DATA_DIR: dataDir, DEMO: 'true', LOG_LEVEL: 'silent' })
const product = await compose(config, { log: pino({ level: 'silent' }), version: '0.0.0', pages: await emptyPages() })
const url = await product.listen()
const { customers, orders } = createShopData(Date.now())
const buyers = customers.flatMap(({ id }) => orders.find(({ customer }) => customer === id) ?? [])
const texts = OPENINGS.flatMap((opening) =>
  QUESTIONS.flatMap((question) => ENDINGS.map((ending) => ({ opening, rest: `${question}${ending}` }))),
)
const times = { with: [] as number[], without: [] as number[] }
const answersOf = { with: 0, without: 0 }
for (let i = 0; i < WARM_UP + 2 * EACH; i++) {
  const order = buyers[i]
  // Far from its neighbours, so that both kinds get all sorts of texts.
  const text = texts[(i * 37) % texts.length]
  if (order === undefined || text === undefined) throw new Error('the demo shop is too small')
  const kind = i % 2 === 0 ? 'with' : 'without'
  const named = kind === 'with' ? `订单${order.id}` : '我的订单'
  const customer = await connect(
    url,
    await product.tokens.sign({ role: 'customer', sub: order.customer, tenant: 'default', name: 'bench' }, 600),
  )
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  const from = performance.now()
  const { seq } = await customer.say(`${text.opening}${named}${text.rest}`)
  const reply = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq)
  if (i >= WARM_UP) {
    times[kind].push(performance.now() - from)
    if (reply.answer !== undefined) answersOf[kind] += 1
  }
  await customer.close()
}
const figures = (samples: readonly number[]) => ({
  p50Ms: round(quantile(samples, 0.5)),
  p90Ms: round(quantile(samples, 0.9)),
})
console.log(
  JSON.stringify({
    bench: 'order-number',
    messages: EACH,
    with: { ...figures(times.with), answered: answersOf.with },
    without: { ...figures(times.without), answered: answersOf.without },
    ratioP50: round(quantile(times.with, 0.5) / quantile(times.without, 0.5)),
  }),
)
await product.close()
await rm(dataDir, { recursive: true, force: true })
