import type { MappedColumn, TableMapping } from '../../domain/knowledge-import.ts'
import { word } from './import-texts.ts'
import { type Chosen, FIELDS, fieldText } from './mapping.ts'

const GUESSES = { name: 'guessName', content: 'guessContent', person: 'byPerson' } as const

export interface TableParts {
  table: TableMapping
  chosen: Chosen
  /** The only one of the upload: it cannot be left out. */
  isOnly: boolean
  onChoose(chosen: Chosen): void
}

/** The first rows of a table with a choice over each column. */
export const ImportTable = ({ table, chosen, isOnly, onChoose }: TableParts) => {
  const name = table.table === '' ? word('mapThisTable') : table.table
  const choose = (at: number, as: string) =>
    onChoose({ ...chosen, columns: chosen.columns.map((old, index) => (index === at ? as : old)) })
  return (
    <section class="card">
      {table.table !== '' && <h2>{word('sheet', { name })}</h2>}
      {!isOnly && (
        <label class="check">
          <input
            type="checkbox"
            checked={chosen.skipped}
            onChange={(event) => onChoose({ ...chosen, skipped: event.currentTarget.checked })}
          />
          {word('skipTable')}
        </label>
      )}
      {!chosen.skipped && (
        <section
          class="wide-table"
          aria-label={word('previewOf', { n: table.preview.length, table: name })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than the page: the keyboard scrolls it where it has the focus.
          tabIndex={0}
        >
          <table class="preview">
            <thead>
              <tr>
                {table.columns.map((column, at) => (
                  <th scope="col" key={at}>
                    <Column column={column} at={at} as={chosen.columns[at] ?? ''} onChoose={(as) => choose(at, as)} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.preview.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, column) => (
                    <td key={column} class={chosen.columns[column] === '' ? 'left-out' : ''}>
                      <span class="clamped">{cell}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

interface ColumnParts {
  column: MappedColumn
  at: number
  as: string
  onChoose(as: string): void
}

const Column = ({ column: { header, as: guess, by }, at, as, onChoose }: ColumnParts) => {
  const name = header.trim() === '' ? word('mapNoHeader', { n: at + 1 }) : header
  const options = as === '' || FIELDS.some((field) => field === as) ? FIELDS : [...FIELDS, as]
  return (
    <>
      <span class="header">{name}</span>
      <select
        aria-label={word('mapColumn', { header: name })}
        value={as}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{word('mapLeaveOut')}</option>
        {options.map((field) => (
          <option key={field} value={field}>
            {fieldText(field)}
          </option>
        ))}
      </select>
      <span class="guess">{as !== '' && as === guess && by !== undefined && word(GUESSES[by])}</span>
    </>
  )
}
