import type { ImportReport } from '../../domain/knowledge-import.ts'
import { href } from './address.ts'
import { importName } from './import-name.ts'
import { word } from './import-texts.ts'
import { Moment } from './moment.tsx'

/** Imports, each with a way to its page. */
export const ImportsList = ({ imports }: { imports: readonly ImportReport[] }) => (
  <ul class="rows">
    {imports.map((report) => (
      <li key={report.id}>
        <a href={href(['import', report.id])}>{importName(report)}</a>
        <ImportChip report={report} />
        <span class="counts">
          {COUNTS.filter((name) => report[name] > 0)
            .map((name) => `${word(name)} ${report[name]}`)
            .join(' · ')}
        </span>
        <span class="muted small">
          {report.by} · <Moment iso={report.at} />
        </span>
      </li>
    ))}
  </ul>
)

const COUNTS = ['added', 'changed', 'retired'] as const

/** The state of an import in a word. */
export const ImportChip = ({ report: { state } }: { report: ImportReport }) => (
  <span class={`chip state-${state}`}>{word(state)}</span>
)
