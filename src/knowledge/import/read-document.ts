import type { Document } from './blocks.ts'
import type { Column } from './columns.ts'
import type { Intake } from './intake.ts'
import { sayLeftOut } from './left-out.ts'
import { readTables } from './read-table.ts'
import { sectionsOf } from './sections.ts'
import type { FileResult, KnownToUploads } from './upload.ts'
import { because } from './upload.ts'

/** Columns that a document has besides its questions and answers. */
const COLUMNS: ReadonlySet<Column> = new Set(['question', 'answer', 'title', 'source'])

/** Sections and tables of a document to the intake; the mapping of its tables. `name`: its name inside an archive, else empty. */
export const readDocument = (document: Document, name: string, known: KnownToUploads, intake: Intake): FileResult => {
  const tables = document.blocks.filter((block) => block.kind === 'table')
  const { rows, left } = sectionsOf(document, name === '' ? known.file : name)
  const part = intake.part({ name, columns: COLUMNS })
  for (const { at, row } of rows) part.add(at, row)
  const said = sayLeftOut(left, name)
  if (said !== undefined) intake.notice(said)
  if (tables.length === 0) return rows.length === 0 ? because('file_nothing') : {}
  const named = tables.map(({ records }, i) => ({
    name: [name, `table ${i + 1}`].filter((word) => word !== '').join(' '),
    records: records.map((cells, row) => ({ line: row + 1, cells })),
  }))
  return readTables(named, known, intake)
}
