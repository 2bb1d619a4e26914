import { ApiError } from '../shared/api.ts'
import { Icon } from '../shared/icons.tsx'
import { saidLanguage, saidText } from './said-text.ts'
import { type KnowledgeText, t } from './texts.ts'

const BY_STATUS: Record<number, KnowledgeText> = {
  400: 'failInput',
  403: 'failForbidden',
  404: 'failGone',
  409: 'failConflict',
  413: 'failLarge',
  415: 'failType',
  422: 'failContent',
  429: 'failMany',
  503: 'failBusy',
}

/** What went wrong with a call and what to do now, in the page's language. */
export const failureText = (error: unknown): string => {
  if (!(error instanceof ApiError)) return t('failOffline')
  return t(BY_STATUS[error.status] ?? 'failServer')
}

/** A failed call: what to do, what the server said word for word, and a way to try again. */
export const Failure = ({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) => (
  <div class="failure" role="alert">
    <Icon name="alert" />
    <div>
      <p>{failureText(error)}</p>
      {error instanceof ApiError && error.problem.detail !== undefined && (
        <p class="small" lang={saidLanguage(error.problem.said)}>
          {saidText(error.problem.said, error.problem.detail)}
        </p>
      )}
    </div>
    {retry !== undefined && (
      <button type="button" class="button" onClick={retry}>
        {t('tryAgain')}
      </button>
    )}
  </div>
)
