import type { Row } from '../../ports/sql/rows.ts'

/** Carries out one reading statement; a value that no text of the database can equal finds nothing. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<Row[]>
