import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { CATALOGUE } from '../src/domain/errors.ts'
import { CLIENT_FRAMES, type ParsedFrame, parseFrame } from '../src/gateway/protocol.ts'
import { temporary, UNLIMITED } from './chaos/stage.ts'
import { type Client, type Frame, newCid } from './helpers/client.ts'
import { type Running, type StartOptions, startProduct } from './helpers/product.ts'

const CID = '01a20417-ea9e-75f2-9942-d7263928cb96'
/** One good frame of each type, and some that were written to hurt. */
const CORPUS: readonly Frame[] = [
  { type: 'hello', device: 'd', resume: [{ conversation: 'c', epoch: 'e', seq: 3 }] },
  { type: 'send', cid: CID, kind: 'text', text: '我的快递到哪了呀' },
  { type: 'send', cid: CID, kind: 'image', attachment: { name: 'a.png', mime: 'image/png', size: 3, url: '/v1/a' } },
  { type: 'typing', conversation: 'c', text: '我想问' },
  { type: 'received', conversation: 'c', seq: 1 },
  { type: 'read', conversation: 'c', seq: 1 },
  { type: 'recall', conversation: 'c', seq: 1, opId: 'o' },
  { type: 'rollback', conversation: 'c', toSeq: 0, opId: 'o' },
  { type: 'watch', conversation: 'c' },
  { type: 'unwatch', conversation: 'c' },
  { type: 'claim', conversation: 'c' },
  { type: 'transfer', conversation: 'c', to: { agent: 'bob' }, note: '请看' },
  { type: 'resolve', conversation: 'c', outcome: 'ok' },
  { type: 'presence', status: 'online', capacity: 3 },
  { type: 'complete', conversation: 'c', draft: '您好', revision: 1 },
  { type: 'outcome', suggestion: 's:0', result: 'edited', text: '改过' },
  // Every type there is, with what most of them have.
  ...Object.keys(CLIENT_FRAMES).map((type) => ({ type, conversation: 'c', cid: CID, text: '好', seq: 1, opId: 'o' })),
  { type: '__proto__' },
  { type: 'constructor', conversation: { $ne: null } },
  { type: 'toString', cid: ['x'] },
]
/** Types of the frames above that are good as they stand. */
const GOOD_TYPES = 15
const BAD_TEXTS = [
  '',
  '{',
  '[]',
  'null',
  '"send"',
  '{"type":"send"',
  '\u0000',
  '\ufeff{}',
  '{"type":1e999}',
  `${'['.repeat(5_000)}`,
]
/** What a field becomes. */
const NASTY = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    0,
    -1,
    1.5,
    1e308,
    2 ** 53 + 1,
    true,
    [],
    {},
    '\u0000',
    '\ud800',
    '＜',
    { $gt: '' },
    ['c'],
    'x'.repeat(9_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
)
const mutated = fc
  .tuple(
    fc.constantFrom(...CORPUS),
    fc.array(fc.tuple(fc.nat(), NASTY), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }),
  )
  .map(([frame, changes, more]) => {
    const changed: Record<string, unknown> = { ...more, ...frame }
    const fields = Object.keys(frame)
    for (const [at, value] of changes) {
      const field = fields[at % fields.length] as string
      if (field !== 'type' || at % 3 === 0) changed[field] = value
    }
    return JSON.stringify(changed)
  })
const cut = fc.tuple(mutated, fc.nat({ max: 200 })).map(([text, length]) => text.slice(0, length))
const anyText = fc.oneof(
  mutated,
  cut,
  fc.constantFrom(...BAD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
)

const isSound = (parsed: ParsedFrame): void => {
  if (parsed.ok) {
    expect(Object.hasOwn(CLIENT_FRAMES, parsed.type)).toBe(true)
    return
  }
  expect(['bad_frame', 'unknown_type']).toContain(parsed.code)
  expect(parsed.message.length).toBeGreaterThan(0)
  expect(parsed.message.length).toBeLessThan(2_000)
  expect((parsed.cid ?? '').length).toBeLessThanOrEqual(64)
}

describe('any frame at all', () => {
  const holds = (parse: (text: string) => ParsedFrame) => fc.property(anyText, (text) => isSound(parse(text)))
  it('is read or refused in words, and never more', () => {
    fc.assert(holds(parseFrame), { numRuns: 3_000 })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
  it('negative control: a reader that trusts what it gets is found', () => {
    const trusting = (text: string): ParsedFrame => {
      const { type, ...frame } = JSON.parse(text)
      return { ok: true, type, frame }
    }
    expect(fc.check(holds(trusting), { numRuns: 300 }).failed).toBe(true)
  })
  it('reads what is good: the corpus tests something', () => {
    const read = CORPUS.filter((frame) => parseFrame(JSON.stringify(frame)).ok)
    expect(new Set(read.map(({ type }) => type)).size).toBeGreaterThanOrEqual(GOOD_TYPES)
  })
})

/** A store with a bug that shows with a good message alone. */
const brokenStore = async () => ({
  ...(await createSqliteStore({ dir: await temporary() })),
  append: async () => {
    throw new TypeError("Cannot read properties of undefined (reading 'seq')")
  },
})

describe('a server that gets any frame', () => {
  const holds = (one: Client) =>
    fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 10 }), async (texts) => {
      for (const text of texts) one.socket.send(text.slice(0, 60_000))
      one.send({ type: 'typing', conversation: 'no such' })
      await one.next(
        ({ type, code, re }) => type === 'nack' && code === 'not_found' && re === 'typing',
        'an answer to the last',
      )
      expect(one.ofType('nack').filter(({ code }) => code === 'internal' || !Object.hasOwn(CATALOGUE, code))).toEqual(
        [],
      )
      expect(one.socket.readyState).toBe(one.socket.OPEN)
      one.frames.length = 0
    })

  it('[S08] refuses it and goes on: no error of its own, the line stays, the next message is taken', {
    timeout: 120_000,
  }, async () => {
    const { client } = await startProduct({ config: { limits: UNLIMITED } })
    for (const role of ['customer', 'supervisor'] as const)
      await fc.assert(holds(await client(role, `fuzz-${role}`)), { numRuns: 40 })
    const customer = await client('customer', 'after')
    expect(await customer.say('还在吗')).toMatchObject({ type: 'ack', seq: 1 })
  })

  it('negative control: a fault of the server’s own behind a good frame is found', { timeout: 120_000 }, async () => {
    const { client } = await startProduct({
      config: { limits: UNLIMITED },
      overrides: { store: await brokenStore() },
    })
    const good = JSON.stringify(CORPUS[1])
    const one = await client('customer', 'fuzz-customer')
    const { failed, errorInstance } = await fc.check(holds(one), {
      examples: [[[good]]],
      numRuns: 40,
      endOnFailure: true,
    })
    expect(failed).toBe(true)
    expect(String(errorInstance)).toMatch(/AssertionError/)
    expect(one.ofType('nack')).toContainEqual(expect.objectContaining({ code: 'internal' }))
  })
})

