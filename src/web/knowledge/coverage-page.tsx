import './coverage.css'
import { useMemo } from 'preact/hooks'
import type { Coverage, CoverageCluster, StaleArticle } from '../../domain/coverage.ts'
import { ApiError } from '../shared/api.ts'
import { percent, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { NEW } from './articles-address.ts'
import { createArticlesApi } from './articles-api.ts'
import { langTag } from './articles-row.tsx'
import { t } from './coverage-texts.ts'
import { blankDraft, type Draft } from './editor-fields.ts'
import { createKeptWorks } from './editor-kept.ts'
import { Failure } from './failure.tsx'
import { useLoaded } from './loaded.ts'
import { go, href } from './route.ts'
import { useWorkroom } from './workroom.ts'

/** What is asked and not answered, and articles that somebody should look at. */
export const CoveragePage = () => {
  const { call, mayEdit, toast } = useWorkroom()
  const api = useMemo(() => createArticlesApi(call), [call])
  const loaded = useLoaded(
    () => api.coverage(),
    [api],
    ({ state }) => state === 'running',
  )
  const coverage = loaded.value
  const run = async () => {
    try {
      await api.runCoverage()
      loaded.reload()
    } catch (error) {
      toast.value = {
        kind: 'bad',
        text: error instanceof ApiError ? (error.problem.detail ?? error.message) : t('missing'),
      }
    }
  }
  return (
    <>
      <header class="list-head">
        <h1>{t('title')}</h1>
        <span class="spacer" />
        {mayEdit && coverage !== undefined && (
          <button type="button" class="button" aria-disabled={coverage.state === 'running'} onClick={() => void run()}>
            {t(coverage.state === 'running' ? 'running' : 'run')}
          </button>
        )}
      </header>
      <p class="muted page-intro">{t('intro')}</p>
      {loaded.error !== undefined && <Missing error={loaded.error} retry={loaded.reload} />}
      {coverage !== undefined && <Found coverage={coverage} />}
    </>
  )
}

/** A server without the feature says so in words; other failures as everywhere. */
export const Missing = ({ error, retry }: { error: unknown; retry(): void }) =>
  error instanceof ApiError && error.status === 404 ? (
    <p class="nothing">{t('missing')}</p>
  ) : (
    <Failure error={error} retry={retry} />
  )

const Found = ({ coverage }: { coverage: Coverage }) => {
  const { at, state, days, questions, answered, clusters, stale, reason } = coverage
  return (
    <div aria-busy={state === 'running'}>
      {state === 'failed' && (
        <p class="editor-note bad" role="alert">
          {t('failed', { reason: reason ?? '' })}
        </p>
      )}
      {at === undefined ? (
        <p class="nothing" role="status">
          {t(state === 'running' ? 'running' : 'never')}
        </p>
      ) : (
        <>
          <dl class="figures">
            <Figure name={t('questions')} value={questions.toLocaleString()} />
            <Figure name={t('answered')} value={answered.toLocaleString()} />
            <Figure name={t('share')} value={questions === 0 ? '–' : percent(answered / questions)} />
          </dl>
          <p class="muted small">{t('asOf', { at: shortDate(at, language.value, true), days })}</p>
          <h2>{t('gaps')}</h2>
          {clusters.length === 0 && <p class="muted">{t('noGaps')}</p>}
          <ol class="clusters">
            {clusters.map((cluster) => (
              <Cluster key={cluster.id} cluster={cluster} />
            ))}
          </ol>
          <h2>{t('stale')}</h2>
          {stale.length === 0 && <p class="muted">{t('noStale')}</p>}
          <ul class="stale">
            {stale.map((article) => (
              <Stale key={`${article.article} ${article.why}`} article={article} />
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

const Cluster = ({ cluster }: { cluster: CoverageCluster }) => {
  const { mayEdit, store, me, toast } = useWorkroom()
  const { questions, size, nearest, draft } = cluster
  const create = () => {
    const kept = createKeptWorks(store, me.sub ?? '')
    const key = `${NEW}.${cluster.id}`
    if (kept.read(key) === undefined)
      kept.write(key, { draft: draftFrom(cluster), note: '', at: new Date().toISOString() })
    else toast.value = { kind: 'done', text: t('overwrite') }
    go(href(['articles', NEW, cluster.id]))
  }
  return (
    <li class="card cluster">
      <p class="cluster-head">
        <strong>{t('times', { n: size.toLocaleString() })}</strong>
        <Trend cluster={cluster} />
      </p>
      <ul lang={langTag(cluster.language)}>
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
      {mayEdit && (
        <p class="cluster-do">
          <button type="button" class="button primary" onClick={create}>
            {t(draft === undefined ? 'createPlain' : 'create')}
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

/** What the editor begins with: the questions as they were asked, and what agents answered. */
const draftFrom = ({ draft, questions, language: of }: CoverageCluster): Draft => {
  const blank = blankDraft()
  return {
    ...blank,
    title: { ...blank.title, [of]: draft?.title ?? questions[0] ?? '' },
    questions: { ...blank.questions, [of]: draft?.questions ?? questions },
    answers: { ...blank.answers, [of]: draft === undefined ? [] : [{ text: draft.answer }] },
  }
}

const Stale = ({ article }: { article: StaleArticle }) => (
  <li>
    <a href={href(['articles', article.article])}>{article.title}</a>
    <span class="chip wait">{t(article.why)}</span>
    <span class="muted small">
      {article.why === 'review_due' && article.review !== undefined
        ? t('reviewOn', { date: article.review })
        : t('use', { shown: article.shown, used: article.used, edited: article.edited })}
    </span>
  </li>
)
