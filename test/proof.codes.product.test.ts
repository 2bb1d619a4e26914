import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fileSchema } from '../src/config-file.ts'
import { SEND_MS } from '../src/conversation/order-codes.ts'
import type { Frame } from './helpers/client.ts'
import { type Endpoint, startEndpoint } from './helpers/endpoint.ts'
import { freePort } from './helpers/free-port.ts'
import { ABSENT, answered, modelsWithEntities, ORDER, patientMesh, TRACK, visitor } from './helpers/order-proof.ts'
import { type Running, startProduct } from './helpers/product.ts'

/** By how much a timer may come too soon. */
const TIMER_EARLY_MS = 10
const HOOK_SECRET = 'a-secret-between-shop-and-product-of-32'

interface Shop extends Running {
  hook: Endpoint
  /** What the hook was last asked to send. */
  code(): string
  logged(): string
}
const start = async (): Promise<Shop> => {
  const hook = await startEndpoint()
  let log = ''
  const lines = new Writable({
    write: (piece, _encoding, done) => {
      log += piece
      done()
    },
  })
  const running = await startProduct({
    config: { mesh: { ...patientMesh, codeHook: { url: hook.url, secret: HOOK_SECRET, allowPrivate: true } } },
    overrides: { models: modelsWithEntities, log: pino({ level: 'trace' }, lines) },
  })
  return { ...running, hook, code: () => hook.heard.at(-1)?.body.code, logged: () => log }
}

const labels = ({ options = [] }: Frame): string[] => options.map(({ label }: { label: string }) => label)
/** Some other six digits. */
const not = (code: string): string => `${(Number(code[0]) + 1) % 10}${code.slice(1)}`

describe('an anonymous customer with a code of the shop', { timeout: 60_000 }, () => {
  it('gives the order number, has a code sent, and is answered of their own order by it', async () => {
    const { client, product, hook, code, logged } = await start()
    const customer = await client('customer', visitor(1))
    await answered(customer, TRACK)
    const asked = await answered(customer, ORDER)
    expect(asked.text).toMatch(/后四位.*发验证码给我/)
    expect(labels(asked)).toEqual(['发验证码给我', '转人工'])
    const told = await answered(customer, '发验证码给我')
    expect(told.text).toMatch(/^如果订单号没写错，一个 6 位验证码正在发往/)
    const [call] = hook.heard
    expect(call?.body).toEqual({
      tenant: 'default',
      orderNumber: ORDER,
      code: expect.stringMatching(/^\d{6}$/),
      language: 'zh',
      expiresAt: expect.any(String),
    })
    const [time, signed] = (call?.headers['tabdesk-signature'] ?? '').split(',').map((part) => part.split('=')[1])
    expect(createHmac('sha256', HOOK_SECRET).update(`${time}.${call?.raw}`).digest('hex')).toBe(signed)

    const sent = code()
    expect((await answered(customer, not(sent))).text).toMatch(/^验证码没能核对上/)
    const right = await answered(customer, `验证码是${sent}`)
    expect(right.text, 'what was asked first').toContain(ORDER)
    const { conversation } = right
    expect(await product.store.conversation('default', conversation)).toMatchObject({
      proof: { tries: 1, customer: 'demo' },
    })
    expect((await product.store.conversation('default', conversation))?.proof, 'it is spent').not.toHaveProperty('code')

    // In the customer's own message and nowhere else.
    const turns = await product.store.turns({ limit: 20 })
    const kept = turns.turns.map(({ text: _, ...rest }) => rest)
    const audit = await product.store.audited('default', { limit: 10 })
    expect(audit).toMatchObject([{ action: 'prove', customer: 'demo', order: ORDER }])
    expect(logged()).toContain('"msg"')
    for (const [where, all] of Object.entries({ records: kept, audit, log: logged() }))
      expect(JSON.stringify(all), where).not.toContain(sent)
    expect(JSON.stringify(turns), 'the control: the message has it').toContain(sent)
  })
  it('is asked in English, too', async () => {
    const { client, code, hook } = await start()
    const customer = await client('customer', visitor(1))
    await answered(customer, 'wheres my parcel')
    const asked = await answered(customer, ORDER)
    expect(asked.text).toMatch(/tap "Send me a code"/)
    expect(labels(asked)[0]).toBe('Send me a code')
    expect((await answered(customer, 'Send me a code')).text).toMatch(/^If the order number is right, a 6-digit code/)
    expect(hook.heard[0]?.body.language).toBe('en')
    expect((await answered(customer, code())).text).toContain(`Order ${ORDER} is with`)
  })
  it('cannot use the code of another conversation, and gets a person after five tries by code and phone together', async () => {
    const { client, code, product } = await start()
    const [owner, other] = await Promise.all([client('customer', visitor(1)), client('customer', visitor(2))])
    for (const one of [owner, other]) for (const text of [TRACK, ORDER]) await answered(one, text)
    await answered(owner, '发验证码给我')
    const owners = code()
    await answered(other, '发验证码给我')
    const tries = [owners, `${ORDER} 0000`, owners, `${ORDER} 0001`, owners]
    const replies: Frame[] = []
    for (const text of tries) replies.push(await answered(other, text))
    expect(replies.map(({ text }) => text?.slice(0, 8))).toEqual([
      '验证码没能核对上',
      '订单号和手机号后',
      '验证码没能核对上',
      '订单号和手机号后',
      '用验证码没能核对',
    ])
    expect(await product.store.conversation('default', replies[4]?.conversation)).toMatchObject({ state: 'queued' })
    expect((await answered(owner, owners)).text, 'its owner can').toContain(ORDER)
  })
  it('hears honestly that no code can be sent, and is offered a person', async () => {
    const { client, hook } = await start()
    hook.answer(() => 503)
    const customer = await client('customer', visitor(1))
    await answered(customer, TRACK)
    await answered(customer, ORDER)
    const told = await answered(customer, '发验证码给我')
    expect(told.text).toMatch(/^抱歉，现在发不出验证码/)
    expect(labels(told)).toEqual(['转人工'])
    expect((await answered(customer, '转人工')).text).toMatch(/^已为您转接人工客服/)
  })
  it('learns nothing of orders: words, options, state, record and time are the same for one that is there and one that is not', async () => {
    const { client, product, hook } = await start()
    hook.answer(({ body }) => (body.orderNumber === ORDER ? 202 : 404))
    const seen: unknown[] = []
    for (const [place, order] of [ORDER, ABSENT].entries()) {
      const customer = await client('customer', visitor(10 + place))
      await answered(customer, TRACK)
      await answered(customer, order)
      const from = performance.now()
      const { text, options, answer, conversation } = await answered(customer, '发验证码给我')
      expect(performance.now() - from, 'whatever the hook says when').toBeGreaterThan(SEND_MS - TIMER_EARLY_MS)
      const failed = await answered(customer, '000000')
      const [record] = await product.store.records('default', { conversation, limit: 1 })
      const { proof, state } = (await product.store.conversation('default', conversation)) ?? {}
      const { code, ...rest } = proof ?? {}
      const kept = Object.keys(code ?? {})
      seen.push([text, options, answer, failed.text, failed.options, record?.understanding.proof, state, rest, kept])
      await customer.close()
    }
    expect(seen[0]).toEqual(seen[1])
    expect(
      hook.heard.map(({ body }) => body.orderNumber),
      'the hook is asked alike',
    ).toEqual([ORDER, ABSENT])
  })
})

