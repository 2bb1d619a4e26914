import { expect, it } from 'vitest'
import { namedIn } from '../src/conversation/named.ts'
import { normalTag } from '../src/domain/desk-marks.ts'
import { type Client, newCid } from './helpers/client.ts'
import { type Running, startProduct } from './helpers/product.ts'

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
const HOUR_MS = 3_600_000
/** Ahead of now, and over before a test has to wait long. */
const SOON_MS = 2_500

const held = async (running: Running, more: { customer?: string; agent?: string } = {}) => {
  const { customer = 'lin', agent = 'ann' } = more
  const person = await running.client('customer', customer)
  const { conversation } = await person.say('转人工')
  const ann = await running.client('agent', agent)
  ann.send({ type: 'claim', conversation })
  await ann.next((frame) => frame.type === 'status' && frame.assignee === agent, 'the claim')
  return { person, ann, conversation: conversation as string }
}
const marked = (
  client: Client,
  conversation: string,
  fits: (marks: Record<string, unknown>) => unknown,
  what: string,
) =>
  client.next(
    (frame) =>
      frame.type === 'status' && frame.conversation === conversation && Boolean(fits(frame.summary?.marks ?? {})),
    what,
  )
const refused = (client: Client, re: string) =>
  client.next((frame) => frame.type === 'nack' && frame.re === re, `nack of ${re}`)

it('a snoozed conversation comes back at its time, marked until its agent has looked, also over a restart', async () => {
  let running = await startProduct()
  const first = await held(running)
  const { conversation } = first
  first.ann.send({ type: 'snooze', conversation, until: inMs(SOON_MS) })
  await marked(first.ann, conversation, ({ snooze }) => snooze, 'the snooze')
  running = await running.restart()
  const ann = await running.client('agent', 'ann')
  const woken = await marked(ann, conversation, (marks) => marks['woken'], 'its return')
  expect(woken.summary).toMatchObject({ assignee: 'ann', marks: { woken: { why: 'time' } } })
  expect(woken.summary.marks).not.toHaveProperty('snooze')
  const before = ann.frames.length
  ann.send({ type: 'read', conversation, seq: 1 })
  await ann.next(
    (frame) => ann.frames.indexOf(frame) >= before && frame.type === 'status' && frame.summary.marks === undefined,
  )
})

it('[SU4] a snooze ends when the customer writes, and is refused to others, into the past and without a holder', async () => {
  const running = await startProduct()
  const { ann, person, conversation } = await held(running)
  const bob = await running.client('agent', 'bob')
  bob.send({ type: 'snooze', conversation, until: inMs(HOUR_MS) })
  expect(await refused(bob, 'snooze')).toMatchObject({ code: 'conversation.move' })
  ann.send({ type: 'snooze', conversation, until: inMs(-HOUR_MS) })
  expect(await refused(ann, 'snooze')).toMatchObject({ code: 'bad_input', field: 'until' })
  person.send({ type: 'snooze', conversation, until: inMs(HOUR_MS) })
  expect(await refused(person, 'snooze')).toMatchObject({ code: 'forbidden' })

  ann.send({ type: 'snooze', conversation, until: inMs(HOUR_MS) })
  await marked(ann, conversation, ({ snooze }) => snooze, 'the snooze')
  await person.say('有消息了吗')
  const back = await marked(ann, conversation, ({ woken }) => woken, 'its return')
  expect(back.summary.marks).toMatchObject({ woken: { why: 'customer' } })
  // Customers hear nothing of it.
  expect(JSON.stringify(person.frames.filter(({ type }) => type !== 'nack'))).not.toMatch(/snooze|woken|marks/)
})

