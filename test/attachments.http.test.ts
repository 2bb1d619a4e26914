import sharp from 'sharp'
import { expect, it } from 'vitest'
import { type Running, startProduct } from './helpers/product.ts'

const PDF = Buffer.from('%PDF-1.7\n退货运费发票\n%%EOF\n')

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests, which fail when a field is not there
type Answer = { status: number; body: any; headers: Headers }

const as = async (
  product: Running,
  role: 'customer' | 'agent' | 'service' | 'knowledge',
  sub: string,
  tenant?: string,
) => {
  const token = await product.token(role, sub, tenant === undefined ? {} : { tenant })
  const call = async (method: string, path: string, body?: object | Buffer): Promise<Answer> => {
    const binary = Buffer.isBuffer(body)
    const answer = await fetch(product.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': binary ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: binary ? new Uint8Array(body) : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: isJson ? JSON.parse(bytes.toString()) : bytes, headers: answer.headers }
  }
  const upload = async (bytes: Buffer, name: string, more: object = {}): Promise<Answer> => {
    const begun = await call('POST', '/v1/attachments', { name, size: bytes.length, ...more })
    return begun.status === 201 ? call('PUT', `/v1/attachments/${begun.body.id}?offset=0`, bytes) : begun
  }
  return { call, upload }
}

const attachmentOf = ({ name, mime, size, url }: { name: string; mime: string; size: number; url: string }) => ({
  name,
  mime,
  size,
  url,
})

it('a customer sends a picture, the agent sees it, nobody else does; taken back it is gone for everybody (W5)', async () => {
  const product = await startProduct()
  const mei = await as(product, 'customer', 'mei')
  const photo = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#393' } })
    .jpeg()
    .toBuffer()
  const sent = await mei.upload(photo, 'C:\\照片\\破损.jpg')
  expect(sent).toMatchObject({ status: 201, body: { name: '破损.jpg', mime: 'image/jpeg', width: 40, height: 20 } })
  const socket = await product.client('customer', 'mei')
  const ack = await socket.say('', { kind: 'image', text: undefined, attachment: attachmentOf(sent.body) })
  expect(ack).toMatchObject({ type: 'ack', seq: 1 })

  const path = sent.body.url.split('?')[0]
  const ann = await as(product, 'agent', 'ann')
  const seen = await ann.call('GET', path)
  expect(seen.status).toBe(200)
  expect(seen.headers.get('content-type')).toBe('image/jpeg')
  expect(seen.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await mei.call('GET', path)).status).toBe(200)
  for (const [role, sub, tenant] of [
    ['customer', 'li', undefined],
    ['agent', 'bob', 'other'],
    ['knowledge', 'kim', undefined],
  ] as const)
    expect((await (await as(product, role, sub, tenant)).call('GET', path)).status).toBe(404)
  expect((await fetch(product.url + path)).status).toBe(401)

  const link = await ann.call('POST', `${path}/link`)
  expect((await fetch(product.url + link.body.url)).status).toBe(200)
  expect((await fetch(product.url + link.body.url.replace(/expires=\d/, 'expires=9'))).status).toBe(403)

  socket.send({ type: 'recall', conversation: ack.conversation, seq: ack.seq, opId: 'op-1' })
  await socket.next((frame) => frame.type === 'event' && frame.kind === 'recall')
  expect((await ann.call('GET', path)).status).toBe(404)
  expect((await fetch(product.url + link.body.url)).status).toBe(404)
})

it('a recall that is refused leaves the file where it was', async () => {
  const product = await startProduct()
  const mei = await as(product, 'customer', 'mei')
  const sent = await mei.upload(PDF, '发票.pdf')
  const socket = await product.client('customer', 'mei')
  const { conversation, seq } = await socket.say('', {
    kind: 'file',
    text: undefined,
    attachment: attachmentOf(sent.body),
  })
  const ann = await product.client('agent', 'ann')
  ann.send({ type: 'recall', conversation, seq, opId: 'op-2' })
  expect(await ann.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'forbidden' })
  expect((await mei.call('GET', sent.body.url)).status).toBe(200)
})