describe('the hook of docs/orders.md', { timeout: 60_000 }, () => {
  it('checks who calls, says nothing of orders, and sends the code that proves', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tabdesk-codes-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const [, written = ''] = /```js\n(\/\/ codes\.mjs.*?)```/s.exec(await readFile('docs/orders.md', 'utf8')) ?? []
    await writeFile(
      join(folder, 'codes.mjs'),
      written.replace(/PHONES = \{ \d+/, `PHONES = { ${JSON.stringify(ORDER)}`),
    )
    const port = await freePort()
    const env = { ...process.env, CODE_SECRET: HOOK_SECRET, CODE_PORT: String(port) }
    const hook = spawn(process.execPath, [join(folder, 'codes.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void hook.kill())
    let said = ''
    hook.stdout.on('data', (piece) => {
      said += piece
    })
    const url = `http://127.0.0.1:${port}/`
    const call = () => fetch(url, { method: 'POST', body: '{}' }).then(({ status }) => status)
    await expect.poll(() => call().catch(() => 0), { timeout: 20_000 }).toBe(401)

    const { client } = await startProduct({
      config: { mesh: { ...patientMesh, codeHook: { url, secret: HOOK_SECRET, allowPrivate: true } } },
      overrides: { models: modelsWithEntities },
    })
    const [customer, guesser] = await Promise.all([client('customer', visitor(1)), client('customer', visitor(2))])
    for (const [one, order] of [
      [guesser, ABSENT],
      [customer, ORDER],
    ] as const) {
      for (const text of [TRACK, order]) await answered(one, text)
      expect((await answered(one, '发验证码给我')).text).toMatch(/^如果订单号没写错/)
    }
    await expect.poll(() => said).toMatch(/^13800001593 验证码 \d{6}，10 分钟内有效。\n$/)
    expect((await answered(customer, /\d{6}/.exec(said.slice(11))?.[0] ?? '')).text).toContain(ORDER)
  })
})

describe('settings of the hook', () => {
  const faultsOf = (hook: object): string => {
    const parsed = fileSchema.safeParse({ mesh: { codeHook: hook } })
    return parsed.success ? '' : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join()
  }
  it('name what is missing or would be unsafe', () => {
    const url = 'https://shop.example.com/code'
    expect(faultsOf({ url, secret: HOOK_SECRET })).toBe('')
    expect(faultsOf({})).toBe('')
    expect(faultsOf({ url })).toMatch(/^mesh.codeHook.secret: .*openssl/)
    expect(faultsOf({ url, secret: 'short' })).toMatch(/at least 32/)
    expect(faultsOf({ url: 'shop/code', secret: HOOK_SECRET })).toMatch(/^mesh.codeHook.url: write an address/)
    expect(faultsOf({ url: 'http://shop.example.com/code', secret: HOOK_SECRET })).toMatch(/use https/)
    expect(faultsOf({ url: 'http://10.0.0.5/code', secret: HOOK_SECRET, allowPrivate: true })).toBe('')
  })
})
