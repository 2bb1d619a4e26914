import { describe, expect, it } from 'vitest'
import { createTokens } from '../src/gateway/auth.ts'
import { createSession } from '../src/web/shared/session.ts'
import { SECRET } from './helpers/product.ts'

describe('a sign-in that the server refuses', () => {
  it.each([
    ['before its time: another server signed it', 3_600, 'foreign'],
    ['after it: it has ended', -60, 'expired'],
  ])('%s', async (_, ttl, problem) => {
    const session = createSession(['agent'])
    session.signIn(await createTokens(SECRET).sign({ sub: 'ann', role: 'agent', tenant: 'default', name: '安' }, ttl))
    expect(session.token.value).toBeDefined()
    session.signOut('expired')
    expect([session.problem.value, session.token.value]).toEqual([problem, undefined])
  })
})
