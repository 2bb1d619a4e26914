import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** Not by its name: it is of the pages, whose types tests do not have. */
const BOOK: string = '../src/web/console/settings-book.ts'
const { createSettingsBook } = await import(BOOK)

const tag = (zh: string) => [{ id: 't', name: { zh, en: zh }, colour: 'accent' }]
const answerOf = (version: number, tags: unknown) => ({ version, settings: { tags }, trained: {} })

const asked = new Set<unknown>()
/** Calls that wait for their answer, oldest first. */
let calls: { path: string; answer: (body: unknown) => void }[] = []
beforeEach(() => {
  calls = []
  asked.clear()
  vi.stubGlobal('addEventListener', (_: string, ask: unknown) => asked.add(ask))
  vi.stubGlobal('removeEventListener', (_: string, ask: unknown) => asked.delete(ask))
  vi.stubGlobal(
    'fetch',
    (path: string) =>
      new Promise<Response>((resolve) => {
        calls.push({ path, answer: (body) => resolve(new Response(JSON.stringify(body))) })
      }),
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const opened = async () => {
  const book = createSettingsBook()
  const read = book.read()
  calls.shift()?.answer(answerOf(1, tag('旧')))
  await read
  void book.readChanges('tags')
  calls.shift()?.answer({ changes: [] })
  const seen: boolean[] = []
  book.answer.subscribe((answer?: { settings: { tags: unknown } }) => {
    const draft = book.drafts.value.tags
    seen.push(draft !== undefined && draft.base !== JSON.stringify(answer?.settings.tags))
  })
  book.draft('tags', { value: tag('新'), base: JSON.stringify(tag('旧')) })
  return { book, seen }
}

it('a draft that was saved is gone with the answer, never overtaken by itself, and waits for no list of changes', async () => {
  const { book, seen } = await opened()
  expect(asked.size, 'the browser asks before the page goes').toBe(1)
  const saving = book.save('tags', tag('新'))
  calls.shift()?.answer(answerOf(2, tag('新')))
  expect(await saving).toEqual({ ok: true })
  expect(calls.map(({ path }) => path)).toEqual(['/v1/settings/changes?area=tags'])
  expect(seen).not.toContain(true)
  expect(book.drafts.value).toEqual({})
  expect(asked.size).toBe(0)
})

it('what is written while a save is under way stays, upon what was saved', async () => {
  const { book, seen } = await opened()
  const saving = book.save('tags', tag('新'))
  book.draft('tags', { value: tag('更新'), base: JSON.stringify(tag('旧')) })
  calls.shift()?.answer(answerOf(2, tag('新')))
  await saving
  expect(book.drafts.value.tags).toEqual({ value: tag('更新'), base: JSON.stringify(tag('新')) })
  expect(seen).not.toContain(true)
  expect(asked.size).toBe(1)
})
