import { describe, expect, it } from 'vitest'
import { parseFrame, personName, postedMessageSchema } from '../src/gateway/protocol.ts'
import { newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

const UNSEEN: [string, string][] = [
  ['zero-width spaces', '\u200b\u200b\u200b'],
  ['spaces', '   '],
  ['wide spaces', '\u3000\u00a0'],
  ['what turns text around, alone', '\u202e\u200b'],
  ['a byte order mark', '\ufeff'],
  ['fillers', '\u3164\u115f'],
  ['an empty Braille cell', '\u2800'],
  ['variation selectors', '\ufe0f\u{e0100}'],
]
const SEEN = ['好', '?', '👍', '👨‍👩‍👧', '❤️', 'نعم', '\u200bhi', '1️⃣', '…']

describe('what cannot be seen', () => {
  it.each(UNSEEN)('is no message and no note: %s', (_, text) => {
    for (const kind of ['text', 'note'])
      expect(parseFrame(JSON.stringify({ type: 'send', cid: newCid(), kind, text }))).toMatchObject({
        ok: false,
        field: 'text',
      })
    expect(postedMessageSchema.safeParse({ cid: newCid(), kind: 'text', text }).success).toBe(false)
  })
  it.each(UNSEEN)('is no name: %s', (_, name) => {
    expect(personName(64).safeParse(name).success).toBe(false)
  })
  it('lets through what shows something, however odd', () => {
    for (const text of SEEN) {
      expect(parseFrame(JSON.stringify({ type: 'send', cid: newCid(), kind: 'text', text })).ok, text).toBe(true)
      expect(personName(64).safeParse(text).success, text).toBe(true)
    }
  })
  it('refuses names that turn around what stands beside them, and halves of characters', () => {
    for (const name of ['\u202e林晓', 'Ann\u2066', 'a\ud800'])
      expect(personName(64).safeParse(name).success).toBe(false)
    for (const name of ['林晓', 'Ana\u00a0Gómez', 'محمد\u200f'])
      expect(personName(64).safeParse(name).success).toBe(true)
  })
  it('visitors without a name are told apart', async () => {
    const { call } = await startProduct()
    const named = async (): Promise<string[]> => {
      const { body } = await call('/v1/visitors', { body: {} })
      const { sub, name } = JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url').toString())
      return [name, `Visitor ${sub.slice(-4).toUpperCase()}`]
    }
    const [first, second] = [await named(), await named()]
    expect(first[0]).toBe(first[1])
    expect(first[0]).toMatch(/^Visitor [0-9A-F]{4}$/)
    expect(first[0]).not.toBe(second[0])
  })
  it('is refused over HTTP with the field', async () => {
    const { call } = await startProduct()
    for (const [, name] of [...UNSEEN, ['half', '\ud800']])
      expect(await call('/v1/visitors', { body: { name } })).toMatchObject({ status: 400, body: { field: 'name' } })
    expect(
      await call('/v1/messages', {
        role: 'customer',
        sub: 'c1',
        body: { cid: newCid(), kind: 'text', text: '\u200b\u200b\u200b' },
      }),
    ).toMatchObject({ status: 400, body: { field: 'text' } })
  })
})
