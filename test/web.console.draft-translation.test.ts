import { describe, expect, it } from 'vitest'
import type { Author } from '../src/domain/message.ts'
import { customersLanguage, writtenIn } from '../src/web/console/customer-language.ts'

describe('the language of a text', () => {
  it('is that of most of its words, not of the first letter from another', () => {
    expect(writtenIn('Is the 羽绒服 in stock?')).toBe('en')
    expect(writtenIn('iPhone 15 Pro Max 的壳有吗')).toBe('zh')
    expect(writtenIn('kuaidi dao nale ma')).toBe('zh')
  })

  it('is none where nothing tells it', () => {
    for (const text of ['', '👍', '13800138000', 'SF1234567', 'ok', 'https://example.com/羽绒服'])
      expect(writtenIn(text), text).toBeUndefined()
  })
})

describe('the language that a customer is answered in', () => {
  const said = (...texts: string[]) =>
    texts.map((text) => ({ from: { role: 'customer', id: 'lin', name: '林晓' } satisfies Author, text }))

  it('is what the server says of the conversation', () => {
    expect(customersLanguage({ language: 'zh' }, said('我的货到哪了呀？', 'Where is it now?'))).toBe('zh')
    expect(customersLanguage({ language: 'en' }, said('羽绒服'))).toBe('en')
  })

  it('without that, of the last words that tell: a code or an "ok" does not', () => {
    for (const last of ['ok', 'SF1234567', 'MUC-2026-901', 'hi', '👍'])
      expect(customersLanguage(undefined, said('我的货到哪了呀？', last)), last).toBe('zh')
    expect(customersLanguage({}, said('我的货到哪了呀？', 'Is the 羽绒服 in stock?'))).toBe('en')
    const agent = { from: { role: 'agent', id: 'ann', name: 'Ann' } satisfies Author, text: 'It is on its way.' }
    expect(customersLanguage(undefined, [...said('我的货到哪了呀？'), agent])).toBe('zh')
    expect(customersLanguage(undefined, said('ok'))).toBeUndefined()
  })
})
