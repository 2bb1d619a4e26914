import { useSignal } from '@preact/signals'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { Confirm } from './confirm.tsx'
import { Failure } from './failure.tsx'
import { importName } from './import-name.ts'
import { word } from './import-texts.ts'
import { useWorkroom } from './workroom.ts'

const COUNTS = ['added', 'changed', 'retired'] as const

export interface DoneParts {
  report: ImportReport
  path: string
  onReport(report: ImportReport): void
}

/** An import that is live, with the way back; or one that was taken back. */
export const ImportDone = ({ report, path, onReport }: DoneParts) => {
  const { call, toast } = useWorkroom()
  const asking = useSignal(false)
  const busy = useSignal(false)
  const error = useSignal<unknown>(undefined)
  const isStarter = report.starter !== undefined
  const isLive = report.state === 'committed'
  const takeBack = async () => {
    busy.value = true
    try {
      const done = await call<ImportReport>(`${path}/rollback`, { method: 'POST' })
      error.value = undefined
      toast.value = { kind: 'done', text: isStarter ? word('starterBack') : word('tookBack', { file: report.file }) }
      onReport(done)
    } catch (problem) {
      error.value = problem
    }
    busy.value = false
    asking.value = false
  }
  return (
    <section class="card">
      <h2>{word(isLive ? (isStarter ? 'starterTitle' : 'liveTitle') : 'rolledBackTitle')}</h2>
      <p>{isLive ? liveText(report) : word(isStarter ? 'starterRolledBack' : 'rolledBackText')}</p>
      <p>{whatOf(report, (name, n) => `${word(name)} ${n}`).join(' · ')}</p>
      {report.note !== undefined && <blockquote>{report.note}</blockquote>}
      {error.value !== undefined && <Failure error={error.value} />}
      <div class="buttons">
        {isLive && (
          <a class="button primary" href={href(['try'])}>
            {word('tryQuestion')}
          </a>
        )}
        {report.version !== undefined && report.version > 1 && (
          <a class="button" href={href(['history', 'compare', String(report.version - 1), String(report.version)])}>
            {word('seeChanges')}
          </a>
        )}
        {isLive && (
          <button
            type="button"
            class="button"
            onClick={() => {
              asking.value = true
            }}
          >
            {word('takeBack')}
          </button>
        )}
      </div>
      {asking.value && (
        <Confirm
          title={word('takeBackSure', { file: importName(report) })}
          action={word('takeBack')}
          busy={busy.value}
          onConfirm={() => void takeBack()}
          onClose={() => {
            asking.value = false
          }}
        >
          <p>
            {word('takeBackText', { what: whatOf(report, (name, n) => word(`tb_${name}`, { n })).join(word('comma')) })}
          </p>
        </Confirm>
      )}
    </section>
  )
}

const liveText = ({ version, starter }: ImportReport): string =>
  version === undefined
    ? word('liveTextPlain')
    : word(starter === undefined ? 'liveText' : 'starterLive', { n: version })

const whatOf = (report: ImportReport, say: (name: (typeof COUNTS)[number], n: number) => string): string[] =>
  COUNTS.filter((name) => report[name] > 0).map((name) => say(name, report[name]))
