import { useSignal } from '@preact/signals'
import type { DraftPreview, ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { Failure } from './failure.tsx'
import { ImportDiscard } from './import-discard.tsx'
import { word } from './import-texts.ts'
import { useKept } from './kept.ts'
import { useWorkroom } from './workroom.ts'

export interface CommitParts {
  report: ImportReport
  path: string
  preview: DraftPreview | undefined
  isChecking: boolean
  onReport(report: ImportReport): void
}

/** The decision about an upload: a note, then live or thrown away. */
export const ImportCommit = ({ report, path, preview, isChecking, onReport }: CommitParts) => {
  const { call, toast } = useWorkroom()
  const isStarter = report.starter !== undefined
  const [note, setNote] = useKept(`note.${report.id}`, '')
  const busy = useSignal(false)
  const error = useSignal<unknown>(undefined)
  const commit = async () => {
    busy.value = true
    error.value = undefined
    try {
      const body = note.trim() === '' ? {} : { note: note.trim() }
      const done = await call<ImportReport>(`${path}/commit`, { body })
      const question = exampleQuestion(preview)
      const link = { text: word('tryQuestion'), href: href(['try'], question === undefined ? {} : { q: question }) }
      toast.value = {
        kind: 'done',
        text: isStarter ? word('starterGone') : word('wentLive', { file: report.file }),
        link,
      }
      setNote(undefined)
      onReport(done)
    } catch (problem) {
      error.value = problem
    }
    busy.value = false
  }
  return (
    <form
      class="card commit"
      onSubmit={(event) => {
        event.preventDefault()
        void commit()
      }}
    >
      <h2>{word('commitTitle')}</h2>
      {error.value !== undefined && <Failure error={error.value} />}
      <label for="import-note">{word('note')}</label>
      <input
        id="import-note"
        class="field"
        maxLength={LONGEST_NOTE}
        value={note}
        placeholder={word('notePlaceholder')}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <div class="buttons">
        <button type="submit" class="button primary" disabled={busy.value || isChecking}>
          {word(busy.value ? 'committing' : isStarter ? 'starterCommit' : 'commit')}
        </button>
        <ImportDiscard report={report} path={path} disabled={busy.value} />
        {isChecking && <span class="muted small">{word('waitForCheck')}</span>}
      </div>
    </form>
  )
}

const LONGEST_NOTE = 300

/** A question that the import speaks of: something to try. */
const exampleQuestion = (preview: DraftPreview | undefined): string | undefined =>
  preview?.changes
    .flatMap(({ kind, fields }) => (kind === 'retired' ? [] : fields))
    .find(({ field }) => field.startsWith('questions.'))
    ?.pieces.filter(({ kind }) => kind !== 'removed')
    .map(({ text }) => text)
    .join('')
    .split('\n')[0]
