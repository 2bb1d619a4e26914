import type { DraftPreview, ImportReport } from '../../domain/knowledge-import.ts'
import { Failure } from './failure.tsx'
import { ImportCommit } from './import-commit.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportTabs } from './import-tabs.tsx'
import { type ImportText, word } from './import-texts.ts'
import { saidLanguage, saidText } from './said-text.ts'

const COUNTS = ['added', 'changed', 'retired', 'unchanged'] as const

export interface ReviewParts {
  report: ImportReport
  /** `/knowledge/imports/<id>`. */
  path: string
  preview: DraftPreview | undefined
  /** Why the preview could not be had. */
  checkError: unknown
  onReport(report: ImportReport): void
  /** For a table: to say otherwise what its columns are. */
  onRemap(): void
}

/** What an upload would do, and the decision. */
export const ImportReview = ({ report, path, preview, checkError, onReport, onRemap }: ReviewParts) => {
  const isChecking = preview === undefined ? checkError === undefined : preview.state === 'processing'
  const { starter } = report
  return (
    <>
      {starter !== undefined && (
        <p>
          {word('starterIntro')} {starter.edited > 0 && word('starterEdited', { n: starter.edited })}
        </p>
      )}
      <dl class="tiles">
        {COUNTS.map((name) => (
          <Tile key={name} name={name} count={report[name]} />
        ))}
        <Tile name="refused" count={report.refusedCount} />
      </dl>
      {report.mapping !== undefined && (
        <p>
          <button type="button" class="link-button" onClick={onRemap}>
            {word('mapCheck')}
          </button>
        </p>
      )}
      {report.added + report.changed + report.retired === 0 && (
        <p class="card">{word(starter === undefined ? 'nothing' : 'starterNothing')}</p>
      )}
      {report.notices !== undefined && (
        <section class="card">
          <p>{word('mended')}</p>
          <ul>
            {report.notices.map((notice, i) => (
              <li key={notice} lang={saidLanguage(report.saidNotices?.[i])}>
                {saidText(report.saidNotices?.[i], notice)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {isChecking && (
        <section class="card">
          <p>{word('checking')}</p>
          <ImportProgress progress={report.progress ?? { step: 'comparing', done: 0, total: 0 }} />
        </section>
      )}
      {preview === undefined && checkError !== undefined && <Failure error={checkError} />}
      {preview?.state === 'failed' && (
        <p class="problem" role="alert">
          {word('checkFailed', { reason: preview.reason ?? '' })}
        </p>
      )}
      {!isChecking && (
        <ImportTabs report={report} path={path} preview={preview?.state === 'ready' ? preview : undefined} />
      )}
      <ImportCommit report={report} path={path} preview={preview} isChecking={isChecking} onReport={onReport} />
    </>
  )
}

const Tile = ({ name, count }: { name: ImportText; count: number }) => (
  <div class={count === 0 ? 'none' : `kind-${name}`}>
    <dt>{word(name)}</dt>
    <dd>{count.toLocaleString()}</dd>
  </div>
)