it('an agent sends a file into one conversation: its customer gets it, and no other conversation does', async () => {
  const product = await startProduct()
  const socket = await product.client('customer', 'mei')
  const { conversation } = await socket.say('发票怎么开呀')
  const other = (await (await product.client('customer', 'li')).say('你好')).conversation
  const ann = await as(product, 'agent', 'ann')
  expect((await ann.upload(PDF, '发票.pdf')).body).toMatchObject({ field: 'conversation' })
  expect((await ann.upload(PDF, '发票.pdf', { conversation: 'nobody' })).status).toBe(404)
  const sent = await ann.upload(PDF, '发票.pdf', { conversation })
  const agent = await product.client('agent', 'ann')
  const attachment = attachmentOf(sent.body)
  const file = { kind: 'file', text: undefined }
  expect(await agent.say('', { ...file, attachment, conversation: other })).toMatchObject({
    type: 'nack',
    field: 'attachment',
  })
  expect(await agent.say('', { ...file, attachment: { ...attachment, name: 'x.exe' }, conversation })).toMatchObject({
    type: 'nack',
    code: 'bad_input',
  })
  expect(await agent.say('', { kind: 'image', text: undefined, attachment, conversation })).toMatchObject({
    type: 'nack',
    field: 'kind',
  })
  expect(await agent.say('', { ...file, attachment, conversation })).toMatchObject({ type: 'ack' })
  const mei = await as(product, 'customer', 'mei')
  const got = await mei.call('GET', sent.body.url)
  expect(got).toMatchObject({ status: 200, body: PDF })
  expect(got.headers.get('content-disposition')).toContain("attachment; filename*=UTF-8''%E5%8F%91")
})

it('a customer who names a conversation sends into their own; a name that is no text is refused', async () => {
  const product = await startProduct()
  const mei = await as(product, 'customer', 'mei')
  const socket = await product.client('customer', 'mei')
  const li = (await (await product.client('customer', 'li')).say('你好')).conversation
  const sent = await mei.upload(PDF, '发票🧾.pdf', { conversation: li })
  const attachment = attachmentOf(sent.body)
  expect(await socket.say('', { kind: 'file', text: undefined, attachment })).toMatchObject({ type: 'ack' })
  expect((await mei.call('GET', sent.body.url)).status).toBe(200)
  expect(await mei.upload(PDF, '发票\ud83e.pdf')).toMatchObject({ status: 400, body: { field: 'name' } })
})

it('an upload in pieces, a service for its customer, and the limits', async () => {
  const product = await startProduct()
  const shop = await as(product, 'service', 'shop')
  expect((await shop.upload(PDF, 'a.pdf')).body).toMatchObject({ field: 'customer' })
  const begun = await shop.call('POST', '/v1/attachments', { name: 'a.pdf', size: PDF.length, customer: 'mei' })
  const path = `/v1/attachments/${begun.body.id}`
  expect(await shop.call('PUT', `${path}?offset=0`, PDF.subarray(0, 9))).toMatchObject({
    status: 200,
    body: { offset: 9 },
  })
  expect(await shop.call('GET', `${path}/upload`)).toMatchObject({ status: 200, body: { offset: 9, size: PDF.length } })
  expect(await shop.call('PUT', `${path}?offset=0`, PDF)).toMatchObject({ status: 409 })
  const whole = await shop.call('PUT', `${path}?offset=9`, PDF.subarray(9))
  expect(whole.status).toBe(201)
  const message = { kind: 'file', attachment: attachmentOf(whole.body), customer: { id: 'mei', name: '美' } }
  const cid = '018f0000-0000-7000-8000-000000000001'
  expect((await shop.call('POST', '/v1/messages', { ...message, cid })).status).toBe(202)
  const li = { id: 'li', name: '李' }
  expect(
    (await shop.call('POST', '/v1/messages', { ...message, customer: li, cid: cid.replace(/1$/, '2') })).status,
  ).toBe(400)

  expect(
    (await shop.call('POST', '/v1/attachments', { name: 'b.pdf', size: 30_000_000, customer: 'mei' })).status,
  ).toBe(413)
  expect((await shop.upload(Buffer.from([0x7f, 0x45, 0x4c, 0x46]), 'b.pdf', { customer: 'mei' })).status).toBe(415)
  expect((await shop.call('PUT', `${path}?offset=0`, { not: 'bytes' })).status).toBe(400)
  for (let n = 0; n < 60; n++) await shop.call('POST', '/v1/attachments', { name: 'c', size: 1, customer: 'mei' })
  expect((await shop.call('POST', '/v1/attachments', { name: 'c', size: 1, customer: 'mei' })).status).toBe(429)
})
