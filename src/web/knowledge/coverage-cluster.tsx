import type { CoverageCluster, KeptAnswer } from '../../domain/coverage.ts'
import type { Language } from '../../domain/message.ts'
import { href } from './address.ts'
import { NEW } from './articles-address.ts'
import type { ArticlesApi } from './articles-api.ts'
import { langTag } from './articles-row.tsx'
import { KEPT, t } from './coverage-texts.ts'
import { blankDraft, type Draft } from './editor-fields.ts'
import { createKeptWorks } from './editor-kept.ts'
import { failureText } from './failure.tsx'
import { Moment } from './moment.tsx'
import { go } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** Conversations of a cluster that are linked. */
const LINKED = 3

/** Opens the editor with `draft`, or with what was begun there before. `key` tells new articles apart. */
const useStartArticle = () => {
  const { store, me, toast } = useWorkroom()
  return (key: string, draft: Draft) => {
    const works = createKeptWorks(store, me.sub ?? '')
    if (works.read(`${NEW}.${key}`) === undefined)
      works.write(`${NEW}.${key}`, { draft, note: '', at: new Date().toISOString() })
    else toast.value = { kind: 'done', text: t('overwrite') }
    go(href(['articles', NEW, key]))
  }
}

/** Questions that mean much the same and that nothing answered. */
export const Cluster = ({ cluster }: { cluster: CoverageCluster }) => {
  const { mayEdit, atConsole } = useWorkroom()
  const start = useStartArticle()
  const { id, questions, size, nearest, draft, conversations, language } = cluster
  const create = () =>
    start(id, draftIn(language, draft?.title ?? questions[0] ?? '', draft?.questions ?? questions, draft?.answer))
  return (
    <li class="card cluster">
      <p class="cluster-head">
        <strong>{t('times', { n: size.toLocaleString() })}</strong>
        <Trend cluster={cluster} />
      </p>
      <ul lang={langTag(language)}>
        {questions.map((question) => (
          <li key={question}>{question}</li>
        ))}
      </ul>
      {nearest !== undefined && (
        <p class="muted small">
          {t('nearest')}: <a href={href(['articles', nearest.article])}>{nearest.title}</a> ·{' '}
          {t('score', { score: nearest.score.toFixed(2) })}
        </p>
      )}
      {atConsole && conversations.length > 0 && (
        <p class="muted small cluster-talks">
          {t('conversations')}:{' '}
          {conversations.slice(0, LINKED).map((conversation, at) => (
            <a
              key={conversation}
              href={`/#c=${encodeURIComponent(conversation)}`}
              aria-label={t('conversation', { n: at + 1 })}
            >
              {at + 1}
            </a>
          ))}
        </p>
      )}
      {mayEdit && (
        <p class="buttons-row">
          <button type="button" class="button primary" onClick={create}>
            {t('create')}
          </button>
          <span class="muted small">{draft === undefined ? t('noDraft') : t('draftFrom', { n: draft.from })}</span>
        </p>
      )}
    </li>
  )
}

const Trend = ({ cluster: { size, before } }: { cluster: CoverageCluster }) => {
  if (before === 0) return <span class="chip wait">{t('fresh')}</span>
  if (size > before) return <span class="chip wait">↑ {t('up', { n: size - before })}</span>
  return <span class="chip">{size < before ? `↓ ${t('down', { n: before - size })}` : t('flat')}</span>
}

/** What an agent answered and thought worth keeping. */
export const Kept = ({ answer: kept, api, onGone }: { answer: KeptAnswer; api: ArticlesApi; onGone(): void }) => {
  const { mayEdit, toast } = useWorkroom()
  const start = useStartArticle()
  const { id, question, answer, language, by, at } = kept
  const letGo = () =>
    api.letGo(id).then(onGone, (error: unknown) => {
      toast.value = { kind: 'bad', text: failureText(error) }
    })
  return (
    <li class="card cluster">
      <p lang={langTag(language)}>
        <strong>{question}</strong>
      </p>
      <p lang={langTag(language)}>{answer}</p>
      <p class="muted small">
        {by} · <Moment iso={at} />
      </p>
      {mayEdit && (
        <p class="buttons-row">
          <button
            type="button"
            class="button primary"
            onClick={() => start(KEPT + id, draftIn(language, question, [question], answer))}
          >
            {t('create')}
          </button>
          <button type="button" class="button" onClick={() => void letGo()}>
            {t('letGo')}
          </button>
        </p>
      )}
    </li>
  )
}

/** What the editor begins with. */
const draftIn = (language: Language, title: string, questions: string[], answer: string | undefined): Draft => {
  const blank = blankDraft()
  return {
    ...blank,
    title: { ...blank.title, [language]: title },
    questions: { ...blank.questions, [language]: questions },
    answers: { ...blank.answers, [language]: answer === undefined ? [] : [{ text: answer }] },
  }
}