it('a kept reply goes out at its time from its author, once, with nobody signed in and over a restart', async () => {
  let running = await startProduct()
  const { ann, person, conversation } = await held(running)
  const [one, two] = [newCid(), newCid()]
  ann.send({ type: 'sendLater', conversation, cid: two, text: '第二句：今天之内会到', at: inMs(SOON_MS + 300) })
  ann.send({ type: 'sendLater', conversation, cid: one, text: '第一句：刚问过快递', at: inMs(SOON_MS) })
  await marked(ann, conversation, ({ later }) => (later as unknown[])?.length === 2, 'both')
  await Promise.all([ann.close(), person.close()])
  running = await running.restart()
  const again = await running.client('customer', 'lin', { device: 'x', resume: [{ conversation, epoch: '-', seq: 0 }] })
  await again.next((frame) => frame.type === 'event' && frame.cid === two, 'the second reply')
  const events = await running.call(`/v1/conversations/${conversation}/events`, { role: 'agent' })
  const said = events.body.events.filter(({ cid }: { cid: string }) => cid === one || cid === two)
  expect(said.map(({ cid, from }: { cid: string; from: object }) => [cid, from])).toEqual(
    [one, two].map((cid) => [cid, { role: 'agent', id: 'ann', name: 'ann' }]),
  )
  const list = await running.call('/v1/conversations', { role: 'agent' })
  expect(list.body.conversations[0].marks).toBeUndefined()
})

it('a kept reply is held when the customer writes first, is changed and cancelled, and has its limits', async () => {
  const running = await startProduct()
  const { ann, person, conversation } = await held(running)
  const cid = newCid()
  ann.send({ type: 'sendLater', conversation, cid, text: '晚上再跟进', at: inMs(HOUR_MS) })
  await marked(ann, conversation, ({ later }) => later, 'the reply')
  ann.send({ type: 'sendLater', conversation, cid, text: '明早再跟进', at: inMs(SOON_MS) })
  await marked(ann, conversation, ({ later }) => JSON.stringify(later)?.includes('明早'), 'the change')
  await person.say('不用了，已经收到')
  await marked(ann, conversation, ({ later }) => JSON.stringify(later)?.includes('"held":"customer"'), 'the hold')
  await new Promise((resolve) => setTimeout(resolve, SOON_MS + 1_500))
  const { body } = await running.call(`/v1/conversations/${conversation}/events`, { role: 'agent' })
  expect(body.events.some((event: { cid: string }) => event.cid === cid)).toBe(false)
  ann.send({ type: 'cancelLater', conversation, cid })
  await ann.next((frame) => ann.frames.at(-1) === frame && frame.type === 'status' && frame.summary.marks === undefined)

  for (let index = 0; index < 3; index += 1)
    ann.send({ type: 'sendLater', conversation, cid: newCid(), text: `稍后 ${index}`, at: inMs(HOUR_MS) })
  await marked(ann, conversation, ({ later }) => (later as unknown[])?.length === 3, 'three')
  ann.send({ type: 'sendLater', conversation, cid: newCid(), text: '第四条', at: inMs(HOUR_MS) })
  expect(await refused(ann, 'sendLater')).toMatchObject({ code: 'bad_input', field: 'cid' })
})

it('tags are kept in one form, and too many are refused', async () => {
  const running = await startProduct()
  const { ann, conversation } = await held(running)
  ann.send({ type: 'tag', conversation, add: [' #退款 ', 'ＶＩＰ', 'vip', '\u200b'] })
  const { summary } = await marked(ann, conversation, ({ tags }) => tags, 'the tags')
  expect(summary.marks.tags).toEqual(['退款', 'vip'])
  ann.send({ type: 'tag', conversation, remove: ['VIP'] })
  await marked(ann, conversation, ({ tags }) => (tags as string[])?.length === 1, 'one tag less')
  ann.send({ type: 'tag', conversation, add: Array.from({ length: 20 }, (_, index) => `t${index}`) })
  expect(await refused(ann, 'tag')).toMatchObject({ code: 'bad_input', field: 'add' })
  expect(normalTag('x'.repeat(100))).toHaveLength(32)
})