describe('a server that gets any body', () => {
  const PATHS = [
    ['/v1/messages', 'customer'],
    ['/v1/understand', 'agent'],
    ['/v1/streams', 'customer'],
    ['/v1/visitors', 'customer'],
    ['/graphql', 'agent'],
    ['/v1/webhooks', 'admin'],
    ['/v1/erasures', 'admin'],
  ] as const
  type Body = readonly [path: (typeof PATHS)[number], type: string, body: string]
  type Post = (body: Body) => Promise<Response>
  const SENT = { cid: newCid(), kind: 'text', text: '还在吗' }
  /** Tried in every run, before what chance makes: the last is good. */
  const BODIES: readonly Body[] = [
    ...PATHS.flatMap((path) => BAD_TEXTS.map((text): Body => [path, 'application/json', text])),
    [PATHS[0], 'application/json', JSON.stringify(SENT)],
  ]
  const anyBody: fc.Arbitrary<Body> = fc.tuple(
    fc.constantFrom(...PATHS),
    fc.constantFrom(
      'application/json',
      'application/json',
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ),
    anyText,
  )
  const postTo =
    ({ url, token }: Running): Post =>
    async ([[path, role], type, body]) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await token(role, `fuzz-${role}`)}`, 'content-type': type },
        body,
      })
  const start = (overrides: StartOptions['overrides'] = {}) =>
    startProduct({ config: { limits: UNLIMITED }, overrides })

  let refused = 0
  const holds = (post: Post) =>
    fc.asyncProperty(anyBody, async (tried) => {
      const response = await post(tried)
      const text = await response.text()
      expect([tried, response.status, text].slice(response.status < 500 ? 3 : 0)).toEqual([])
      if (response.status < 400) return
      refused += 1
      if (tried[0][0] === '/graphql') return
      expect(response.headers.get('content-type')).toMatch(/problem\+json/)
      expect(CATALOGUE).toHaveProperty([(JSON.parse(text) as { code: string }).code])
      expect(text).not.toMatch(/\n\s+at |node_modules/)
    })
  const examples = BODIES.map((body): [Body] => [body])

  it('[S08] answers in words: a problem with a code of the catalogue, never a fault of its own', {
    timeout: 120_000,
  }, async () => {
    const post = postTo(await start())
    refused = 0
    await fc.assert(holds(post), { examples, numRuns: BODIES.length + 400 })
    expect(refused).toBeGreaterThan(50)
    expect((await post([PATHS[0], 'application/json', JSON.stringify({ ...SENT, cid: newCid() })])).status).toBe(202)
  })

  it('negative control: a fault of the server’s own behind a good body is found', { timeout: 120_000 }, async () => {
    const store = await brokenStore()
    const { failed, counterexample } = await fc.check(holds(postTo(await start({ store }))), {
      examples,
      numRuns: BODIES.length,
      endOnFailure: true,
    })
    expect(failed).toBe(true)
    expect(counterexample?.[0]).toEqual(BODIES.at(-1))
  })

  const said = (status: number, problem: object, type = 'application/problem+json') =>
    new Response(JSON.stringify(problem), { status, headers: { 'content-type': type } })
  it.each<[string, Post, RegExp]>([
    [
      'trusts what it gets',
      async ([, , body]) => {
        try {
          return said(202, { cid: JSON.parse(body).cid.slice(0, 64) })
        } catch (error) {
          return said(500, { code: 'internal', detail: String(error) })
        }
      },
      /deeply equal/,
    ],
    [
      'refuses in a form of its own',
      async () => said(400, { code: 'bad_input' }, 'application/json'),
      /to match .*problem/,
    ],
    ['makes up a code', async () => said(400, { code: 'EBADMSG' }), /to have property/],
    [
      'shows where it broke',
      async () => said(400, { code: 'bad_input', detail: '/srv/node_modules/a.js:1' }),
      /not to match/,
    ],
  ])('negative control: a server that %s is found', async (_, post, why) => {
    const { failed, errorInstance } = await fc.check(holds(post), { examples, numRuns: 300, endOnFailure: true })
    expect(failed).toBe(true)
    expect(String(errorInstance)).toMatch(why)
  })
})
