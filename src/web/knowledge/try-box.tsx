import './try.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons.tsx'
import type { ArticlesApi, Tried } from './articles-api.ts'
import type { ArticleInput } from './editor-fields.ts'
import { Failure } from './failure.tsx'
import { TryHits } from './try-hits.tsx'
import { t } from './try-texts.ts'

/** Milliseconds after a change of the draft before the same question is tried again. */
const AGAIN_AFTER_MS = 700

/** A question and what it finds, with why. The draft that is being edited counts as if it were saved. */
export const TryBox = ({ api, article, start = '' }: { api: ArticlesApi; article?: ArticleInput; start?: string }) => {
  const text = useSignal(start)
  const tried = useSignal<Tried | undefined>(undefined)
  const busy = useSignal(false)
  const failed = useSignal<unknown>(undefined)
  const asked = useRef('')
  const asking = useRef<AbortController>(undefined)
  const draft = useRef(article)
  draft.current = article

  const ask = async (question: string) => {
    asking.current?.abort()
    const mine = new AbortController()
    asking.current = mine
    asked.current = question
    busy.value = true
    try {
      const answer = await api.tryQuestion(
        { text: question, ...(draft.current === undefined ? {} : { article: draft.current }) },
        mine.signal,
      )
      if (asking.current !== mine) return
      tried.value = answer
      failed.value = undefined
    } catch (error) {
      if (asking.current === mine) failed.value = error
    } finally {
      if (asking.current === mine) busy.value = false
    }
  }
  const shape = JSON.stringify(article)
  useEffect(() => {
    if (asked.current === '') return
    const timer = setTimeout(() => void ask(asked.current), AGAIN_AFTER_MS)
    return () => clearTimeout(timer)
  }, [shape])
  useEffect(() => () => asking.current?.abort(), [])
  return (
    <div class="try-box">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text.value.trim() !== '') void ask(text.value.trim())
        }}
      >
        <label class="sr" for="try-question">
          {t('question')}
        </label>
        <input
          id="try-question"
          type="text"
          enterkeyhint="search"
          autocomplete="off"
          placeholder={t('placeholder')}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          <Icon name="send" size={16} />
          {t('try')}
        </button>
      </form>
      {failed.value !== undefined && <Failure error={failed.value} retry={() => void ask(asked.current)} />}
      <div aria-live="polite" aria-busy={busy.value}>
        {tried.value === undefined
          ? busy.value && <p class="muted">{t('trying')}</p>
          : failed.value === undefined && (
              <TryHits tried={tried.value} draftId={article?.id ?? (article && NEW_DRAFT)} />
            )}
      </div>
    </div>
  )
}

/** How the server names a draft that has no id yet. */
const NEW_DRAFT = 'new'
