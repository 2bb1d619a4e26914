import { useSignal } from '@preact/signals'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { Failure } from './failure.tsx'
import { ImportDiscard } from './import-discard.tsx'
import { ImportTable } from './import-table.tsx'
import { word } from './import-texts.ts'
import { useKept } from './kept.ts'
import { type Chosen, firstChoice, missingIn } from './mapping.ts'
import { t } from './texts.ts'
import { useWorkroom } from './workroom.ts'

export interface MappingParts {
  report: ImportReport
  path: string
  onReport(report: ImportReport): void
  /** Back without reading it again, where it was read already. */
  onCancel?: (() => void) | undefined
}

/** The step in between where nobody can tell yet which column is what: a choice for each. */
export const ImportMapping = ({ report, path, onReport, onCancel }: MappingParts) => {
  const { call } = useWorkroom()
  const tables = report.mapping ?? []
  const [chosen, setChosen] = useKept<Chosen[]>(`mapping.${report.id}`, tables.map(firstChoice))
  const busy = useSignal(false)
  const error = useSignal<unknown>(undefined)
  const problems = chosen.flatMap((choice, at) => missingIn(choice, tables[at]))
  const nothing = chosen.every(({ skipped }) => skipped)
  const read = async () => {
    busy.value = true
    error.value = undefined
    const body = {
      tables: chosen.map(({ table, columns, skipped }) => ({
        table,
        columns: columns.map((as) => (skipped || as === '' ? null : as)),
      })),
    }
    try {
      const next = await call<ImportReport>(`${path}/mapping`, { body })
      setChosen(undefined)
      onReport(next)
    } catch (problem) {
      error.value = problem
    }
    busy.value = false
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void read()
      }}
    >
      <section class="card">
        <h2>{word('mapTitle')}</h2>
        <p>{word(tables.some(({ unsure }) => unsure) ? 'mapUnsure' : 'mapSure')}</p>
      </section>
      {tables.map((table, at) => (
        <ImportTable
          key={table.table}
          table={table}
          chosen={chosen[at] ?? firstChoice(table)}
          isOnly={tables.length === 1}
          onChoose={(choice) => setChosen(chosen.map((old, index) => (index === at ? choice : old)))}
        />
      ))}
      <section class="card">
        {problems.map((text) => (
          <p class="problem">{text}</p>
        ))}
        {nothing && <p class="problem">{word('mapAll')}</p>}
        {error.value !== undefined && <Failure error={error.value} />}
        <div class="buttons">
          <button type="submit" class="button primary" disabled={busy.value || nothing || problems.length > 0}>
            {word('mapGo')}
          </button>
          {onCancel === undefined ? (
            <ImportDiscard report={report} path={path} disabled={busy.value} />
          ) : (
            <button type="button" class="button" onClick={onCancel}>
              {t('cancel')}
            </button>
          )}
        </div>
      </section>
    </form>
  )
}
