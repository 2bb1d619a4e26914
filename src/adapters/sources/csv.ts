import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createBreathe } from '../../lib/breathe.ts'
import { decodeText } from '../../lib/decode-text.ts'
import { readDelimited, sniffDelimiter, type TextRecord } from '../../lib/delimited.ts'
import type { Ask, OnCall, Opened } from './asking.ts'
import type { CsvHandler } from './definition.ts'
import { SourceFault } from './fault.ts'
import { createGuard } from './guard.ts'
import type { TypeMapping } from './mapping.ts'
import { createKeyReader } from './read-entry.ts'
import { collectEntries, type SourceRow } from './rows.ts'
import { OPERATION_NAMES, OPERATIONS, type OperationName, type TypeName } from './shapes.ts'

/** Bytes of a file: it is kept in memory. A larger one belongs into a database. */
const MAX_FILE_BYTES = 32 * 1024 * 1024
/** Milliseconds between looks for a newer file. */
const LOOK_MS = 1_000
/** Milliseconds that reading the file anew may take. */
const DEADLINE_MS = 10_000

export interface CsvParts {
  name: string
  handler: CsvHandler
  folder: string
  mappings: Partial<Record<TypeName, TypeMapping | undefined>>
  onCall: OnCall
}

/** A table in a file: first line names, read whole, read again when it was written; one that cannot be read leaves the last one at work. */
export const openCsv = ({ name, handler, folder, mappings, onCall }: CsvParts): Opened => {
  const path = resolve(folder, handler.file)
  const guard = createGuard({ source: name, deadlineMs: DEADLINE_MS, onCall })
  const operations = OPERATION_NAMES.filter((operation) => handler.operations[operation] !== undefined)
  let tables: Map<OperationName, Table> | undefined
  let seen = ''
  let lookedAt = Number.NEGATIVE_INFINITY
  let fault: string | undefined
  let reading: Promise<void> | undefined

  const refresh = async (): Promise<void> => {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => error)
    const mark = found instanceof Error ? String(found.code) : `${found.ino} ${found.mtimeMs} ${found.size}`
    if (mark === seen) return
    seen = mark
    try {
      if (found instanceof Error) throw new SourceFault('unreachable', `${handler.file} cannot be read (${found.code})`)
      if (found.size > MAX_FILE_BYTES)
        throw new SourceFault(
          'unreachable',
          `${handler.file} has more than ${MAX_FILE_BYTES} bytes: use a database (sql)`,
        )
      const rows = await rowsOf(await readFile(path), handler)
      const made = new Map<OperationName, Table>()
      for (const operation of operations)
        made.set(operation, await tableOf(rows, operation, mappings[OPERATIONS[operation].type]))
      tables = made
      fault = undefined
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error)
    }
  }
  const look = async (): Promise<void> => {
    if (performance.now() - lookedAt < LOOK_MS) return
    reading ??= refresh().finally(() => {
      lookedAt = performance.now()
      reading = undefined
    })
    await reading
  }
  const ask =
    (operation: OperationName): Ask =>
    (ids, signal) =>
      guard.run(signal, async () => {
        await look()
        const table = tables?.get(operation)
        if (table === undefined) throw new SourceFault('unreachable', fault ?? `${handler.file} is not read yet`)
        return [{ entries: [...new Set(ids)].flatMap((id) => table.get(id) ?? []), at: '' }]
      })
  return {
    asks: Object.fromEntries(operations.map((operation) => [operation, ask(operation)])),
    rows: true,
    state: () => (tables === undefined && fault !== undefined ? 'down' : guard.state()),
    fault: () => (fault === undefined || tables === undefined ? fault : `${fault}; the rows read before are used`),
    close: () => undefined,
  }
}

type Table = Map<string, SourceRow[]>

const tableOf = async (
  rows: readonly SourceRow[],
  operation: OperationName,
  mapping: TypeMapping | undefined,
): Promise<Table> => {
  const { type, key } = OPERATIONS[operation]
  const keyOf = createKeyReader(type, mapping, key)
  const table: Table = new Map()
  const entries = collectEntries(operation, mapping)
  const breathe = createBreathe()
  for (const row of rows) {
    entries.add(row)
    await breathe()
  }
  for (const entry of entries.all()) {
    await breathe()
    const of = keyOf(entry)
    if (of === undefined) continue
    const before = table.get(of)
    if (before === undefined) table.set(of, [entry])
    else before.push(entry)
  }
  return table
}

const rowsOf = async (bytes: Uint8Array, { file, delimiter }: CsvHandler): Promise<SourceRow[]> => {
  const text = decodeText(bytes)?.text
  if (text === undefined)
    throw new SourceFault('invalid', `${file} is neither UTF-8, UTF-16 nor GB18030: save it as UTF-8`)
  const reading = readDelimited(text, delimiter ?? sniffDelimiter(text))
  const breathe = createBreathe()
  const rows: SourceRow[] = []
  let names: string[] | undefined
  for (;;) {
    await breathe()
    const { done, value } = reading.next()
    if (done) {
      if (value !== undefined) throw new SourceFault('invalid', `${file}, line ${value}: the quote is never closed`)
      break
    }
    if (names === undefined) names = namesOf(value.cells, file)
    else rows.push(rowOf(names, value, file))
  }
  if (names === undefined) throw new SourceFault('invalid', `${file} is empty: its first line names the columns`)
  return rows
}

const namesOf = (cells: readonly string[], file: string): string[] => {
  const names = cells.map((cell) => cell.trim())
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new SourceFault('invalid', `${file} names the column ${JSON.stringify(twice)} twice`)
  return names
}

const rowOf = (names: readonly string[], { line, cells }: TextRecord, file: string): SourceRow => {
  if (cells.length !== names.length)
    throw new SourceFault('invalid', `${file}, line ${line}: ${cells.length} cells, ${names.length} are named`)
  return Object.fromEntries(names.map((name, at) => [name, cells[at]]))
}
