import { useSignal } from '@preact/signals'
import type { DraftPreview, ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { Failure } from './failure.tsx'
import { ImportDone } from './import-done.tsx'
import { ImportMapping } from './import-mapping.tsx'
import { importName } from './import-name.ts'
import { ImportProgress } from './import-progress.tsx'
import { ImportReview } from './import-review.tsx'
import { word } from './import-texts.ts'
import { ImportChip } from './imports-list.tsx'
import { type Loaded, useLoaded } from './loaded.ts'
import { Moment } from './moment.tsx'
import { saidLanguage, saidText } from './said-text.ts'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

/** One import in whatever state it is. */
export const ImportView = ({ id }: { id: string }) => {
  const workroom = useWorkroom()
  const path = `/knowledge/imports/${encodeURIComponent(id)}`
  const report = useLoaded(
    (signal) => workroom.call<ImportReport>(path, { signal }),
    [id],
    ({ state, progress }) => state === 'processing' || (state === 'ready' && progress !== undefined),
  )
  const state = report.value?.state
  const edition = useSignal(0)
  const take = (next: ImportReport) => {
    report.set(next)
    // Followed again: it may be processing now.
    report.reload()
    edition.value++
  }
  const preview = useLoaded(
    async (signal) =>
      state === 'ready' ? await workroom.call<DraftPreview>(`${path}/preview`, { signal }) : undefined,
    [id, state, edition.value],
    (value) => value?.state === 'processing',
  )
  const shown = report.value
  return (
    <>
      <p class="trail">
        <a href={href(['import'])}>{word('back')}</a>
      </p>
      <h1>{shown === undefined ? t('import') : importName(shown)}</h1>
      {shown !== undefined && (
        <p class="muted">
          <ImportChip report={shown} /> {shown.by} · <Moment iso={shown.at} />
        </p>
      )}
      {report.error !== undefined && <Failure error={report.error} retry={report.reload} />}
      {shown === undefined && report.error === undefined && <p class="muted">{t('loading')}</p>}
      {shown !== undefined && <Stage report={shown} path={path} preview={preview} onReport={take} />}
    </>
  )
}

interface StageParts {
  report: ImportReport
  path: string
  preview: Loaded<DraftPreview | undefined>
  onReport(report: ImportReport): void
}

const Stage = ({ report, path, preview, onReport }: StageParts) => {
  const remapping = useSignal(false)
  if (report.state === 'processing')
    return (
      <section class="card">
        <ImportProgress progress={report.progress} />
        <p class="muted">{word('leaveOpen')}</p>
      </section>
    )
  if (report.state === 'failed')
    return (
      <section class="card">
        <h2>{word('failedTitle')}</h2>
        <p class="problem" lang={saidLanguage(report.said)}>
          {saidText(report.said, report.reason ?? '')}
        </p>
        <p>{word('failedHint')}</p>
        <a class="button primary" href={href(['import'])}>
          {word('uploadAgain')}
        </a>
      </section>
    )
  if (report.state === 'mapping' || (report.state === 'ready' && remapping.value))
    return (
      <ImportMapping
        report={report}
        path={path}
        onReport={(next) => {
          remapping.value = false
          onReport(next)
        }}
        onCancel={
          remapping.value
            ? () => {
                remapping.value = false
              }
            : undefined
        }
      />
    )
  if (report.state !== 'ready') return <ImportDone report={report} path={path} onReport={onReport} />
  return (
    <ImportReview
      report={report}
      path={path}
      preview={preview.value}
      checkError={preview.error}
      onReport={onReport}
      onRemap={() => {
        remapping.value = true
      }}
    />
  )
}
