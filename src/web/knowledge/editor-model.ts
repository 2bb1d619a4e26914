import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Article } from '../../domain/article.ts'
import type { ArticleUsage } from '../../domain/article-edits.ts'
import type { FieldFault } from '../../domain/errors.ts'
import type { Said } from '../../domain/said.ts'
import { ApiError, type Problem } from '../shared/api.ts'
import type { ArticlesApi } from './articles-api.ts'
import { blankDraft, type Draft, draftOf, inputOf, isSameDraft } from './editor-fields.ts'
import type { KeptWorks } from './editor-kept.ts'
import { saidText } from './said-text.ts'

/** Milliseconds without a key before the server is asked what is wrong with the draft. */
const CHECK_AFTER_MS = 450

/** Somebody else saved while this draft was being written. */
export interface Conflict {
  theirs: Article
  /** The server's words: who, and when. */
  detail: string
  said?: Said
}

export type SaveTrouble =
  | { kind: 'faults' | 'offline' | 'retired' }
  /** The server's words. */
  | { kind: 'refused'; detail: string }

/** One article in work: what is in the form, what the server has, and what is wrong. */
export interface Editor {
  readonly state: ReadonlySignal<'loading' | 'ready' | 'missing' | 'failed'>
  readonly draft: ReadonlySignal<Draft>
  readonly note: Signal<string>
  /** As the server has it; undefined for a new article. */
  readonly saved: ReadonlySignal<Article | undefined>
  readonly usage: ReadonlySignal<ArticleUsage | undefined>
  readonly dirty: ReadonlySignal<boolean>
  /** When the unsaved work was written that was found at opening; undefined where there was none. */
  readonly foundAt: ReadonlySignal<string | undefined>
  /** Somebody saved since the unsaved work that was found had been begun. */
  readonly behind: ReadonlySignal<boolean>
  /** False where the browser refuses to keep unsaved work. */
  readonly keeps: ReadonlySignal<boolean>
  readonly faults: ReadonlySignal<FieldFault[]>
  readonly busy: ReadonlySignal<boolean>
  readonly trouble: ReadonlySignal<SaveTrouble | undefined>
  readonly conflict: ReadonlySignal<Conflict | undefined>
  edit(change: (draft: Draft) => Draft): void
  /** Resolves to the article where it was saved. */
  save(): Promise<Article | undefined>
  /** Back to what the server has. */
  discard(): void
  /** Whether `undoDiscard` has something to give back: until the next edit. */
  readonly canUndo: ReadonlySignal<boolean>
  undoDiscard(): void
  /** As `save`, under a new id: the article is not there any more. */
  saveAsNew(): Promise<Article | undefined>
  keepMine(): Promise<Article | undefined>
  takeTheirs(): void
  closeConflict(): void
  reload(): Promise<void>
  stop(): void
}

export interface EditorParts {
  api: ArticlesApi
  kept: KeptWorks
  /** Of the article; undefined for a new one, which `key` tells from other new ones. */
  id: string | undefined
  key: string
  /** What a new article begins with. */
  start?: Draft
  now(): number
}

