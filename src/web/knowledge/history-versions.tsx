import { useSignal } from '@preact/signals'
import { href } from './address.ts'
import { Failure } from './failure.tsx'
import { fetchVersions, type VersionEntry } from './history-api.ts'
import { HistoryRestore } from './history-restore.tsx'
import { word } from './history-texts.ts'
import { useLoaded } from './loaded.ts'
import { Moment } from './moment.tsx'
import { saidText } from './said-text.ts'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

/** Versions that are read at first, and added with every click. */
const STEP = 50

/** All versions, newest first, each with what it changed and the way back to it. */
export const HistoryVersions = () => {
  const { call, mayEdit } = useWorkroom()
  const limit = useSignal(STEP)
  const restoring = useSignal<number | undefined>(undefined)
  const { value, error, reload } = useLoaded((signal) => fetchVersions(call, limit.value, signal), [limit.value])
  const newest = value?.[0]?.n
  return (
    <section class="card">
      {error !== undefined && <Failure error={error} retry={reload} />}
      {value === undefined && error === undefined && <p class="muted">{t('loading')}</p>}
      {value?.length === 0 && <p class="muted">{word('noVersions')}</p>}
      {value !== undefined && value.length > 0 && (
        <table class="versions">
          <thead>
            <tr>
              {(['version', 'when', 'who', 'note', 'articles'] as const).map((name) => (
                <th key={name} scope="col">
                  {word(name)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {value.map((entry, at) => (
              <Row
                key={entry.n}
                entry={entry}
                before={value[at + 1]?.n ?? entry.n - 1}
                isNewest={entry.n === newest}
                onRestore={
                  mayEdit && entry.n !== newest
                    ? () => {
                        restoring.value = entry.n
                      }
                    : undefined
                }
              />
            ))}
          </tbody>
        </table>
      )}
      {value !== undefined && value.length >= limit.value && (
        <button
          type="button"
          class="button"
          onClick={() => {
            limit.value += STEP
          }}
        >
          {word('more')}
        </button>
      )}
      {restoring.value !== undefined && newest !== undefined && (
        <HistoryRestore
          n={restoring.value}
          newest={newest}
          onDone={reload}
          onClose={() => {
            restoring.value = undefined
          }}
        />
      )}
    </section>
  )
}

interface RowParts {
  entry: VersionEntry
  /** The version before it; 0 for none. */
  before: number
  isNewest: boolean
  onRestore: (() => void) | undefined
}

const Row = ({ entry: { n, at, by, note, did, count }, before, isNewest, onRestore }: RowParts) => (
  <tr>
    <th scope="row">
      {n} {isNewest && <span class="chip kind-added">{word('current')}</span>}
    </th>
    <td>
      <Moment iso={at} />
    </td>
    <td>{by}</td>
    <td class="note">{saidText(did, note)}</td>
    <td data-label={word('articles')}>{count.toLocaleString()}</td>
    <td>
      <span class="buttons">
        {before > 0 && (
          <a href={href(['history', 'compare', String(before), String(n)])} aria-label={word('changesOf', { n })}>
            {word('changes')}
          </a>
        )}
        {onRestore !== undefined && (
          <button type="button" class="link-button" aria-label={word('restoreOf', { n })} onClick={onRestore}>
            {word('restore')}
          </button>
        )}
      </span>
    </td>
  </tr>
)
