import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Parcel } from '../domain/customer.ts'
import { CARRIERS } from './goods.ts'
import { wallClock } from './shop-clock.ts'

type Value = string | number | null
type Row = Record<string, unknown>

/** The little of a SQLite driver that is needed here. */
interface Database {
  exec(sql: string): void
  prepare(sql: string): { run(...values: Value[]): unknown; all(...values: Value[]): Row[] }
  close(): void
}

/** Opens what was written for the mesh's questions. It reads in this thread: a file of half a megabyte with an index needs none of its own. */
export const openParcelFile = (db: Database) => ({
  read: async (statement: string, values: readonly string[]): Promise<Row[]> => db.prepare(statement).all(...values),
  placeholder: () => '?',
  close: () => db.close(),
})

const TABLES = `
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE carriers (code TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL);
CREATE TABLE parcels (waybill TEXT PRIMARY KEY, carrier TEXT NOT NULL REFERENCES carriers) WITHOUT ROWID;
CREATE TABLE stations (id INTEGER PRIMARY KEY, note TEXT NOT NULL, note_en TEXT NOT NULL, UNIQUE (note, note_en));
CREATE TABLE scans (waybill TEXT NOT NULL REFERENCES parcels, at TEXT NOT NULL, station INTEGER NOT NULL REFERENCES stations, PRIMARY KEY (waybill, at)) WITHOUT ROWID;`

/** Writes the parcels into a SQLite file of their own, as a warehouse's system would have them; one that is there is replaced. */
export const writeParcelFile = async (
  file: string,
  parcels: readonly Parcel[],
  open: (file: string) => Database,
): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await rm(file, { force: true })
  const db = open(file)
  try {
    db.exec(TABLES)
    db.exec('BEGIN')
    const codes = new Map<string, string>()
    const carrier = db.prepare('INSERT INTO carriers VALUES (?, ?, ?)')
    for (const [code, { zh, en }] of Object.entries(CARRIERS)) {
      codes.set(en, code)
      carrier.run(code, zh, en)
    }
    const stations = new Map<string, number>()
    const station = db.prepare('INSERT INTO stations VALUES (?, ?, ?)')
    const parcel = db.prepare('INSERT INTO parcels VALUES (?, ?)')
    const scan = db.prepare('INSERT INTO scans VALUES (?, ?, ?)')
    for (const { no, carrier, events } of parcels) {
      parcel.run(no, codes.get(carrier.en) ?? carrier.en)
      for (const { at, text } of events) {
        const key = JSON.stringify(text)
        const known = stations.get(key)
        const id = known ?? stations.size + 1
        if (known === undefined) {
          stations.set(key, id)
          station.run(id, text.zh, text.en)
        }
        scan.run(no, wallClock(at), id)
      }
    }
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}
