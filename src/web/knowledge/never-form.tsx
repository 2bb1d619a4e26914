import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Language } from '../../domain/message.ts'
import { language, said } from '../shared/i18n.ts'
import type { ArticlesApi } from './articles-api.ts'
import { intents } from './articles-intents.ts'
import { langTag, titleOf } from './articles-row.tsx'
import { Field } from './editor-field.tsx'
import { questionsIn } from './editor-fields.ts'
import { Failure } from './failure.tsx'
import { useKept } from './kept.ts'
import { t } from './never-texts.ts'
import { useWorkroom } from './workroom.ts'

interface Entry {
  questions: string
  language: Language
  kind: 'article' | 'intent'
  target: string
  note: string
}

interface Suggested {
  value: string
  name: string
}

/** Articles offered while one is looked for, and milliseconds without a key before they are asked for. */
const SUGGESTED = '12'
const SUGGEST_AFTER_MS = 250

/** A new rule. What is written and not added survives a reload. */
export const NeverForm = ({ api, onAdded }: { api: ArticlesApi; onAdded(): void }) => {
  const { toast } = useWorkroom()
  const [entry, keep] = useKept<Entry>('never', {
    questions: '',
    language: language.value,
    kind: 'article',
    target: '',
    note: '',
  })
  const failed = useSignal<unknown>(undefined)
  const missing = useSignal<'needQuestion' | 'needTarget' | undefined>(undefined)
  const suggested = useSignal<readonly Suggested[]>([])
  useEffect(() => {
    if (entry.kind === 'intent') {
      suggested.value = intents.value.map((each) => ({ value: each.intent, name: said(each) }))
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      api.list({ q: entry.target, limit: SUGGESTED }, abort.signal).then(
        ({ articles }) => {
          suggested.value = articles.map((row) => ({ value: row.id, name: titleOf(row) }))
        },
        () => {
          // Only suggestions are missing.
        },
      )
    }, SUGGEST_AFTER_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [entry.kind, entry.target, intents.value])
  const put = (more: Partial<Entry>) => {
    missing.value = undefined
    keep({ ...entry, ...more })
  }
  const add = async () => {
    const questions = questionsIn(entry.questions)
    const target = entry.target.trim()
    missing.value = questions.length === 0 ? 'needQuestion' : target === '' ? 'needTarget' : undefined
    if (missing.value !== undefined) {
      document.getElementById(missing.value === 'needQuestion' ? 'never-questions' : 'never-target')?.focus()
      return
    }
    try {
      await api.addAntiAnswer({
        questions,
        language: entry.language,
        never: entry.kind === 'article' ? { article: target } : { intent: target },
        ...(entry.note.trim() === '' ? {} : { note: entry.note.trim() }),
      })
      failed.value = undefined
      keep(undefined)
      toast.value = { kind: 'done', text: t('added') }
      onAdded()
    } catch (error) {
      failed.value = error
    }
  }
  return (
    <form
      class="card small-form"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <h2>{t('add')}</h2>
      <Field id="never-questions" label={t('questions')} hint={t('questionsHint')}>
        {(described) => (
          <textarea
            {...described}
            lang={langTag(entry.language)}
            rows={3}
            value={entry.questions}
            onInput={(event) => put({ questions: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="two">
        <Field id="never-language" label={t('language')}>
          {(described) => (
            <select
              {...described}
              value={entry.language}
              onChange={(event) => put({ language: event.currentTarget.value as Language })}
            >
              <option value="zh">{t('zh')}</option>
              <option value="en">{t('en')}</option>
            </select>
          )}
        </Field>
        <Field id="never-kind" label={t('never')}>
          {(described) => (
            <select
              {...described}
              value={entry.kind}
              onChange={(event) => put({ kind: event.currentTarget.value as Entry['kind'], target: '' })}
            >
              <option value="article">{t('article')}</option>
              <option value="intent">{t('intent')}</option>
            </select>
          )}
        </Field>
      </div>
      <Field id="never-target" label={t(entry.kind === 'article' ? 'whichArticle' : 'whichIntent')}>
        {(described) => (
          <>
            <input
              {...described}
              type="text"
              autocomplete="off"
              spellcheck={false}
              list="never-targets"
              value={entry.target}
              onInput={(event) => put({ target: event.currentTarget.value })}
            />
            <datalist id="never-targets">
              {suggested.value.map(({ value, name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field id="never-note" label={t('note')} hint={t('noteHint')}>
        {(described) => (
          <input
            {...described}
            type="text"
            value={entry.note}
            onInput={(event) => put({ note: event.currentTarget.value })}
          />
        )}
      </Field>
      {missing.value !== undefined && (
        <p class="faults" role="alert">
          {t(missing.value)}
        </p>
      )}
      {failed.value !== undefined && <Failure error={failed.value} />}
      <p class="buttons-row">
        <button type="submit" class="button primary">
          {t('save')}
        </button>
      </p>
    </form>
  )
}
