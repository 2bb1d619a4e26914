import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isImeKey } from '../shared/keys.ts'
import { href } from './address.ts'
import { NEW } from './articles-address.ts'
import { ArticlesFilters } from './articles-filters.tsx'
import { listAction } from './articles-keys.ts'
import { type ArticleList, listQuery } from './articles-list.ts'
import { ArticlesRows } from './articles-rows.tsx'
import { t } from './articles-texts.ts'
import type { KeptWorks } from './editor-kept.ts'
import { Failure } from './failure.tsx'
import { RetireStarter } from './retire-starter.tsx'
import { go, route } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** The list with its search, filters and keys. What is looked for stands in the address. */
export const ArticlesView = ({ list, kept }: { list: ArticleList; kept: KeptWorks }) => {
  const { mayEdit } = useWorkroom()
  const query = listQuery(route.value.query)
  const search = useRef<HTMLInputElement>(null)
  const typed = useSignal(query.q ?? '')
  const move = useSignal(0)
  useEffect(() => list.enter(query), [JSON.stringify(query)])
  const look = (more: Partial<typeof query>, soon = false) => {
    const next = Object.fromEntries(Object.entries({ ...query, ...more }).filter(([, value]) => value !== ''))
    go(href(['articles'], next), { replace: true })
    list.show(next, { soon })
  }
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      const action = listAction(event, placeOf(event.target, search.current))
      if (action === undefined || (action === 'new' && !mayEdit)) return
      event.preventDefault()
      if (action === 'new') go(href(['articles', NEW]))
      else if (action === 'search') search.current?.focus()
      else move.value += action === 'next' ? 1 : -1
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [mayEdit])
  const unsavedNew = kept.keys().filter((key) => key.startsWith(NEW))
  const isFiltered = Object.keys(query).some((key) => key !== 'sort')
  return (
    <>
      <header class="list-head">
        <h1>{t('title')}</h1>
        <p class="muted list-count" role="status">
          {list.state.value !== 'failed' &&
            t(list.total.value === 1 ? 'countOne' : 'count', { n: list.total.value.toLocaleString() })}
        </p>
        {mayEdit && list.starter.value > 0 && <RetireStarter count={list.starter.value} />}
        {mayEdit && (
          <a class="button primary" href={href(['articles', NEW])}>
            {t('new')}
          </a>
        )}
      </header>
      <div class="list-tools">
        <input
          ref={search}
          type="search"
          class="list-search"
          aria-label={t('search')}
          placeholder={t('searchHint')}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value
            // The letters of an input method are no words yet.
            if (!event.isComposing) look({ q: typed.value }, true)
          }}
          onCompositionEnd={(event) => look({ q: event.currentTarget.value }, true)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !isImeKey(event, false)) event.currentTarget.blur()
          }}
        />
        <ArticlesFilters query={query} onChange={look} />
      </div>
      {unsavedNew.map((key) => (
        <p class="unsaved-new" key={key}>
          {kept.read(key)?.draft.title.zh || kept.read(key)?.draft.title.en || t('unsavedNew')}
          <span class="chip wait">{t('unsaved')}</span>
          <a href={href(['articles', NEW, ...keyParts(key)])}>{t('continue')}</a>
        </p>
      ))}
      {list.state.value === 'failed' && <Failure error={list.error.value} retry={() => list.show(query)} />}
      {list.state.value === 'ready' && list.rows.value.length === 0 && (
        <Nothing
          filtered={isFiltered}
          mayEdit={mayEdit}
          onClear={() => {
            typed.value = ''
            look({ q: '', mode: '', lang: '', state: '', intent: '' })
          }}
        />
      )}
      <ArticlesRows list={list} kept={kept} move={move} />
      <p class="muted small list-keys">{t('keys')}</p>
    </>
  )
}

const Nothing = ({ filtered, mayEdit, onClear }: { filtered: boolean; mayEdit: boolean; onClear(): void }) => (
  <div class="nothing">
    <p>
      <strong>{t(filtered ? 'none' : 'empty')}</strong>
    </p>
    <p class="muted">{t(filtered ? 'noneHint' : 'emptyHint')}</p>
    {filtered ? (
      <button type="button" class="button" onClick={onClear}>
        {t('clear')}
      </button>
    ) : (
      mayEdit && (
        <a class="button" href={href(['import'])}>
          {t('import')}
        </a>
      )
    )}
  </div>
)

const keyParts = (key: string): string[] => (key === NEW ? [] : [key.slice(NEW.length + 1)])

const placeOf = (target: EventTarget | null, search: HTMLInputElement | null): 'search' | 'field' | 'page' => {
  if (target === search) return 'search'
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null ? 'field' : 'page'
}