it('a note that names a colleague is theirs to find until they look, also when all is over', async () => {
  const running = await startProduct()
  const { ann, conversation } = await held(running)
  const bob = await running.client('agent', 'bob')
  bob.send({ type: 'presence', status: 'online' })
  bob.send({ type: 'presence', status: 'online', capacity: 3 })
  await expect.poll(async () => (await running.call('/v1/agents', { role: 'agent' })).body.agents.length).toBe(2)
  await ann.say('@bob 这单帮我盯一下', { conversation, kind: 'note' })
  await marked(bob, conversation, ({ mentions }) => mentions, 'the mention')
  ann.send({ type: 'resolve', conversation })
  await bob.next((frame) => frame.type === 'status' && frame.state === 'resolved')
  const mine = async (sub: string) => (await running.call('/v1/mentions', { role: 'agent', sub })).body.conversations
  expect(await mine('bob')).toMatchObject([{ conversation, state: 'resolved' }])
  expect(await mine('ann')).toEqual([])
  bob.send({ type: 'read', conversation, seq: 3 })
  await expect.poll(() => mine('bob')).toEqual([])
  // What a customer writes names nobody.
  expect((await running.call('/v1/mentions', { role: 'customer', sub: 'lin' })).status).toBe(403)
})

it('names are found whole, the longest first, in both languages', () => {
  const agents = [
    { agent: 'wang', name: '小王' },
    { agent: 'wangzi', name: '小王子' },
    { agent: 'ann', name: 'Ann' },
  ]
  expect(namedIn('@小王帮忙看看，@小王子 也看', agents)).toEqual(['wang', 'wangzi'])
  expect(namedIn('@ANN, @annie and mail@ann.example', agents)).toEqual(['ann'])
  expect(namedIn('小王 ann', agents)).toEqual([])
  expect(namedIn('@@@', agents)).toEqual([])
})

it('[SU5] two conversations of one customer are merged and taken apart again; those of others are not', async () => {
  const running = await startProduct()
  const { ann, conversation: into } = await held(running, { customer: 'lin' })
  const visitor = await held(running, { customer: 'visitor-abc', agent: 'ann' })
  const from = visitor.conversation
  ann.send({ type: 'merge', conversation: from, into })
  expect(await refused(ann, 'merge')).toMatchObject({ code: 'bad_input', field: 'into' })
  const record = { at: new Date().toISOString(), tenant: 'default', conversation: from, seq: 1 }
  await running.product.store.finishTurn({
    record: {
      ...(await running.product.store.records('default', { conversation: from, limit: 1 }))[0],
      ...record,
    } as never,
    patch: {},
  })
  const proven = await running.product.store.append({
    tenant: 'default',
    conversation: from,
    cid: newCid(),
    kind: 'text',
    text: '订单号 1234',
    owesTurn: true,
    from: { role: 'customer', id: 'visitor-abc', name: 'visitor-abc' },
  })
  const known = (await running.product.store.records('default', { conversation: from, limit: 1 }))[0]
  await running.product.store.finishTurn({
    record: { ...known, id: `${from}:${proven.event.seq}`, seq: proven.event.seq, conversation: from } as never,
    patch: { proof: { tries: 0, customer: 'lin' } },
  })
  const same = await running.call(`/v1/conversations/${into}/same-customer`, { role: 'agent' })
  expect(same.body.conversations.map((row: { conversation: string }) => row.conversation)).toEqual([from])
  ann.send({ type: 'merge', conversation: from, into })
  await marked(ann, from, ({ mergedInto }) => mergedInto === into, 'the merge')
  await marked(ann, into, ({ merged }) => (merged as string[])?.includes(from), 'the link back')
  const again = await running.call(`/v1/conversations/${from}/events`, { role: 'agent' })
  expect(again.body.events.length).toBeGreaterThan(0)
  // Its customer hears that it goes on elsewhere, now and on a new page, and is not asked how it was.
  await visitor.person.next((frame) => frame.type === 'status' && frame.conversation === from && frame.merged === true)
  const by = { role: 'customer', sub: 'visitor-abc' } as const
  expect((await running.call(`/v1/conversations/${from}/events`, by)).body.merged).toBe(true)
  expect((await running.call(`/v1/conversations/${into}/events`, { role: 'agent' })).body).not.toHaveProperty('merged')
  const body = { scale: 'thumbs', score: 0 }
  expect((await running.call(`/v1/conversations/${from}/rating`, { ...by, body })).status).toBe(409)
  expect((await running.call('/v1/ratings', { role: 'agent' })).body.ended).toBe(0)
  ann.send({ type: 'unmerge', conversation: from })
  await ann.next(
    (frame) => ann.frames.at(-1) === frame && frame.conversation === into && frame.summary?.marks === undefined,
  )
  expect(await running.product.store.conversation('default', from)).toMatchObject({
    state: 'assigned',
    assignee: 'ann',
  })
})

