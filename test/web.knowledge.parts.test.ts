import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImportReport } from '../src/domain/knowledge-import.ts'
import { href, PAGES, parseRoute } from '../src/web/knowledge/address.ts'
import { shortened } from '../src/web/knowledge/diff-short.ts'
import { fieldName } from '../src/web/knowledge/diff-texts.ts'
import { timeLeft } from '../src/web/knowledge/eta.ts'
import { en as importEn } from '../src/web/knowledge/import-texts-en.ts'
import { zh as importZh } from '../src/web/knowledge/import-texts-zh.ts'
import { firstChoice, missingIn } from '../src/web/knowledge/mapping.ts'
import { marked } from '../src/web/knowledge/marked.ts'
import { en } from '../src/web/knowledge/texts-en.ts'
import { zh } from '../src/web/knowledge/texts-zh.ts'
import { refusedBefore } from '../src/web/knowledge/upload-limits.ts'
import { createUploads, type SendFile } from '../src/web/knowledge/uploads.ts'
import { language } from '../src/web/shared/i18n.ts'
import { readyReport, unsureTable } from './helpers/knowledge-answers.ts'

const file = (name: string, size = 10): File => new File([new Uint8Array(size)], name)
const inLanguage = <T>(next: 'zh' | 'en', read: () => T): T => {
  language.value = next
  return read()
}

describe('addresses of the knowledge pages', () => {
  it('are read back as they were written, whatever is in them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAGES),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 })),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'grapheme' })),
        (page, rest, query) => {
          const route = parseRoute(href([page, ...rest], query))
          expect([route.page, route.rest, Object.fromEntries(route.query)]).toEqual([page, rest, { ...query }])
        },
      ),
    )
  })

  it('that name nothing lead to the articles and never throw', () => {
    for (const hash of ['', '#', '#/', '#/nowhere/7', '#token=abc', '#/%E0%A4%A'])
      expect(parseRoute(hash).page).toBe('articles')
  })
})

describe('uploads', () => {
  it('refuses what the server would, before anything is sent', () => {
    expect(refusedBefore({ name: '问答.XLSX', size: 5 })).toBeUndefined()
    expect(refusedBefore({ name: 'faq.ods', size: 5 }), 'what docs/importing.md names').toBeUndefined()
    expect(refusedBefore({ name: 'faq.exe', size: 5 })).toBe('type')
    expect(refusedBefore({ name: 'xlsx', size: 5 })).toBe('type')
    expect(refusedBefore({ name: 'faq.csv', size: 0 })).toBe('empty')
    expect(refusedBefore({ name: 'faq.pdf', size: 20 * 1024 * 1024 })).toBeUndefined()
    expect(refusedBefore({ name: 'faq.pdf', size: 20 * 1024 * 1024 + 1 })).toBe('large')
  })

  it('sends one after the other, in order, and keeps what failed for another try', async () => {
    let open = 0
    let isDown = true
    const sent: string[] = []
    const send: SendFile = async ({ name }, { progress }) => {
      expect(++open, 'one at a time').toBe(1)
      await Promise.resolve()
      open--
      if (name === 'b.csv' && isDown) throw new TypeError('no line')
      progress(1)
      sent.push(name)
      return { ...readyReport, id: name }
    }
    const uploads = createUploads(send)
    const states = () => uploads.items.value.map(({ file: { name }, state }) => `${name} ${state}`)
    const reports = await uploads.add([file('a.csv'), file('b.csv'), file('c.doc'), file('d.csv')], false)
    expect(reports.map(({ id }) => id)).toEqual(['a.csv', 'd.csv'])
    expect(states()).toEqual(['a.csv done', 'b.csv failed', 'c.doc refused', 'd.csv done'])
    isDown = false
    uploads.retry(2)
    await expect.poll(states).toContain('b.csv done')
    expect(sent).toEqual(['a.csv', 'd.csv', 'b.csv'])
  })

  it('goes on after files that were all refused', async () => {
    const uploads = createUploads(({ name }) => Promise.resolve({ ...readyReport, id: name }))
    expect(await uploads.add([file('a.exe')], false)).toEqual([])
    expect(await uploads.add([file('b.csv')], false)).toHaveLength(1)
  })

  it('stops the one that is dropped on its way, and goes on with the next', async () => {
    const send: SendFile = ({ name }, { signal }) =>
      name === 'slow.csv'
        ? new Promise<ImportReport>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
        : Promise.resolve({ ...readyReport, id: name })
    const uploads = createUploads(send)
    const done = uploads.add([file('slow.csv'), file('next.csv')], true)
    uploads.drop(1)
    expect((await done).map(({ id }) => id)).toEqual(['next.csv'])
    expect(uploads.items.value.map(({ key }) => key)).toEqual([2])
  })
})

