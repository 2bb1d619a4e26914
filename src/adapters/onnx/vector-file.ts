import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
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
  const sorted = [...entries].sort((a, b) => (a.key < b.key ? -1 : 1))
  const dimensions = sorted[0]?.components.length ?? 0
  const header: Header = { format: FORMAT, fingerprint, dimensions, count: sorted.length }
  const keys = Buffer.alloc(sorted.length * KEY_BYTES)
  for (const [i, { key }] of sorted.entries()) keys.writeBigUInt64BE(key, i * KEY_BYTES)
  const vectors = sorted.map(({ components }) => new Uint8Array(components.buffer, components.byteOffset, dimensions))
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), keys, ...vectors]))
  renameSync(temporary, file)
}

/** The file's entries; throws an Error that says what is wrong with the file. */
export const readVectorCache = (file: string): { fingerprint: string; entries: VectorEntry[] } => {
  const bytes = readFileSync(file)
  const start = bytes.indexOf('\n') + 1
  const header = readHeader(bytes.toString('utf8', 0, Math.max(0, start - 1)), file)
  const { count, dimensions, fingerprint } = header
  const expected = start + count * (KEY_BYTES + dimensions)
  if (bytes.length !== expected)
    throw new Error(`Vector file ${file} has ${bytes.length} bytes, its header says ${expected}; delete it`)
  const components = Int8Array.from(bytes.subarray(start + count * KEY_BYTES))
  const entries = Array.from({ length: count }, (_, i) => ({
    key: bytes.readBigUInt64BE(start + i * KEY_BYTES),
    components: components.subarray(i * dimensions, (i + 1) * dimensions),
  }))
  return { fingerprint, entries }
}

export const keyOf = (textWithPrefix: string): bigint =>
  createHash('sha256').update(textWithPrefix).digest().readBigUInt64BE()

export const quantise = (vector: Float32Array): Int8Array => {
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return Int8Array.from(vector, (x) => (largest === 0 ? 0 : Math.round((x / largest) * LARGEST)))
}

/** Back to floats of norm 1. */
export const dequantise = (components: Int8Array): Float32Array => {
  const length = Math.sqrt(components.reduce((sum, x) => sum + x * x, 0))
  return Float32Array.from(components, (x) => (length === 0 ? 0 : x / length))
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
