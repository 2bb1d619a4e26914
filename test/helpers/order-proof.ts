import { loadConfig } from '../../src/config.ts'
import { createShopData } from '../../src/demo/shop-data.ts'
import type { Understand } from '../../src/domain/understanding.ts'
import type { Client, Frame } from './client.ts'
import { stubModels } from './models.ts'
import { heard } from './orders.ts'
import { SECRET } from './product.ts'

const { customers, orders } = createShopData(Date.now())
/** An order of `demo` that is on its way, and the last digits of their phone. */
export const ORDER = orders.find(({ customer, status }) => customer === 'demo' && status === 'shipped')?.id ?? ''
export const TAIL = customers.find(({ id }) => id === 'demo')?.phone?.slice(-4) ?? ''
/** A number that no order has. */
export const ABSENT = `${ORDER.slice(0, -4)}9999`
export const TRACK = '我的货到哪了呀'

/** A busy machine does not make the shop's systems late. */
export const patientMesh = { ...loadConfig({ JWT_SECRET: SECRET }).mesh, cardDeadlineMs: 10_000 }

const stub = stubModels()
const understand: Understand = async (text, options) => ({
  ...(await stub.understand(text, options)),
  entities: heard(text).entities,
  ...(/\p{L}/u.test(text) ? {} : { neutral: true }),
})
/** Stub meanings with real entities. */
export const modelsWithEntities = { ...stub, understand }

/** `sub` of a visitor at an address of their own. */
export const visitor = (n: number): string => `visitor-${String(n).padStart(10, '0')}-1`

/** The bot's words to a message. */
export const answered = async (customer: Client, text: string): Promise<Frame> => {
  const { seq } = await customer.say(text)
  return customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq, text)
}