export const createEditor = ({ api, kept, id, key, start, now }: EditorParts): Editor => {
  const state = signal<'loading' | 'ready' | 'missing' | 'failed'>('loading')
  const draft = signal<Draft>(start ?? blankDraft())
  const note = signal('')
  const saved = signal<Article | undefined>(undefined)
  const usage = signal<ArticleUsage | undefined>(undefined)
  /** The version that the draft was begun with: behind `saved` where unsaved work of an earlier visit was found. */
  const from = signal<string | undefined>(undefined)
  const foundAt = signal<string | undefined>(undefined)
  const keeps = signal(true)
  const faults = signal<FieldFault[]>([])
  const busy = signal(false)
  const trouble = signal<SaveTrouble | undefined>(undefined)
  const conflict = signal<Conflict | undefined>(undefined)
  const clean = computed(() => (saved.value === undefined ? blankDraft() : draftOf(saved.value)))
  const behind = computed(() => foundAt.value !== undefined && from.value !== saved.value?.version)
  const dirty = computed(() => !isSameDraft(draft.value, clean.value))
  const dropped = signal<Draft | undefined>(undefined)
  let timer: ReturnType<typeof setTimeout> | undefined
  let checking: AbortController | undefined

  const check = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      checking?.abort()
      checking = new AbortController()
      api.check(inputOf(draft.value), checking.signal).then(
        (found) => {
          faults.value = found
        },
        () => {
          // Only a help while writing: saving checks again, and says what is wrong.
        },
      )
    }, CHECK_AFTER_MS)
  }
  const keep = () => {
    if (!dirty.value) return kept.forget(key)
    const version = from.value
    keeps.value = kept.write(key, {
      draft: draft.value,
      note: note.value,
      at: new Date(now()).toISOString(),
      ...(version === undefined ? {} : { from: version }),
    })
  }
  const open = (article: Article | undefined) => {
    saved.value = article
    const work = kept.read(key)
    const found = work !== undefined && !isSameDraft(work.draft, clean.value)
    draft.value = found ? work.draft : article === undefined ? (start ?? blankDraft()) : draftOf(article)
    note.value = found ? work.note : ''
    from.value = found ? (work.from ?? article?.version) : article?.version
    foundAt.value = found ? work.at : undefined
    state.value = 'ready'
    if (dirty.value) check()
  }
  const reload = async () => {
    if (id === undefined) return open(undefined)
    try {
      const read = await api.read(id)
      usage.value = read.usage
      open(read.article)
    } catch (error) {
      state.value = error instanceof ApiError && error.status === 404 ? 'missing' : 'failed'
    }
  }
  const refused = async (error: unknown) => {
    if (!(error instanceof ApiError)) trouble.value = { kind: 'offline' }
    else if (error.problem.faults !== undefined) {
      faults.value = error.problem.faults
      trouble.value = { kind: 'faults' }
    } else if (error.status === 409 && id !== undefined) await meet(error.problem)
    else if (error.status === 404) trouble.value = { kind: 'retired' }
    else
      trouble.value = { kind: 'refused', detail: saidText(error.problem.said, error.problem.detail ?? error.message) }
  }
  const meet = async ({ detail = '', said }: Problem) => {
    try {
      conflict.value = { theirs: (await api.read(id ?? '')).article, detail, ...(said && { said }) }
    } catch (error) {
      trouble.value =
        error instanceof ApiError && error.status === 404
          ? { kind: 'retired' }
          : { kind: 'refused', detail: saidText(said, detail) }
    }
  }
  const save = async (base = from.value): Promise<Article | undefined> => {
    if (busy.value) return undefined
    busy.value = true
    trouble.value = undefined
    const sent = draft.value
    try {
      const input = inputOf(sent)
      const { article } =
        id === undefined || base === undefined
          ? await api.create(input, note.value)
          : await api.update(id, input, base, note.value)
      saved.value = article
      from.value = article.version
      foundAt.value = undefined
      faults.value = []
      conflict.value = undefined
      // What was typed while it was being saved is unsaved work.
      if (draft.value === sent) draft.value = draftOf(article)
      note.value = ''
      if (article.id !== id) kept.forget(key)
      else keep()
      return article
    } catch (error) {
      await refused(error)
      return undefined
    } finally {
      busy.value = false
    }
  }
  const put = (next: Draft) => {
    draft.value = next
    dropped.value = undefined
    trouble.value = undefined
    keep()
    check()
  }

  return {
    state,
    draft,
    note,
    saved,
    usage,
    dirty,
    foundAt,
    behind,
    keeps,
    faults,
    busy,
    trouble,
    conflict,
    edit: (change) => put(change(draft.value)),
    save: () => save(),
    discard: () => {
      const before = draft.value
      foundAt.value = undefined
      from.value = saved.value?.version
      put(clean.value)
      dropped.value = before
    },
    canUndo: computed(() => dropped.value !== undefined),
    undoDiscard: () => {
      if (dropped.value !== undefined) put(dropped.value)
    },
    saveAsNew: () => {
      from.value = undefined
      draft.value = { ...draft.value, id: '' }
      return save()
    },
    keepMine: () => save(conflict.value?.theirs.version),
    takeTheirs: () => {
      const theirs = conflict.value?.theirs
      if (theirs === undefined) return
      conflict.value = undefined
      saved.value = theirs
      from.value = theirs.version
      foundAt.value = undefined
      put(draftOf(theirs))
    },
    closeConflict: () => {
      conflict.value = undefined
    },
    reload,
    stop: () => {
      clearTimeout(timer)
      checking?.abort()
    },
  }
}
