import { parseJsonPath } from '../../lib/json-path.ts'
import type { FieldMapping, TypeMapping } from './mapping.ts'
import { BadValue, valueReader } from './read-value.ts'
import { type Field, SHAPES, type Shape, type TypeName } from './shapes.ts'

/** A field of an answer that cannot be used: ours by its name, theirs by where it stands. Holds no value. */
export class MappingFault extends Error {
  /** `Order.lines.price`. */
  readonly ours: string

  constructor(ours: string, theirs: string, what: string) {
    super(`field ${theirs} (${ours}) ${what}`)
    this.name = 'MappingFault'
    this.ours = ours
  }
}

/** One entry of an answer, `at` its dotted place there. @throws MappingFault */
export type ReadEntry = (entry: unknown, at: string) => Record<string, unknown>

export interface EntryReaderParts {
  type: TypeName
  /** Left out: their names are ours. */
  mapping: TypeMapping | undefined
  /** Entries of rows: a list mapped to `$.rows` leaves out rows in which it has nothing, as outer joins make them. */
  rows: boolean
  /** Fields that the caller fills in when the answer does not say them. */
  filled?: readonly string[]
}

/** Compiles a mapping once; entries are then read without looking at it again. */
export const createEntryReader = ({ type, mapping, rows, filled = [] }: EntryReaderParts): ReadEntry =>
  objectReader({ name: type, shape: SHAPES[type], mapping, rows, filled })

/** Reads one field alone, such as the id that entries are found by. */
export const createKeyReader = (
  type: TypeName,
  mapping: TypeMapping | undefined,
  key: string,
): ((entry: unknown) => string | undefined) => {
  const read = valueReader(SHAPES[type][key] as Field, mappingOf(mapping, key))
  return (entry) => {
    try {
      return read(entry) as string | undefined
    } catch {
      return undefined
    }
  }
}

interface ObjectParts {
  name: string
  shape: Shape
  mapping: TypeMapping | undefined
  rows: boolean
  filled: readonly string[]
}

const objectReader = ({ name, shape, mapping, rows, filled }: ObjectParts): ReadEntry => {
  const fields = Object.entries(shape).flatMap(([field, of]) =>
    mapping !== undefined && mapping[field] === undefined && of.kind !== 'list'
      ? []
      : [
          fieldReader(`${name}.${field}`, field, of, {
            mapping: mapping?.[field],
            whole: mapping === undefined,
            rows,
            filled,
          }),
        ],
  )
  return (entry, at) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      throw new MappingFault(name, at, `is no object`)
    const made: Record<string, unknown> = {}
    for (const { field, read } of fields) {
      const value = read(entry, at)
      if (value !== undefined) made[field] = value
    }
    return made
  }
}

const mappingOf = (mapping: TypeMapping | undefined, field: string): FieldMapping =>
  mapping?.[field] ?? { path: `$.${field}` }

interface FieldParts {
  mapping: FieldMapping | undefined
  /** The type has no mapping at all: the field is taken by its name. */
  whole: boolean
  rows: boolean
  filled: readonly string[]
}

const fieldReader = (ours: string, field: string, of: Field, parts: FieldParts) => {
  const { rows, filled } = parts
  const mapping = parts.mapping ?? { path: `$.${field}` }
  const written = mapping.path ?? mapping.zh ?? mapping.en
  const dotted = written === undefined ? field : parseJsonPath(written).dotted
  const place = (at: string): string => (at === '' || dotted === '' ? at + dotted : `${at}.${dotted}`)
  if (of.kind === 'list' || of.kind === 'object') {
    if (parts.mapping === undefined && !parts.whole) return { field, read: () => [] as unknown }
    const inner = objectReader({ name: ours, shape: of.shape, mapping: mapping.fields, rows, filled: [] })
    const path = parseJsonPath(mapping.path ?? `$.${field}`)
    const hasAny = rows && path.dotted === 'rows' ? anyReader(mapping.fields) : () => true
    const read = (entry: unknown, at: string): unknown => {
      const there = parsed(path.read(entry))
      if (of.kind === 'object') return there === undefined || there === null ? undefined : inner(there, place(at))
      if (there === undefined || there === null) return []
      if (!Array.isArray(there)) throw new MappingFault(ours, place(at), 'is no list')
      const list = place(at)
      return there.filter(hasAny).map((item, n) => inner(item, `${list}.${n}`))
    }
    return { field, read }
  }
  const value = valueReader(of, mapping)
  const paths = [mapping.path, mapping.zh, mapping.en].flatMap((path) =>
    path === undefined ? [] : parseJsonPath(path),
  )
  const saysNone = (entry: unknown): boolean => paths.some((path) => ['', null].includes(path.read(entry) as null))
  const read = (entry: unknown, at: string): unknown => {
    try {
      const found = value(entry) ?? (saysNone(entry) ? of.otherwise : undefined)
      if (found === undefined && of.required && !filled.includes(field)) throw new BadValue('is not there')
      return found
    } catch (error) {
      if (error instanceof BadValue) throw new MappingFault(ours, place(at), error.message)
      throw error
    }
  }
  return { field, read }
}

/** Columns hold lists and objects as text. */
const parsed = (there: unknown): unknown => {
  if (typeof there !== 'string' || !/^\s*[[{]/.test(there)) return there
  try {
    return JSON.parse(there)
  } catch {
    return there
  }
}

/** Whether anything is there that the fields of a list are read from. */
const anyReader = (fields: TypeMapping | undefined): ((row: unknown) => boolean) => {
  if (fields === undefined) return () => true
  const paths = Object.values(fields).flatMap((mapping) =>
    [mapping?.path, mapping?.zh, mapping?.en].flatMap((path) => (path === undefined ? [] : [parseJsonPath(path)])),
  )
  return (row) =>
    paths.some((path) => {
      const there = path.read(row)
      return there !== undefined && there !== null && there !== ''
    })
}
