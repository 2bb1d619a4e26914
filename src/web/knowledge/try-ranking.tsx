import { useSignal } from '@preact/signals'
import type { RankingState } from '../../domain/ranking.ts'
import { ApiError } from '../shared/api.ts'
import { percent } from '../shared/format.ts'
import { href } from './address.ts'
import type { ArticlesApi } from './articles-api.ts'
import { Confirm } from './confirm.tsx'
import { Failure, failureText } from './failure.tsx'
import { useLoaded } from './loaded.ts'
import { Moment } from './moment.tsx'
import { t } from './try-texts.ts'
import { useWorkroom } from './workroom.ts'

/** Choices of agents that are listed. */
const LISTED = 12

/** What agents' choices did to the order of what is found, and the switch for it. Nothing on a server that does not learn. */
export const Ranking = ({ api }: { api: ArticlesApi }) => {
  const { mayEdit, toast } = useWorkroom()
  const forgetting = useSignal(false)
  const loaded = useLoaded(() => api.ranking(), [api])
  if (loaded.error !== undefined)
    return loaded.error instanceof ApiError && [403, 404].includes(loaded.error.status) ? null : (
      <Failure error={loaded.error} retry={loaded.reload} />
    )
  if (loaded.value === undefined) return null
  const { on, most, evidence, latest } = loaded.value
  const change = (made: Promise<RankingState>) =>
    made.then(loaded.set, (error: unknown) => {
      toast.value = { kind: 'bad', text: failureText(error) }
    })
  return (
    <section class="card ranking">
      <h2>{t('ranking')}</h2>
      <p class="muted">{t('rankingIntro', { most: percent(most), n: evidence })}</p>
      {mayEdit && (
        <p class="buttons-row">
          <label class="tick">
            <input
              type="checkbox"
              checked={on}
              onChange={(event) => void change(api.switchRanking(event.currentTarget.checked))}
            />
            {t('rankingOn')}
          </label>
          {evidence > 0 && (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                forgetting.value = true
              }}
            >
              {t('rankingForget')}
            </button>
          )}
        </p>
      )}
      {latest.length > 0 && (
        <details>
          <summary>{t('rankingLatest')}</summary>
          <ul class="stale">
            {latest.slice(0, LISTED).map(({ record, article, weight, by, at }) => (
              <li key={`${record} ${article}`}>
                <a href={href(['articles', article])}>
                  <code>{article}</code>
                </a>
                <span class={`chip ${weight > 0 ? 'mode-auto' : 'bad'}`}>
                  {t(weight > 0 ? 'rankedUp' : 'rankedDown')}
                </span>
                <span class="muted small">
                  {by} · <Moment iso={at} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {forgetting.value && (
        <Confirm
          title={t('rankingForgetTitle')}
          action={t('rankingForget')}
          onConfirm={() => {
            forgetting.value = false
            void change(api.forgetRanking())
          }}
          onClose={() => {
            forgetting.value = false
          }}
        >
          <p>{t('rankingForgetText', { n: evidence })}</p>
        </Confirm>
      )}
    </section>
  )
}