it('[SU6] where a merged conversation goes on is read by its customer who is signed in, and by nobody else', async () => {
  const running = await startProduct()
  const { store } = running.product
  const lin = await held(running, { customer: 'lin' })
  const visitor = await held(running, { customer: 'visitor-abc', agent: 'ann' })
  const other = await held(running, { customer: 'mei', agent: 'ann' })
  const from = lin.conversation
  const into = visitor.conversation
  const { event } = await store.append({
    ...{ tenant: 'default', conversation: into, cid: newCid(), kind: 'text', text: '订单号 1234', owesTurn: true },
    from: { role: 'customer', id: 'visitor-abc', name: 'visitor-abc' },
  })
  const [known] = await store.records('default', { conversation: into, limit: 1 })
  await store.finishTurn({
    record: { ...known, id: `${into}:${event.seq}`, seq: event.seq, conversation: into } as never,
    patch: { proof: { tries: 0, customer: 'lin' } },
  })
  const read = (conversation: string, sub: string, more: object = {}) =>
    running.call(`/v1/conversations/${conversation}/continuation`, { role: 'customer', sub, ...more })
  expect((await read(from, 'lin')).status, 'not merged yet').toBe(404)
  lin.ann.send({ type: 'merge', conversation: from, into })
  await marked(lin.ann, from, ({ mergedInto }) => mergedInto === into, 'the merge')
  await lin.ann.say('内部：已核对', { conversation: into, kind: 'note' })
  await lin.ann.say('退款今天到账', { conversation: into })

  const found = await read(from, 'lin')
  expect(found.status).toBe(200)
  expect(found.body.conversation).toBe(into)
  const texts = found.body.events.map(({ text }: { text?: string }) => text)
  expect(texts).toContain('退款今天到账')
  expect(JSON.stringify(found.body), 'what agents write for each other').not.toContain('已核对')
  const { seq } = found.body.events.at(-1)
  expect((await read(from, 'lin')).body.events.filter((one: { seq: number }) => one.seq > seq)).toEqual([])

  expect((await read(from, 'mei')).status, 'another customer').toBe(404)
  expect((await read(into, 'mei')).status).toBe(404)
  expect((await read(from, 'lin', { tenant: 'other' })).status, 'of the same name elsewhere').toBe(404)
  expect((await read(from, 'ann', { role: 'agent' })).status).toBe(403)
  expect((await read(other.conversation, 'mei')).status).toBe(404)
  const plain = await running.call(`/v1/conversations/${into}/events`, { role: 'customer', sub: 'lin' })
  expect(plain.status, 'the conversation itself stays its own').toBe(404)

  lin.ann.send({ type: 'unmerge', conversation: from })
  await expect.poll(async () => (await read(from, 'lin')).status).toBe(404)
  lin.ann.send({ type: 'merge', conversation: into, into: from })
  await marked(lin.ann, into, ({ mergedInto }) => mergedInto === from, 'the other way')
  expect((await read(into, 'visitor-abc')).status, 'who has proven an order and is not signed in').toBe(403)
})

it("a customer's word on an answer reaches the agents' rows", async () => {
  const running = await startProduct()
  const person = await running.client('customer', 'demo')
  const { conversation } = await person.say('我的货到哪了呀')
  const answer = await person.next((frame) => frame.type === 'event' && frame.answer !== undefined)
  const ann = await running.client('agent', 'ann')
  const url = `/v1/conversations/${conversation}/answers/${answer.seq}/rating`
  const rated = await running.call(url, { role: 'customer', sub: 'demo', body: { helped: false } })
  expect(rated.status).toBeLessThan(300)
  const { summary } = await marked(ann, conversation, ({ ratings }) => ratings, 'the rating')
  expect(summary.marks.ratings).toEqual([{ seq: answer.seq, helped: false }])
})
