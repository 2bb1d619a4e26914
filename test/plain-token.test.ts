import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createTokens } from '../src/gateway/auth.ts'
import { createPlainTokens } from '../src/gateway/plain-token.ts'

const SECRET = 'a-secret-for-tests-of-more-than-32-bytes'
const KEY = new TextEncoder().encode(SECRET)
const NOW = 1_790_000_000
const readPlain = createPlainTokens(KEY)

const segment = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const signed = (header: unknown, payload: unknown, { hash = 'sha256', secret = SECRET } = {}): string => {
  const input = `${segment(header)}.${segment(payload)}`
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`
}
const byJose = async (token: string): Promise<unknown> =>
  jwtVerify(token, KEY, {
    algorithms: ['HS256'],
    requiredClaims: ['exp'],
    currentDate: new Date(NOW * 1000),
  }).then(
    ({ payload }) => payload,
    () => undefined,
  )

const HEADER = { alg: 'HS256', typ: 'JWT' }
const CLAIMS = { sub: '客户-1', role: 'customer', tenant: 'default', name: '王小明 😀', iat: NOW - 5, exp: NOW + 60 }

describe('tokens that are in order', () => {
  it('are read at once as the full implementation reads them', async () => {
    for (const header of [HEADER, { alg: 'HS256' }, { typ: 'at+jwt', alg: 'HS256' }]) {
      const token = signed(header, { ...CLAIMS, nbf: NOW })
      expect(readPlain(token, NOW)).toEqual({ ...CLAIMS, nbf: NOW })
      expect(await byJose(token)).toEqual(readPlain(token, NOW))
    }
    const token = await createTokens(SECRET).sign({ sub: 's', role: 'agent', tenant: 't', name: '小李' }, 60)
    expect(readPlain(token, Math.floor(Date.now() / 1000))).toMatchObject({ sub: 's', role: 'agent', name: '小李' })
  })
  it('are nobody else’s, of no other time and of no other algorithm', () => {
    const wrong: Record<string, string> = {
      'of another secret': signed(HEADER, CLAIMS, { secret: `${SECRET}!` }),
      'without a signature': `${segment({ alg: 'none' })}.${segment(CLAIMS)}.`,
      'of another sum': signed({ alg: 'HS512' }, CLAIMS, { hash: 'sha512' }),
      'that says another sum': signed({ alg: 'HS384' }, CLAIMS),
      'with what must be understood': signed({ ...HEADER, crit: ['b64'], b64: false }, CLAIMS),
      expired: signed(HEADER, { ...CLAIMS, exp: NOW }),
      'without an end': signed(HEADER, { ...CLAIMS, exp: undefined }),
      'whose end is a word': signed(HEADER, { ...CLAIMS, exp: `${NOW + 60}` }),
      'not yet in time': signed(HEADER, { ...CLAIMS, nbf: NOW + 1 }),
      'that are a list': signed(HEADER, [CLAIMS]),
      'that are no JSON': signed(HEADER, '{"exp":1'),
      'of four parts': `${signed(HEADER, CLAIMS)}.x`,
      'with a longer signature': `${signed(HEADER, CLAIMS)}A`,
      'with a letter that takes two bytes': `${signed(HEADER, CLAIMS).slice(0, -1)}é`,
    }
    for (const [what, token] of Object.entries(wrong)) expect(readPlain(token, NOW), what).toBeUndefined()
    expect(readPlain('', NOW)).toBeUndefined()
  })
  it('are only such that the full implementation takes, with the same claims, whatever is changed in them', async () => {
    const soon = fc.constant(NOW + 60)
    const near = fc.integer({ min: NOW - 3, max: NOW + 3 })
    const claims = fc.record(
      {
        sub: fc.string({ unit: 'grapheme' }),
        exp: fc.oneof(soon, soon, near, fc.constant('soon'), fc.constant(NOW + 0.5)),
        nbf: fc.oneof(fc.constant(NOW), fc.constant(NOW), near, fc.constant(null)),
        iat: fc.oneof(fc.integer(), fc.integer(), fc.constant('then')),
      },
      { requiredKeys: ['exp'] },
    )
    const plain = fc.constant(HEADER)
    const odd = fc.record(
      {
        alg: fc.constantFrom('HS256', 'hs256', 'none', 'HS512'),
        typ: fc.constantFrom('JWT', 1, null),
        crit: fc.constantFrom([], ['exp'], ['b64']),
        b64: fc.boolean(),
        kid: fc.string(),
      },
      { requiredKeys: ['alg'] },
    )
    const header = fc.oneof(plain, plain, odd)
    const change = fc.record({ at: fc.nat(400), with: fc.constantFrom('', 'A', 'B', '.', '=', '+', '-', ' ', 'é') })
    let taken = 0
    await fc.assert(
      fc.asyncProperty(header, claims, fc.option(change, { freq: 1 }), async (head, body, changed) => {
        let token = signed(head, body)
        if (changed !== null) token = token.slice(0, changed.at) + changed.with + token.slice(changed.at + 1)
        const read = readPlain(token, NOW)
        if (read === undefined) return
        taken += 1
        expect(read).toEqual(await byJose(token))
      }),
      { numRuns: 500 },
    )
    expect(taken).toBeGreaterThan(10)
  })
  it('get the same answer at the door as before where they are not in order', async () => {
    const tokens = createTokens(SECRET)
    const far = Math.floor(Date.now() / 1000) + 60
    await expect(tokens.verify(signed(HEADER, { ...CLAIMS, iat: 1, exp: 5 }))).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('"exp" claim timestamp check failed'),
    })
    await expect(tokens.verify(signed(HEADER, { exp: far, role: 'customer' }))).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await expect(tokens.verify(`${signed(HEADER, { ...CLAIMS, exp: far }).slice(0, -1)}é`)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await expect(tokens.verify(signed({ ...HEADER, kid: 'k1' }, { ...CLAIMS, exp: far }))).resolves.toMatchObject({
      sub: CLAIMS.sub,
      name: CLAIMS.name,
    })
  })
})