describe('what a difference looks like', () => {
  const long = '好'.repeat(300)

  it('keeps every changed word, and cuts what is the same between them', () => {
    const pieces = shortened([
      { text: long, kind: 'same' },
      { text: '7 天', kind: 'removed' },
      { text: '15 天', kind: 'added' },
      { text: long, kind: 'same' },
      { text: '运费', kind: 'added' },
    ])
    expect(pieces.map(({ text }) => text.length)).toEqual([61, 3, 4, 121, 2])
    expect(pieces[0]?.text).toMatch(/^…好+$/)
    expect(pieces[3]?.text).toMatch(/^好+…好+$/)
  })

  it('leaves short texts alone', () => {
    const pieces = [{ text: '签收后 7 天内', kind: 'same' as const }]
    expect(shortened(pieces)).toEqual(pieces)
  })

  it('names fields in the words of the page', () => {
    expect(inLanguage('en', () => fieldName('answers.zh'))).toBe('Answer (Chinese)')
    expect(inLanguage('zh', () => fieldName('answers.en when order.status is paid | shipped'))).toBe(
      '答案（英文），order.status is paid | shipped 时',
    )
    expect(inLanguage('zh', () => fieldName('somethingNew'))).toBe('somethingNew')
  })

  it('marks a value wherever it stands, and nothing where it does not', () => {
    expect(marked('7 天内可退，满 7 天不退', '7 天').filter(({ is }) => is)).toHaveLength(2)
    expect(marked('七天内可退', '7 天')).toEqual([{ text: '七天内可退', is: false }])
  })
})

describe('which column is what', () => {
  const chosen = firstChoice(unsureTable)

  it('starts from the guesses', () => {
    expect(chosen.columns).toEqual(['question', 'answer', ''])
    expect(missingIn(chosen, unsureTable)).toEqual([])
  })

  it('says what is missing and what is there twice', () => {
    language.value = 'zh'
    expect(missingIn({ ...chosen, columns: ['question', '', ''] }, unsureTable)).toEqual(['“商品问答”还缺：答案。'])
    expect(missingIn({ ...chosen, columns: ['question', 'answer', 'answer'] }, unsureTable)).toHaveLength(1)
    expect(missingIn({ ...chosen, columns: ['question', 'answer', 'similar'] }, unsureTable)).toEqual([])
    expect(missingIn({ ...chosen, columns: ['', '', ''], skipped: true }, unsureTable)).toEqual([])
  })
})

describe('time that is left', () => {
  it('follows the pace, and is not told before there is one', () => {
    expect(timeLeft({ at: 0, done: 0 }, { at: 10_000, done: 250 }, 1_000)).toBe(30_000)
    expect(timeLeft({ at: 0, done: 0 }, { at: 200, done: 50 }, 1_000)).toBeUndefined()
    expect(timeLeft({ at: 0, done: 5 }, { at: 60_000, done: 5 }, 1_000)).toBeUndefined()
  })
})

describe('words', () => {
  const values = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()
  const CATALOGUES: [string, Record<string, string>, Record<string, string>][] = [
    ['frame', zh, en],
    ['import', importZh, importEn],
  ]

  it.each(CATALOGUES)('of the %s take the same values in both languages', (_, chinese, english) => {
    for (const [key, text] of Object.entries(chinese)) expect(values(english[key] ?? ''), key).toEqual(values(text))
  })
})
