import './coverage.css'
import { useSignal } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import { isImeKey } from '../shared/keys.ts'
import { type ArticlesApi, createArticlesApi } from './articles-api.ts'
import { Missing } from './coverage-page.tsx'
import { Failure } from './failure.tsx'
import { useKept } from './kept.ts'
import { useLoaded } from './loaded.ts'
import { groupFault, wordsIn } from './synonyms-groups.ts'
import { t } from './synonyms-texts.ts'
import { TryBox } from './try-box.tsx'
import { useWorkroom } from './workroom.ts'

/** The shop's own words: groups that mean the same. */
export const SynonymsPage = () => {
  const { call } = useWorkroom()
  const api = useMemo(() => createArticlesApi(call), [call])
  const loaded = useLoaded(() => api.synonyms(), [api])
  return (
    <>
      <h1>{t('title')}</h1>
      <p class="muted page-intro">{t('intro')}</p>
      {loaded.error !== undefined && <Missing error={loaded.error} retry={loaded.reload} />}
      {loaded.value !== undefined && (
        <>
          <Groups api={api} saved={loaded.value} onSaved={loaded.set} />
          <h2>{t('test')}</h2>
          <TryBox api={api} />
        </>
      )}
    </>
  )
}

const lineOf = (words: readonly string[]): string => words.join(', ')

const Groups = (props: { api: ArticlesApi; saved: string[][]; onSaved(groups: string[][]): void }) => {
  const { mayEdit, toast } = useWorkroom()
  const saved = props.saved.map(lineOf)
  const [kept, keep] = useKept<string[] | null>('synonyms', null)
  const busy = useSignal(false)
  const failed = useSignal<unknown>(undefined)
  const list = useRef<HTMLOListElement>(null)
  const lines = kept ?? saved
  const isDirty = JSON.stringify(lines) !== JSON.stringify(saved)
  const fault = groupFault(lines)
  const put = (next: string[]) => keep(JSON.stringify(next) === JSON.stringify(saved) ? undefined : next)
  const focus = (index: number) =>
    // The line may be drawn by this very change.
    requestAnimationFrame(() => list.current?.querySelectorAll('input')[index]?.focus())
  const save = async () => {
    if (busy.value || fault !== undefined) return
    busy.value = true
    const groups = lines.map(wordsIn).filter((words) => words.length > 0)
    try {
      await props.api.saveSynonyms(groups)
      failed.value = undefined
      props.onSaved(groups)
      keep(undefined)
      toast.value = { kind: 'done', text: t('saved') }
    } catch (error) {
      failed.value = error
    } finally {
      busy.value = false
    }
  }
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {lines.length === 0 && <p class="muted">{t('none')}</p>}
      <ol class="groups" ref={list}>
        {lines.map((line, at) => (
          // A group is its place; its words change while they are written.
          <li key={at}>
            <input
              type="text"
              aria-label={t('group', { n: at + 1 })}
              placeholder={t('placeholder')}
              disabled={!mayEdit}
              value={line}
              onInput={(event) => put(lines.with(at, event.currentTarget.value))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || isImeKey(event, false) || event.ctrlKey) return
                event.preventDefault()
                if (at === lines.length - 1) put([...lines, ''])
                focus(at + 1)
              }}
            />
            {mayEdit && (
              <button
                type="button"
                class="icon-button"
                aria-label={t('remove', { n: at + 1 })}
                title={t('remove', { n: at + 1 })}
                onClick={() => {
                  put(lines.toSpliced(at, 1))
                  focus(Math.max(0, at - 1))
                }}
              >
                <Icon name="close" size={15} />
              </button>
            )}
          </li>
        ))}
      </ol>
      {fault !== undefined && isDirty && (
        <p class="faults" role="alert">
          {fault.kind === 'short'
            ? t('short', { n: fault.n })
            : t('twice', { word: fault.word, a: fault.a, b: fault.b })}
        </p>
      )}
      {failed.value !== undefined && <Failure error={failed.value} />}
      {mayEdit && (
        <p class="buttons-row">
          <button
            type="button"
            class="button"
            onClick={() => {
              put([...lines, ''])
              focus(lines.length)
            }}
          >
            {t('add')}
          </button>
          <span class="spacer" />
          {isDirty && (
            <>
              <span class="muted small" role="status">
                {t('unsaved')}
              </span>
              <button type="button" class="link-button" onClick={() => keep(undefined)}>
                {t('discard')}
              </button>
            </>
          )}
          <button type="submit" class="button primary" aria-disabled={busy.value || fault !== undefined || !isDirty}>
            {t(busy.value ? 'saving' : 'save')}
          </button>
        </p>
      )}
    </form>
  )
}
