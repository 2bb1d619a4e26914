import type { Fault } from './faults.ts'

type Row = Readonly<Record<string, unknown>>

/** A database of the mesh, as adapters/sources/sql.ts has it. */
interface Reader {
  read(statement: string, values: readonly string[], signal: AbortSignal): Promise<Row[]>
  placeholder(n: number): string
  close(): void
}

/** The parcels' database on its bad days, in the words of SQLite. */
export const withFaults = (reader: Reader, next: () => Fault): Reader => ({
  ...reader,
  read: async (statement, values, signal) => {
    const { delayMs, kind } = next()
    if (kind === 'outage') throw new Error('unable to open database file')
    await until(delayMs, signal)
    if (kind === 'hang') return await new Promise((_, reject) => whenAborted(signal, reject))
    if (kind === 'error') throw new Error('disk I/O error')
    if (kind === 'halfBody') throw new Error('database disk image is malformed')
    const rows = await reader.read(statement, values, signal)
    return kind === 'wrongJson' ? rows.map(scrambled) : rows
  },
})

/** Each column has the next one's value, as after an import that slipped. */
const scrambled = (row: Row): Row => {
  const values = Object.values(row)
  return Object.fromEntries(Object.keys(row).map((key, n) => [key, values[(n + 1) % values.length]]))
}

const until = (ms: number, signal: AbortSignal): Promise<void> =>
  ms < 1
    ? Promise.resolve()
    : new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms)
        whenAborted(signal, (reason) => {
          clearTimeout(timer)
          reject(reason)
        })
      })

const whenAborted = (signal: AbortSignal, then: (reason: unknown) => void): void => {
  if (signal.aborted) then(signal.reason)
  else signal.addEventListener('abort', () => then(signal.reason), { once: true })
}
