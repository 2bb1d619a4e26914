import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { href } from './address.ts'
import { DiffList } from './diff-list.tsx'
import { Failure } from './failure.tsx'
import { countKinds, fetchChanges, fetchVersions, type VersionEntry } from './history-api.ts'
import { word } from './history-texts.ts'
import { useLoaded } from './loaded.ts'
import { go } from './route.ts'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

/** Versions to choose from. */
const CHOICE = 200

/** What is different in version `to` against version `from`. */
export const HistoryCompare = ({ from, to }: { from: number; to: number }) => {
  const { call } = useWorkroom()
  const versions = useLoaded((signal) => fetchVersions(call, CHOICE, signal), [])
  const { value, error, reload } = useLoaded((signal) => fetchChanges(call, to, from, signal), [from, to])
  const compare = (older: number, newer: number) =>
    go(href(['history', 'compare', String(older), String(newer)]), { replace: true })
  return (
    <>
      <p class="trail">
        <a href={href(['history'])}>{word('back')}</a>
      </p>
      <h1>{word('compareTitle')}</h1>
      <form class="compare" onSubmit={(event) => event.preventDefault()}>
        <Choice label={word('from')} n={from} versions={versions.value} onChoose={(n) => compare(n, to)} />
        <Choice label={word('to')} n={to} versions={versions.value} onChoose={(n) => compare(from, n)} />
        <button type="button" class="button" onClick={() => compare(to, from)}>
          {word('swap')}
        </button>
      </form>
      <section class="card">
        {error !== undefined && <Failure error={error} retry={reload} />}
        {value === undefined && error === undefined && <p class="muted">{t('loading')}</p>}
        <p role="status">
          {value !== undefined &&
            (value.changes.length === 0 ? word('same') : word('counts', countKinds(value.changes)))}
        </p>
        {value !== undefined && <DiffList key={`${from} ${to}`} changes={value.changes} more={value.more} />}
      </section>
    </>
  )
}

interface ChoiceParts {
  label: string
  n: number
  versions: readonly VersionEntry[] | undefined
  onChoose(n: number): void
}

const Choice = ({ label, n, versions = [], onChoose }: ChoiceParts) => (
  <label>
    {label}{' '}
    <select value={n} onChange={(event) => onChoose(Number(event.currentTarget.value))}>
      {!versions.some((entry) => entry.n === n) && <option value={n}>{word('versionGone', { n })}</option>}
      {versions.map((entry) => (
        <option key={entry.n} value={entry.n}>
          {word('optionText', { n: entry.n, when: shortDate(entry.at, language.value, true) })}
        </option>
      ))}
    </select>
  </label>
)
