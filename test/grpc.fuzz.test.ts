import { status } from '@grpc/grpc-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { temporary, UNLIMITED } from './chaos/stage.ts'
import { newCid } from './helpers/client.ts'
import { grpcClient } from './helpers/grpc-client.ts'
import { startProduct } from './helpers/product.ts'

/** What a server says that broke itself, or that did not say anything. */
const OWN_FAULTS: readonly (number | undefined)[] = [status.INTERNAL, status.UNKNOWN, status.UNAVAILABLE, undefined]
const METHODS = ['Send', 'Recall', 'Rollback', 'History', 'Conversations', 'Claim', 'Resolve', 'Events'] as const
type Method = (typeof METHODS)[number]
type Tried = readonly [Method, object]

const LONGEST = 2 ** 53 - 1
/** Words that programs stumble over. */
const NASTY_WORDS = [
  '',
  ' ',
  '\0',
  '\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  "'; DROP TABLE log; --",
  '%00',
  '🙂'.repeat(300),
  '退'.repeat(9_000),
]
const NASTY_PLACES = [0, -1, 1, 2 ** 31, 2 ** 32, LONGEST]
/** Tried in every run, before what chance makes. */
const CORPUS: readonly Tried[] = METHODS.flatMap((method) => [
  [method, {}] as const,
  ...NASTY_WORDS.map(
    (word) => [method, { cid: word, conversation: word, text: word, opId: word, outcome: word }] as const,
  ),
  ...NASTY_PLACES.map(
    (place) =>
      [
        method,
        { conversation: 'c', cid: 'c', seq: place, toSeq: place, after: place, limit: place, opId: 'o' },
      ] as const,
  ),
])

const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...NASTY_WORDS))
const place = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...NASTY_PLACES))
const anyTry: fc.Arbitrary<Tried> = fc.tuple(
  fc.constantFrom(...METHODS),
  fc.record(
    {
      cid: word,
      conversation: word,
      text: word,
      opId: word,
      outcome: word,
      seq: place,
      toSeq: place,
      after: place,
      limit: place,
    },
    { requiredKeys: [] },
  ),
)

const open = async (broken?: Partial<OpenedStore>) => {
  const dataDir = await temporary()
  const store = { ...(await createSqliteStore({ dir: dataDir })), ...broken }
  const product = await startProduct({
    dataDir,
    config: { grpcPort: 0, limits: UNLIMITED },
    overrides: { store },
  })
  const client = grpcClient((await product.call('/readyz')).body.parts.grpc.port)
  const lin = await product.token('customer', 'lin')
  const ann = await product.token('agent', 'ann')
  const { conversation } = await client.call('Send', { cid: newCid(), text: '我的快递到哪了' }, lin)
  /** The status of a try, 0 where it was carried out. */
  const codeOf = async ([method, request]: Tried, token: string): Promise<number | undefined> => {
    if (method !== 'Events')
      return client.call(method, request, token).then(
        () => status.OK,
        ({ code }) => code,
      )
    const stream = client.follow(request, token)
    // One that is good goes on for ever.
    const timer = setTimeout(stream.cancel, 50)
    const code = (await stream.ended)?.code ?? status.OK
    clearTimeout(timer)
    return code
  }
  const holds = fc.asyncProperty(anyTry, async (tried) => {
    for (const token of [lin, ann]) {
      const code = await codeOf(tried, token)
      if (OWN_FAULTS.includes(code)) throw new Error(`${tried[0]}: ${code === undefined ? 'no status' : status[code]}`)
    }
  })
  return { ...client, lin, conversation, holds }
}

describe('any request over gRPC', () => {
  it('[S08] is carried out or refused with a status of its own, and the next good one is carried out', {
    timeout: 120_000,
  }, async () => {
    const { call, lin, holds } = await open()
    await fc.assert(holds, { numRuns: CORPUS.length + 150, examples: CORPUS.map((tried) => [tried]) })
    expect((await call('Send', { cid: newCid(), text: '还在吗' }, lin)).seq).toBeGreaterThan(1)
  })

  it('negative control: a fault of the server’s own is found, and said as the request that shows it', {
    timeout: 120_000,
  }, async () => {
    const { holds } = await open({
      conversation: async () => {
        throw new TypeError("Cannot read properties of undefined (reading 'id')")
      },
    })
    const { failed, errorInstance } = await fc.check(holds, {
      numRuns: CORPUS.length,
      examples: CORPUS.map((tried) => [tried]),
    })
    expect(failed).toBe(true)
    expect(String(errorInstance)).toMatch(/(INTERNAL|UNKNOWN)$/)
  })
})
