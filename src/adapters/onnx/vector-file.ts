import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Vectors of known texts in a file: a line of JSON, then 8-byte keys in ascending order, then one int8 per component.
 * A vector of norm 1 is its int8 form divided by that form's length, so no scale is stored; the sum of squares is exact
 * and square root and division are IEEE, so every CPU reads the same floats. Cosine to the original is above 0.9999.
 */
export interface VectorEntry {
  /** First 8 bytes of the sha256 of the text with its prefix. */
  key: bigint
  /** One int8 per component, the largest at ±127. */
  components: Int8Array
}

const FORMAT = 'tabdesk-vectors-1'
const KEY_BYTES = 8
const LARGEST = 127

interface Header {
  format: string
  /** Of the weights that made the vectors. */
  fingerprint: string
  dimensions: number
  count: number
}

/** Writes the entries, sorted by key, by way of a temporary file: the same entries give the same bytes. */
export const writeVectorCache = (file: string, fingerprint: string, entries: Iterable<VectorEntry>): void => {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, Buffer.concat([...pieces(fingerprint, sortedByKey(entries))]))
  renameSync(temporary, file)
}

/** The same, without holding the event loop; `entries` are sorted by key. */
export const saveVectorCache = async (file: string, fingerprint: string, entries: VectorEntry[]): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w')
  try {
    for (const piece of pieces(fingerprint, entries)) await handle.writeFile(piece)
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}

export const sortedByKey = (entries: Iterable<VectorEntry>): VectorEntry[] =>
  [...entries].sort((a, b) => (a.key < b.key ? -1 : 1))

/** Entries whose bytes are put together at a time. */
const PIECE_ENTRIES = 2_048

function* pieces(fingerprint: string, entries: readonly VectorEntry[]): Generator<Buffer> {
  const dimensions = entries[0]?.components.length ?? 0
  const header: Header = { format: FORMAT, fingerprint, dimensions, count: entries.length }
  yield Buffer.from(`${JSON.stringify(header)}\n`)
  for (let from = 0; from < entries.length; from += PIECE_ENTRIES) {
    const some = entries.slice(from, from + PIECE_ENTRIES)
    const keys = Buffer.alloc(some.length * KEY_BYTES)
    for (const [i, { key }] of some.entries()) keys.writeBigUInt64BE(key, i * KEY_BYTES)
    yield keys
  }
  for (let from = 0; from < entries.length; from += PIECE_ENTRIES) {
    const some = entries.slice(from, from + PIECE_ENTRIES)
    const vectors = Buffer.alloc(some.length * dimensions)
    for (const [i, { components }] of some.entries()) vectors.set(components, i * dimensions)
    yield vectors
  }
}

/** The file's entries; throws an Error that says what is wrong with the file. */
export const readVectorCache = (file: string): { fingerprint: string; entries: VectorEntry[] } => {
  const { fingerprint, count, entryAt } = parseVectors(readFileSync(file), file)
  return { fingerprint, entries: Array.from({ length: count }, (_, i) => entryAt(i)) }
}

/** A vector file in memory as it is on disk: nothing is unpacked before it is asked for. */
export interface VectorTable {
  fingerprint: string
  count: number
  entryAt(index: number): VectorEntry
  find(key: bigint): Int8Array | undefined
}

/** @throws Error that says what is wrong with the bytes of `file` */
export const parseVectors = (bytes: Buffer, file: string): VectorTable => {
  const start = bytes.indexOf('\n') + 1
  const header = readHeader(bytes.toString('utf8', 0, Math.max(0, start - 1)), file)
  const { count, dimensions, fingerprint } = header
  const expected = start + count * (KEY_BYTES + dimensions)
  if (bytes.length !== expected)
    throw new Error(`Vector file ${file} has ${bytes.length} bytes, its header says ${expected}; delete it`)
  const vectors = new Int8Array(bytes.buffer, bytes.byteOffset + start + count * KEY_BYTES, count * dimensions)
  const keyAt = (index: number): bigint => bytes.readBigUInt64BE(start + index * KEY_BYTES)
  const vectorAt = (index: number): Int8Array => vectors.subarray(index * dimensions, (index + 1) * dimensions)
  return {
    fingerprint,
    count,
    entryAt: (index) => ({ key: keyAt(index), components: vectorAt(index) }),
    find: (key) => {
      let [low, high] = [0, count]
      while (low < high) {
        const middle = (low + high) >> 1
        if (keyAt(middle) < key) low = middle + 1
        else high = middle
      }
      return low < count && keyAt(low) === key ? vectorAt(low) : undefined
    },
  }
}

export const keyOf = (textWithPrefix: string): bigint => hash('sha256', textWithPrefix, 'buffer').readBigUInt64BE()

/** Loops rather than `reduce` and `from`: a start reads tens of thousands. */
export const quantise = (vector: Float32Array): Int8Array => {
  let largest = 0
  for (const x of vector) largest = Math.max(largest, Math.abs(x))
  const components = new Int8Array(vector.length)
  if (largest > 0)
    for (let i = 0; i < vector.length; i++) components[i] = Math.round(((vector[i] as number) / largest) * LARGEST)
  return components
}

/** Back to floats of norm 1. */
export const dequantise = (components: Int8Array): Float32Array => {
  const vector = new Float32Array(components.length)
  dequantiseInto(vector, components)
  return vector
}

/** Loops by index: a start reads tens of thousands. */
export const dequantiseInto = (vector: Float32Array, components: Int8Array): void => {
  let sum = 0
  for (let i = 0; i < components.length; i++) sum += (components[i] as number) * (components[i] as number)
  const length = Math.sqrt(sum)
  if (length > 0) for (let i = 0; i < components.length; i++) vector[i] = (components[i] as number) / length
}

const readHeader = (line: string, file: string): Header => {
  try {
    const header = JSON.parse(line) as Partial<Header>
    const { format, fingerprint, dimensions, count } = header
    if (format === FORMAT && fingerprint !== undefined && Number.isInteger(dimensions) && Number.isInteger(count))
      return header as Header
  } catch {}
  throw new Error(`Vector file ${file} does not begin with a header of ${FORMAT}; delete it`)
}
