import { createRowsKernel, FLOAT_BYTES, PAGE_BYTES } from './rows-kernel.ts'

/** Rows for which room is made at a time. */
const CHUNK_ROWS = 1_024
/** Floats that the kernels handle at a time. */
const STEP_FLOATS = 16
/** Sign bits are compared 128 at a time. */
const SIGN_STEP_BYTES = 16
const BITS = 8
/** Of a float, and of an integer. */
const SIGN_BIT = 31

/** Vectors in rows that come and go, with kernels that hold one query against all of them; rows are numbers from 0 on. */
export interface VectorRows {
  readonly dimensions: number
  /** Rows are below this; those that were freed are zero. */
  readonly end: number
  /** Numbers of all rows; replaced whenever room is made. Row r begins at `from(r)`. */
  readonly floats: Float32Array
  from(row: number): number
  /** Takes a freed row, else a new one. */
  add(vector: Float32Array): number
  /** Overwrites the row with zeros. */
  free(row: number): void
  /** Keeps the signs of a vector, e.g. of the row less a mean, for `differing`. */
  sign(row: number, vector: Float32Array): void
  /** Inner products of the query with all rows; valid until the next call. */
  dots(query: Float32Array): Float32Array
  /** Inner products of the query with these rows, in their order. Bit for bit the same on every CPU. */
  listed(query: Float32Array, list: readonly number[]): Float32Array
  /** Of these rows with one another, row by row. */
  among(list: readonly number[]): Float32Array
  /** In how many signs the query differs from what was kept of each row; valid until the next call. */
  differing(query: Float32Array): Uint16Array
}

/** Memory grows with the rows, in place; nothing is copied. */
export const createVectorRows = (dimensions: number): VectorRows => {
  const { memory, dots, listed, differing } = createRowsKernel()
  const width = Math.ceil(dimensions / STEP_FLOATS) * STEP_FLOATS
  const signBytes = Math.ceil(dimensions / BITS / SIGN_STEP_BYTES) * SIGN_STEP_BYTES
  // The query, its signs, the results of one chunk, and a list of rows lie before the rows.
  const querySigns = width * FLOAT_BYTES
  const out = querySigns + signBytes
  const list = out + CHUNK_ROWS * FLOAT_BYTES
  const first = Math.ceil((list + CHUNK_ROWS * FLOAT_BYTES) / PAGE_BYTES) * PAGE_BYTES
  const chunkBytes = CHUNK_ROWS * (width * FLOAT_BYTES + signBytes)
  const signsOf = (chunk: number): number => first + chunk * chunkBytes + CHUNK_ROWS * width * FLOAT_BYTES
  const freed: number[] = []
  let end = 0
  let floats = new Float32Array(memory.buffer)
  let bytes = new Uint8Array(memory.buffer)
  let products = new Float32Array(0)
  let differences = new Uint16Array(0)

  const from = (row: number): number => {
    const chunk = Math.floor(row / CHUNK_ROWS)
    return (first + chunk * chunkBytes) / FLOAT_BYTES + (row - chunk * CHUNK_ROWS) * width
  }
  const makeRoom = (): void => {
    const missing = first + Math.ceil((end + 1) / CHUNK_ROWS) * chunkBytes - memory.buffer.byteLength
    if (missing <= 0) return
    memory.grow(Math.ceil(missing / PAGE_BYTES))
    floats = new Float32Array(memory.buffer)
    bytes = new Uint8Array(memory.buffer)
  }
  /** 1 for above 0, read off the bits: which way a comparison goes cannot be foretold, and waiting for it takes eight times as long. */
  const writeSigns = (to: number, { buffer, byteOffset, length }: Float32Array): void => {
    const words = new Int32Array(buffer, byteOffset, length)
    for (let i = 0; i < length; i += BITS) {
      let byte = 0
      for (let bit = 0; bit < BITS; bit++) {
        const word = words[i + bit] ?? 0
        byte |= ((-word & ~word) >>> SIGN_BIT) << bit
      }
      bytes[to + i / BITS] = byte
    }
  }

  /** Of the query in place. */
  const multiply = (rows: readonly number[], to: Float32Array, at: number): void => {
    const places = new Int32Array(memory.buffer, list, CHUNK_ROWS)
    for (let begin = 0; begin < rows.length; begin += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows.length - begin)
      for (let i = 0; i < count; i++) places[i] = from(rows[begin + i] as number) * FLOAT_BYTES
      listed(0, list, out, count, width)
      to.set(floats.subarray(out / FLOAT_BYTES, out / FLOAT_BYTES + count), at + begin)
    }
  }

  return {
    dimensions,
    get end() {
      return end
    },
    get floats() {
      return floats
    },
    from,
    add: (vector) => {
      if (vector.length !== dimensions)
        throw new Error(
          `a vector has ${vector.length} numbers: the others have ${dimensions}; use one encoder for all texts`,
        )
      makeRoom()
      const row = freed.pop() ?? end++
      floats.set(vector, from(row))
      return row
    },
    free: (row) => {
      floats.fill(0, from(row), from(row) + width)
      const signs = signsOf(Math.floor(row / CHUNK_ROWS)) + (row % CHUNK_ROWS) * signBytes
      bytes.fill(0, signs, signs + signBytes)
      freed.push(row)
    },
    sign: (row, vector) => writeSigns(signsOf(Math.floor(row / CHUNK_ROWS)) + (row % CHUNK_ROWS) * signBytes, vector),
    dots: (query) => {
      floats.fill(0, 0, width)
      floats.set(query, 0)
      if (products.length < end) products = new Float32Array(Math.ceil(end / CHUNK_ROWS) * CHUNK_ROWS)
      for (let row = 0; row < end; row += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, Math.ceil((end - row) / 4) * 4)
        dots(0, from(row) * FLOAT_BYTES, out, rows, width)
        products.set(floats.subarray(out / FLOAT_BYTES, out / FLOAT_BYTES + rows), row)
      }
      return products
    },
    listed: (query, rows) => {
      const to = new Float32Array(rows.length)
      floats.fill(0, 0, width)
      floats.set(query, 0)
      multiply(rows, to, 0)
      return to
    },
    among: (rows) => {
      const to = new Float32Array(rows.length * rows.length)
      for (const [i, row] of rows.entries()) {
        floats.copyWithin(0, from(row), from(row) + width)
        multiply(rows, to, i * rows.length)
      }
      return to
    },
    differing: (query) => {
      writeSigns(querySigns, query)
      if (differences.length < end) differences = new Uint16Array(Math.ceil(end / CHUNK_ROWS) * CHUNK_ROWS)
      const results = new Uint16Array(memory.buffer, out, CHUNK_ROWS)
      for (let row = 0; row < end; row += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, end - row)
        differing(querySigns, signsOf(row / CHUNK_ROWS), out, rows, signBytes)
        differences.set(rows === CHUNK_ROWS ? results : results.subarray(0, rows), row)
      }
      return differences
    },
  }
}
