import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SettingsArea } from '../../domain/settings.ts'
import { language } from '../shared/i18n.ts'
import type { SettingsBook } from './settings-book.ts'
import { s } from './settings-texts.ts'

/** Changes of an area, newest first, each taken back by one press. */
export const SettingsHistory = (props: { book: SettingsBook; area: SettingsArea; canWrite: boolean }) => {
  const { book, area, canWrite } = props
  const told = useSignal('')
  const { list: changes, older } = book.changes.value
  useEffect(() => void book.readChanges(area), [area])
  const revert = async (version: number) => {
    const done = await book.revert(version)
    told.value = done.ok ? s('restored') : s('saveFailed', { why: done.why })
  }
  return (
    <section aria-labelledby="changes-title" class="changes">
      <h2 id="changes-title">{s('history')}</h2>
      <p role="status" class="small">
        {told.value}
      </p>
      {changes.length === 0 && <p class="muted">{s('historyNone')}</p>}
      <ol>
        {changes.map(({ version, by, at, before, after, reverts }) => (
          <li key={version}>
            <details>
              <summary>
                {s('changeLine', { version, name: by.name, at: new Date(at).toLocaleString(language.value) })}
                {reverts !== undefined && <span class="muted"> · {s('revertedLine', { version: reverts })}</span>}
              </summary>
              <div class="before-after">
                <Json label={s('before')} value={before} />
                <Json label={s('after')} value={after} />
              </div>
            </details>
            {canWrite && (
              <button
                type="button"
                class="link-button"
                aria-label={s('restoreOf', { version })}
                onClick={() => void revert(version)}
              >
                {s('restore')}
              </button>
            )}
          </li>
        ))}
      </ol>
      {older && (
        <p>
          <button type="button" class="button small" onClick={() => void book.olderChanges()}>
            {s('olderChanges')}
          </button>
        </p>
      )}
    </section>
  )
}

const Json = ({ label, value }: { label: string; value: unknown }) => (
  <figure>
    <figcaption class="muted small">{label}</figcaption>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by those who have no mouse */}
    <pre tabIndex={0}>{JSON.stringify(value, undefined, 2)}</pre>
  </figure>
)
