import { useSignal } from '@preact/signals'
import type { ArticleUsage } from '../../domain/article-edits.ts'
import { type ArticleHistoryEntry, isErased } from '../../domain/article-history.ts'
import { ApiError } from '../shared/api.ts'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import type { ArticlesApi } from './articles-api.ts'
import { Changes } from './editor-changes.tsx'
import { draftChanges } from './editor-diff.ts'
import { blankDraft, type Draft, draftOf } from './editor-fields.ts'
import { t } from './editor-texts.ts'
import { Failure } from './failure.tsx'
import { useLoaded } from './loaded.ts'
import { Moment } from './moment.tsx'
import { saidText } from './said-text.ts'

interface HistoryProps {
  api: ArticlesApi
  id: string
  /** What older versions are held against; undefined for an article that is not there any more. */
  draft: Draft | undefined
  /** As it is saved: read again when this changes. */
  version: string | undefined
  usage: ArticleUsage | undefined
  mayEdit: boolean
  onRestore(draft: Draft): void
}

const KINDS = { added: 'changeAdded', changed: 'changeChanged', retired: 'changeRetired' } as const

/** Every version of an article: who, when, why; what was different, and a way back to it. */
export const History = (props: HistoryProps) => {
  const { api, id, version, usage } = props
  const versions = useLoaded(() => api.history(id), [id, version])
  const open = useSignal<number | undefined>(undefined)
  if (versions.error !== undefined) {
    const isMissing = versions.error instanceof ApiError && versions.error.status === 404
    return isMissing ? (
      <p class="muted">{t('historyMissing')}</p>
    ) : (
      <Failure error={versions.error} retry={versions.reload} />
    )
  }
  if (versions.value === undefined) return <p class="muted">{t('comparing')}</p>
  if (versions.value.length === 0) return <p class="muted">{t('historyNone')}</p>
  return (
    <>
      {usage !== undefined && <p class="muted small">{t('usage', { ...usage })}</p>}
      <ol class="article-versions">
        {versions.value.map((each) => (
          <li key={each.n}>
            <button
              type="button"
              class="version-head"
              aria-expanded={open.value === each.n}
              onClick={() => {
                open.value = open.value === each.n ? undefined : each.n
              }}
            >
              <span>
                <strong>{t('version', { n: each.n })}</strong>
                <span class={`chip kind-${each.kind}`}>{t(KINDS[each.kind])}</span>
                {each.version === version && <span class="chip">{t('current')}</span>}
              </span>
              <span class="muted small">
                {each.by} · <Moment iso={each.at} />
              </span>
              {each.note !== '' && <span class="small">{saidText(each.did, each.note)}</span>}
            </button>
            {open.value === each.n && <Compared {...props} of={each} />}
          </li>
        ))}
      </ol>
    </>
  )
}

/** One version beside what is in the form. */
const Compared = ({ api, id, draft, mayEdit, onRestore, of }: HistoryProps & { of: ArticleHistoryEntry }) => {
  const read = useLoaded(() => api.version(id, of.version), [of.version])
  if (read.error !== undefined) return <Failure error={read.error} retry={read.reload} />
  if (read.value === undefined) return <p class="muted">{t('comparing')}</p>
  if (isErased(read.value)) {
    const { by, at, reason } = read.value.erased
    return <p class="muted">{t('erasedVersion', { by, at: shortDate(at, language.value), reason })}</p>
  }
  const then = draftOf(read.value)
  const changes = draft === undefined ? draftChanges(blankDraft(), then) : draftChanges(then, draft)
  return (
    <div class="compared">
      {changes.length === 0 ? <p class="muted">{t('same')}</p> : <Changes changes={changes} />}
      {mayEdit && changes.length > 0 && (
        <button type="button" class="button small-button" onClick={() => onRestore(then)}>
          {t('restore')}
        </button>
      )}
    </div>
  )
}
