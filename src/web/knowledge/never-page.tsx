import './coverage.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { AntiAnswer } from '../../domain/anti-answer.ts'
import { ApiError } from '../shared/api.ts'
import { href } from './address.ts'
import { createArticlesApi } from './articles-api.ts'
import { loadIntents } from './articles-intents.ts'
import { langTag } from './articles-row.tsx'
import { Confirm } from './confirm.tsx'
import { Missing } from './coverage-page.tsx'
import { failureText } from './failure.tsx'
import { useLoaded } from './loaded.ts'
import { Moment } from './moment.tsx'
import { NeverForm } from './never-form.tsx'
import { t } from './never-texts.ts'
import { TryBox } from './try-box.tsx'
import { useWorkroom } from './workroom.ts'

/** Questions that must never get certain answers: the rules, a form for another, a box to test them. */
export const NeverPage = () => {
  const { call, mayEdit, toast } = useWorkroom()
  const api = useMemo(() => createArticlesApi(call), [call])
  const loaded = useLoaded(() => api.antiAnswers(), [api])
  const removing = useSignal<AntiAnswer | undefined>(undefined)
  useEffect(() => void loadIntents(call), [call])
  const remove = async () => {
    const entry = removing.value
    if (entry === undefined) return
    try {
      await api.removeAntiAnswer(entry.id)
      toast.value = { kind: 'done', text: t('removed') }
    } catch (error) {
      // Somebody else was quicker: it is gone, as wanted.
      if (!(error instanceof ApiError) || error.status !== 404) toast.value = { kind: 'bad', text: failureText(error) }
    }
    removing.value = undefined
    loaded.reload()
    document.getElementById('never-rules')?.focus()
  }
  return (
    <>
      <h1>{t('title')}</h1>
      <p class="muted page-intro">{t('intro')}</p>
      {loaded.error !== undefined && <Missing error={loaded.error} retry={loaded.reload} />}
      {loaded.value !== undefined && (
        <>
          {mayEdit && <NeverForm api={api} onAdded={loaded.reload} />}
          <h2 id="never-rules" tabIndex={-1}>
            {t('list')}
          </h2>
          {loaded.value.length === 0 && <p class="muted">{t('none')}</p>}
          <ul class="plain-list">
            {loaded.value.map((entry) => (
              <Rule
                key={entry.id}
                entry={entry}
                onRemove={
                  mayEdit
                    ? () => {
                        removing.value = entry
                      }
                    : undefined
                }
              />
            ))}
          </ul>
          <h2>{t('test')}</h2>
          <p class="muted small">{t('testHint')}</p>
          <TryBox api={api} />
        </>
      )}
      {removing.value !== undefined && (
        <Confirm
          title={t('removeTitle')}
          action={t('remove')}
          onConfirm={() => void remove()}
          onClose={() => {
            removing.value = undefined
          }}
        >
          <p>{removing.value.questions[0]}</p>
          <p>{t('removeText')}</p>
        </Confirm>
      )}
    </>
  )
}

const Rule = ({ entry, onRemove }: { entry: AntiAnswer; onRemove: (() => void) | undefined }) => {
  const { never } = entry
  return (
    <li class="card">
      <p class="never-head">
        {'article' in never ? (
          <a href={href(['articles', never.article])}>{t('neverArticle', { name: never.article })}</a>
        ) : (
          <a href={href(['articles'], { intent: never.intent })}>{t('neverIntent', { name: never.intent })}</a>
        )}
        <span class="muted small">
          {entry.by} · <Moment iso={entry.at} />
        </span>
        {onRemove !== undefined && (
          <button
            type="button"
            class="link-button"
            aria-label={`${t('remove')}: ${entry.questions[0]}`}
            onClick={onRemove}
          >
            {t('remove')}
          </button>
        )}
      </p>
      <ul lang={langTag(entry.language)}>
        {entry.questions.map((question) => (
          <li key={question}>{question}</li>
        ))}
      </ul>
      {entry.note !== undefined && <p class="muted small">{entry.note}</p>}
    </li>
  )
}
