import './coverage.css'
import { useMemo } from 'preact/hooks'
import type { Coverage, StaleArticle } from '../../domain/coverage.ts'
import { ApiError } from '../shared/api.ts'
import { percent, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { href } from './address.ts'
import { type ArticlesApi, createArticlesApi } from './articles-api.ts'
import { Cluster, Kept } from './coverage-cluster.tsx'
import { t } from './coverage-texts.ts'
import { Failure, failureText } from './failure.tsx'
import { useLoaded } from './loaded.ts'
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
      loaded.set(await api.runCoverage())
      loaded.reload()
    } catch (error) {
      toast.value = { kind: 'bad', text: failureText(error) }
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
      {coverage !== undefined && <Found api={api} coverage={coverage} onGone={loaded.reload} />}
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

const Found = (props: { api: ArticlesApi; coverage: Coverage; onGone(): void }) => {
  const { api } = props
  const { at, state, days, questions, answered, clusters, stale, kept, reason } = props.coverage
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
          {kept.length > 0 && (
            <>
              <h2>{t('kept')}</h2>
              <ul class="clusters">
                {kept.map((answer) => (
                  <Kept key={answer.id} answer={answer} api={api} onGone={props.onGone} />
                ))}
              </ul>
            </>
          )}
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
