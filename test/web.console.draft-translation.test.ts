import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import { type Author, MAX_TRANSLATED } from '../src/domain/message.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { customersLanguage, writtenIn } from '../src/web/console/customer-language.ts'
import { createSettings } from '../src/web/console/desk-settings.ts'
import { isToBeTranslated, outcomeOf } from '../src/web/console/draft-outcome.ts'
import { createDrafts } from '../src/web/console/drafts.ts'
import { createReply } from '../src/web/console/reply.ts'
import { createRoom } from '../src/web/console/room.ts'
import { tr } from '../src/web/console/translation-texts.ts'
import { createTranslations } from '../src/web/console/translations.ts'
import { memoryStore } from '../src/web/shared/store.ts'

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

describe('asking for translations', () => {
  const PAIR = { from: 'en', to: 'zh' } as const
  const bench = () => {
    const asked: { text: string; signal: AbortSignal; answer(text: string): void; fail(): void }[] = []
    const translations = createTranslations({
      fetchPairs: async () => ['en-zh'],
      fetchOne: ({ text }, signal) =>
        new Promise((resolve, reject) =>
          asked.push({ text, signal, answer: (of) => resolve({ text: of, lostNumbers: [] }), fail: () => reject() }),
        ),
    })
    return { translations, asked, texts: () => asked.map(({ text }) => text) }
  }

  it('goes out with a deadline, and the next is asked for after a failure', async () => {
    const { translations, asked, texts } = bench()
    const first = translations.of('first', PAIR)
    translations.of('second', PAIR).subscribe(() => {})
    expect(asked[0]?.signal).toBeInstanceOf(AbortSignal)
    asked[0]?.fail()
    await expect.poll(texts).toEqual(['first', 'second'])
    expect(first.value).toEqual({ name: 'failed' })
  })

  it('leaves out what nobody looks at any more', async () => {
    const { translations, asked, texts } = bench()
    translations.of('first', PAIR)
    const stop = translations.of('My ord', PAIR).subscribe(() => {})
    stop()
    expect(translations.known('My ord', PAIR)).toBeUndefined()
    translations.of('My order', PAIR).subscribe(() => {})
    asked[0]?.answer('一')
    await expect.poll(texts).toEqual(['first', 'My order'])
    asked[1]?.answer('我的订单')
    await expect.poll(() => translations.known('My order', PAIR)?.name).toBe('there')
    expect(texts()).toEqual(['first', 'My order'])
  })

  it('keeps no endless line: the oldest has failed', () => {
    const { translations } = bench()
    for (let n = 0; n <= 51; n++) translations.of(`text ${n}`, PAIR).subscribe(() => {})
    const names = [0, 1, 2].map((n) => translations.known(`text ${n}`, PAIR)?.name)
    expect(names, 'the first is being translated').toEqual(['asking', 'failed', 'asking'])
  })
})

