import { expect, it } from 'vitest'
import { createTokens } from '../src/gateway/auth.ts'
import { whyRefused } from '../src/web/shared/token.ts'
import { SECRET } from './helpers/product.ts'

it.each([
  ['before its time: another server signed it', 3_600, 'foreign'],
  ['after it: it has ended', -60, 'expired'],
])('a token that the server refuses %s', async (_, ttl, problem) => {
  const token = await createTokens(SECRET).sign({ sub: 'ann', role: 'agent', tenant: 'default', name: '安' }, ttl)
  expect(whyRefused(token, Date.now())).toBe(problem)
})
