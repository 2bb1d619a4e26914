import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { ArticlesApi } from '../src/web/knowledge/articles-api.ts'
import type { Draft } from '../src/web/knowledge/editor-fields.ts'
import { createKeptWorks } from '../src/web/knowledge/editor-kept.ts'
import { createEditor, type Editor } from '../src/web/knowledge/editor-model.ts'
import { ApiError } from '../src/web/shared/api.ts'
import { memoryStore } from '../src/web/shared/store.ts'
import { articleOf } from './helpers/articles.ts'

const RETURNS = articleOf('returns', { answers: { zh: [{ text: '七天内可退。' }], en: [] } })
const NOW = Date.parse('2026-11-22T09:00:00Z')

const written =
  (text: string) =>
  (draft: Draft): Draft => ({ ...draft, answers: { ...draft.answers, zh: [{ text }] } })

const textOf = (editor: Editor) => editor.draft.value.answers.zh[0]?.text

/** A server with one article, and a browser with a store. */
const setUp = (more: Partial<ArticlesApi> = {}) => {
  let now: Article = RETURNS
  const sent: unknown[] = []
  const api = {
    read: async () => ({ article: now }),
    check: async () => [],
    create: async (input: object) => {
      sent.push(input)
      return { article: articleOf('made', input as Partial<Article>), version: 2 }
    },
    update: async (id: string, input: object, from: string) => {
      sent.push(input)
      if (from !== now.version) throw new ApiError(409, { code: 'conflict', detail: 'bo changed it' })
      now = articleOf(id, input as Partial<Article>)
      return { article: now, version: 2 }
    },
    ...more,
  } as ArticlesApi
  const store = memoryStore()
  const kept = createKeptWorks(store, 'lin')
  const open = async (id: string | undefined = 'returns') => {
    const editor = createEditor({ api, kept, id, key: id ?? '_new', now: () => NOW })
    opened.push(editor)
    await editor.reload()
    return editor
  }
  return {
    open,
    kept,
    sent,
    others: (text: string) => {
      now = articleOf('returns', { answers: { zh: [{ text }], en: [] } })
    },
  }
}

const opened: Editor[] = []

afterEach(() => {
  for (const editor of opened.splice(0)) editor.stop()
  vi.useRealTimers()
})

describe('an article in work', () => {
  it('is kept while it is unsaved and found again; saved or put back, nothing is kept', async () => {
    const { open, kept } = setUp()
    const editor = await open()
    expect(editor.dirty.value).toBe(false)
    editor.edit(written('十五天内可退。'))
    const again = await open()
    expect([textOf(again), again.foundAt.value, again.behind.value]).toEqual([
      '十五天内可退。',
      '2026-11-22T09:00:00.000Z',
      false,
    ])
    again.edit(written('七天内可退。'))
    expect(kept.keys(), 'typed back to what it was').toEqual([])
    again.edit(written('三十天内可退。'))
    await again.save()
    expect([kept.keys(), again.dirty.value, again.saved.value?.answers.zh[0]?.text]).toEqual([
      [],
      false,
      '三十天内可退。',
    ])
  })

  it('what is typed while it is being saved stays unsaved work, and is kept', async () => {
    let answer: () => void = () => undefined
    const { open, kept } = setUp({
      update: (id, input) =>
        new Promise((resolve) => {
          answer = () => resolve({ article: articleOf(id, input as Partial<Article>), version: 2 })
        }),
    })
    const editor = await open()
    editor.edit(written('一'))
    const saving = editor.save()
    editor.edit(written('一二'))
    expect(await editor.save(), 'not twice at once').toBeUndefined()
    answer()
    await saving
    expect([editor.saved.value?.answers.zh[0]?.text, textOf(editor), editor.dirty.value]).toEqual(['一', '一二', true])
    expect(kept.read('returns')?.from, 'on top of what was saved').toBe(editor.saved.value?.version)
  })

  it('found work that began with an older version meets the newer one when it is saved', async () => {
    const { open, others, kept } = setUp()
    const first = await open()
    first.edit(written('我的'))
    others('别人的')
    const editor = await open()
    expect([textOf(editor), editor.behind.value]).toEqual(['我的', true])
    await editor.save()
    expect(editor.conflict.value?.theirs.answers.zh[0]?.text).toBe('别人的')
    expect(editor.conflict.value?.detail).toBe('bo changed it')
    expect((await editor.keepMine())?.answers.zh[0]?.text).toBe('我的')
    expect([editor.conflict.value, kept.keys()]).toEqual([undefined, []])
  })

  it('takes theirs, and nothing is left unsaved', async () => {
    const { open, others, kept } = setUp()
    const editor = await open()
    editor.edit(written('我的'))
    others('别人的')
    await editor.save()
    editor.takeTheirs()
    expect([textOf(editor), editor.dirty.value, kept.keys()]).toEqual(['别人的', false, []])
  })

  it('discarded work comes back by undo, until something else is written', async () => {
    const { open } = setUp()
    const editor = await open()
    editor.edit(written('草稿'))
    editor.discard()
    expect([textOf(editor), editor.canUndo.value]).toEqual(['七天内可退。', true])
    editor.undoDiscard()
    expect([textOf(editor), editor.canUndo.value]).toEqual(['草稿', false])
  })

  it('says what stood in the way, and keeps the work', async () => {
    const troubles: [unknown, object][] = [
      [new TypeError('offline'), { kind: 'offline' }],
      [new ApiError(404, { code: 'not_found' }), { kind: 'retired' }],
      [new ApiError(413, { code: 'too_large', detail: 'too long' }), { kind: 'refused', detail: 'too long' }],
      [
        new ApiError(422, { code: 'unprocessable', faults: [{ field: 'intent', value: 'x y', fix: 'f' }] }),
        { kind: 'faults' },
      ],
    ]
    for (const [error, trouble] of troubles) {
      const { open, kept } = setUp({ update: () => Promise.reject(error) })
      const editor = await open()
      editor.edit(written('改'))
      expect(await editor.save()).toBeUndefined()
      expect(editor.trouble.value).toEqual(trouble)
      expect([editor.dirty.value, kept.keys()]).toEqual([true, ['returns']])
    }
  })

  it('an article that was retired meanwhile is saved under a new id', async () => {
    const { open, sent, kept } = setUp({ update: () => Promise.reject(new ApiError(404, {})) })
    const editor = await open()
    editor.edit(written('还要'))
    await editor.save()
    expect((await editor.saveAsNew())?.id).toBe('made')
    expect([sent.length, 'id' in (sent[0] as object), kept.keys()]).toEqual([1, false, []])
  })

  it('the server is asked what is wrong once the keys rest, not once a key', async () => {
    vi.useFakeTimers()
    const check = vi.fn(async () => [{ field: 'intent', value: 'x y', fix: 'use letters' }])
    const { open } = setUp({ check })
    const editor = await open()
    for (const text of ['一', '一二', '一二三']) editor.edit(written(text))
    await vi.runAllTimersAsync()
    expect(check).toHaveBeenCalledTimes(1)
    expect(editor.faults.value).toHaveLength(1)
  })
})