describe('what goes out while the translation is to be sent', () => {
  const WRITTEN = 'Order 3345 arrives tomorrow.'
  const IN_CHINESE = '订单3345明天送达。'
  const bench = ({ language = 'zh' as 'zh' | 'en' | 'none', on = true, textUnits = 8_000 } = {}) => {
    const server = { pairs: async (): Promise<string[]> => ['en-zh', 'zh-en'], text: IN_CHINESE, asked: 0 }
    const translations = createTranslations({
      fetchPairs: () => server.pairs(),
      fetchOne: async () => {
        server.asked += 1
        return { text: server.text, lostNumbers: [] }
      },
    })
    const store = memoryStore()
    const settings = createSettings(store, 'ann')
    settings.change({ sendTranslated: on })
    const room = createRoom(
      'c',
      async () => ({ events: [], head: 0 }) as never,
      () => 'ann',
    )
    const reply = createReply({
      room,
      drafts: createDrafts(store, 'ann', () => 0).of('c'),
      post: () => true,
      after: () => () => {},
    })
    reply.draft.value = WRITTEN
    const row = { ...(language !== 'none' && { language }) } as ConversationSummary
    const limits = signal({ textUnits })
    const desk = { translations, settings, limits, inbox: { row: () => row } }
    const outcome = () => outcomeOf(desk, { room, reply })
    const isThere = (text = WRITTEN) =>
      expect.poll(() => translations.known(text, { from: 'en', to: 'zh' })?.name).toBe('there')
    return { server, translations, settings, room, reply, desk, outcome, isThere }
  }

  it('is the translation, and nothing until it is there', async () => {
    const { translations, outcome, isThere } = bench()
    await translations.load()
    expect(outcome()).toEqual({ refused: 'notReady' })
    await isThere()
    expect(outcome()).toEqual({ send: IN_CHINESE })
  })

  it('is nothing while the server has not said what it translates; who wants to send asks again', async () => {
    const { server, translations, outcome, isThere } = bench()
    server.pairs = () => Promise.reject(new Error('offline'))
    await expect(translations.load()).rejects.toThrow('offline')
    server.pairs = async () => ['en-zh']
    expect(outcome()).toEqual({ refused: 'notReady' })
    await expect.poll(() => translations.pairs.value?.size).toBe(1)
    expect(outcome()).toEqual({ refused: 'notReady' })
    await isThere()
    expect(outcome()).toEqual({ send: IN_CHINESE })
  })

  it('is nothing while the customer’s words are not read; what was typed where they have no language', async () => {
    const { translations, room, outcome } = bench({ language: 'none' })
    await translations.load()
    expect(outcome()).toEqual({ refused: 'notReady' })
    room.history.state.value = 'ready'
    expect(outcome()).toEqual({ send: undefined })
  })

  it('is what was typed where nothing is to be translated', async () => {
    const none = bench()
    none.server.pairs = async () => []
    await none.translations.load()
    expect(none.outcome(), 'no model').toEqual({ send: undefined })
    expect(bench({ on: false }).outcome(), 'not wanted').toEqual({ send: undefined })
    expect(bench({ language: 'en' }).outcome(), 'one language').toEqual({ send: undefined })
    const note = bench()
    note.reply.mode.value = 'note'
    note.reply.draft.value = WRITTEN
    expect(note.outcome(), 'a note').toEqual({ send: undefined })
    const code = bench()
    code.reply.draft.value = 'SF1234567'
    expect(code.outcome(), 'a code').toEqual({ send: undefined })
  })

  it('is nothing that is too long: the draft for the translator, the translation or the note for a message', async () => {
    const long = bench()
    await long.translations.load()
    long.reply.draft.value = 'word '.repeat(MAX_TRANSLATED / 5 + 1)
    expect(long.outcome()).toEqual({ refused: 'tooLong' })
    expect(long.translations.pairFor(long.reply.draft.value, 'zh'), 'not asked for either').toBeUndefined()
    expect(long.server.asked).toBe(0)

    const grown = bench({ textUnits: 100 })
    await grown.translations.load()
    grown.server.text = '很'.repeat(101)
    grown.outcome()
    await grown.isThere()
    expect(grown.outcome()).toEqual({ refused: 'tooLong' })

    const noted = bench({ textUnits: tr('originalWas', { text: WRITTEN }).length - 1 })
    await noted.translations.load()
    noted.outcome()
    await noted.isThere()
    expect(noted.outcome()).toEqual({ refused: 'tooLong' })
  })

  it('a draft that is to be translated cannot be kept for later as it was typed', async () => {
    const { translations, settings, desk, room, reply, isThere } = bench()
    expect(isToBeTranslated(desk, { room, reply }), 'perhaps').toBe(true)
    await translations.load()
    isToBeTranslated(desk, { room, reply })
    await isThere()
    expect(isToBeTranslated(desk, { room, reply })).toBe(true)
    settings.change({ sendTranslated: false })
    expect(isToBeTranslated(desk, { room, reply })).toBe(false)
  })
})
