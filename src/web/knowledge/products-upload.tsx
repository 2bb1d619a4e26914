import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ProductReport } from '../../domain/product-import.ts'
import { href } from './address.ts'
import { Failure } from './failure.tsx'
import { sendProducts } from './products-api.ts'
import { ProductChanges, RefusedProducts } from './products-table.tsx'
import { word } from './products-texts.ts'
import { useWorkroom } from './workroom.ts'

/** For the file dialog. */
const ACCEPT = '.csv,.tsv,.txt,.xlsx,.xls,.ods'
const LONGEST_NOTE = 300
const COUNTS = ['added', 'changed', 'removed', 'unchanged'] as const

interface Checked {
  file: File
  replace: boolean
  report: ProductReport
}

/** A file is checked, looked at, and made live or left. */
export const ProductsUpload = ({ onDone }: { onDone(): void }) => {
  const workroom = useWorkroom()
  const replace = useSignal(false)
  const checking = useSignal<string | undefined>(undefined)
  const checked = useSignal<Checked | undefined>(undefined)
  const error = useSignal<unknown>(undefined)
  const latest = useRef<{ file: File } | undefined>(undefined)
  const check = async (file: File) => {
    const own = { file }
    latest.current = own
    checking.value = file.name
    checked.value = undefined
    error.value = undefined
    const all = replace.value
    const answer = await sendProducts(workroom, file, { replace: all }).then(
      (report) => ({ report }),
      (problem: unknown) => ({ problem }),
    )
    // Another file, or the other choice, was asked for meanwhile.
    if (own !== latest.current) return
    if ('report' in answer) checked.value = { file, replace: all, report: answer.report }
    else error.value = answer.problem
    checking.value = undefined
  }
  const leave = () => {
    checked.value = undefined
  }
  return (
    <section class="card">
      <h2>{word('upload')}</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={replace.value}
          onChange={(event) => {
            replace.value = event.currentTarget.checked
            const { file } = checked.value ?? (checking.value === undefined ? undefined : latest.current) ?? {}
            if (file !== undefined) void check(file)
          }}
        />
        {word('replace')}
      </label>
      <div class="buttons products-choose">
        <label class="button primary">
          <input
            class="sr"
            type="file"
            accept={ACCEPT}
            aria-describedby="products-hint"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              // The same file, changed, can be chosen again.
              event.currentTarget.value = ''
              if (file !== undefined) void check(file)
            }}
          />
          {word('choose')}
        </label>
        <span class="muted small" id="products-hint">
          {word('hint')}
        </span>
      </div>
      <p role="status">{checking.value !== undefined && word('checking', { file: checking.value })}</p>
      {error.value !== undefined && <Failure error={error.value} />}
      {checked.value !== undefined && (
        <Plan
          key={checked.value.report.plan}
          checked={checked.value}
          onLeave={leave}
          onDone={() => {
            leave()
            workroom.toast.value = { kind: 'done', text: word('done') }
            onDone()
          }}
        />
      )}
    </section>
  )
}

const Plan = ({ checked, onLeave, onDone }: { checked: Checked; onLeave(): void; onDone(): void }) => {
  const workroom = useWorkroom()
  const { file, replace, report } = checked
  const note = useSignal('')
  const busy = useSignal(false)
  const error = useSignal<unknown>(undefined)
  const changes = report.added + report.changed + report.removed
  const commit = async () => {
    busy.value = true
    const said = note.value.trim()
    try {
      await sendProducts(workroom, file, { replace, plan: report.plan, ...(said === '' ? {} : { note: said }) })
      onDone()
    } catch (problem) {
      error.value = problem
      busy.value = false
    }
  }
  return (
    <form
      class="products-plan"
      onSubmit={(event) => {
        event.preventDefault()
        void commit()
      }}
    >
      <h3>{word('planTitle', { file: file.name })}</h3>
      <p>{COUNTS.map((name) => word(name, { n: report[name] })).join(' · ')}</p>
      {report.unusable.length > 0 && <p>{word('unusable', { columns: report.unusable.join(', ') })}</p>}
      {report.lost.length > 0 && <Lost report={report} />}
      {report.refusedCount > 0 && (
        <>
          <h4>
            {word('refusedRows')}: {word('refused', { n: report.refusedCount })}
          </h4>
          <RefusedProducts report={report} />
        </>
      )}
      {changes === 0 ? (
        <p>{word('nothing')}</p>
      ) : (
        <>
          <h4>{word('changes')}</h4>
          <ProductChanges report={report} />
        </>
      )}
      {error.value !== undefined && <Failure error={error.value} />}
      <label class="labelled">
        {word('note')}
        <input
          class="field"
          maxLength={LONGEST_NOTE}
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value
          }}
        />
      </label>
      <div class="buttons">
        <button type="submit" class="button primary" disabled={busy.value}>
          {word(busy.value ? 'committing' : 'confirm')}
        </button>
        <button type="button" class="button" onClick={onLeave}>
          {word('cancel')}
        </button>
      </div>
    </form>
  )
}

const Lost = ({ report: { lost } }: { report: ProductReport }) => (
  <div class="problem">
    <p>{word('lost')}</p>
    <ul>
      {lost.map(({ slot, articles }) => (
        <li key={slot}>
          <code>{`{{${slot}}}`}</code>{' '}
          {articles.map((id) => (
            <a key={id} href={href(['articles', id])}>
              {id}{' '}
            </a>
          ))}
        </li>
      ))}
    </ul>
  </div>
)
