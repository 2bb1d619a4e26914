/** Assembled from rows.wat beside it, which is the source. */
const BINARY =
  'AGFzbQEAAAABDgJgBX9/f39/AGABewF9AwQDAAEABQMBAAEHHQMGbWVtb3J5AgAEZG90cwAACWRpZmZlcmluZwACCukDA6gCAgZ/BXsgBEECdCEFIAIgA0ECdGohBwNAIAEgBWohCCAIIAVqIQkgCSAFaiEK/QwAAAAAAAAAAAAAAAAAAAAAIQz9DAAAAAAAAAAAAAAAAAAAAAAhDf0MAAAAAAAAAAAAAAAAAAAAACEO/QwAAAAAAAAAAAAAAAAAAAAAIQ9BACEGA0AgACAGav0ABAAhCyAMIAsgASAGav0ABAD95gH95AEhDCANIAsgCCAGav0ABAD95gH95AEhDSAOIAsgCSAGav0ABAD95gH95AEhDiAPIAsgCiAGav0ABAD95gH95AEhDyAGQRBqIgYgBUkNAAsgAiAMEAE4AgAgAiANEAE4AgQgAiAOEAE4AgggAiAPEAE4AgwgCiAFaiEBIAJBEGoiAiAHSQ0ACwsZACAA/R8AIAD9HwGSIAD9HwIgAP0fA5KSC6IBAgJ/AXsgAiADQQF0aiEGA0D9DAAAAAAAAAAAAAAAAAAAAAAhB0EAIQUDQCAHIAAgBWr9AAQAIAEgBWr9AAQA/VH9Yv1uIQcgBUEQaiIFIARJDQALIAf9fSEHIAf9fyEHIAcgByAH/Q0ICQoLDA0ODwABAgMEBQYH/a4BIQcgAiAH/RsAIAf9GwFqOwEAIAEgBGohASACQQJqIgIgBkkNAAsL'

const PAGE_BYTES = 65_536
const FLOAT_BYTES = 4
/** Rows for which room is made at a time. */
const CHUNK_ROWS = 1_024
/** Sign bits are compared 128 at a time. */
const SIGN_STEP_BYTES = 16
const BITS = 8

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
  /** In how many signs the query differs from what was kept of each row; valid until the next call. */
  differing(query: Float32Array): Uint16Array
}

interface Kernel {
  memory: { buffer: ArrayBuffer; grow(pages: number): number }
  dots(query: number, rows: number, out: number, count: number, floats: number): void
  differing(query: number, rows: number, out: number, count: number, bytes: number): void
}

/** What is used of WebAssembly: its types belong to the DOM library, which servers do without. */
interface Assembly {
  Module: new (binary: Uint8Array) => object
  Instance: new (module: object) => { exports: unknown }
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly

/** Memory grows with the rows, in place; nothing is copied. */
export const createVectorRows = (dimensions: number): VectorRows => {
  const { memory, dots, differing } = new Instance(new Module(Buffer.from(BINARY, 'base64'))).exports as Kernel
  const width = Math.ceil(dimensions / 4) * 4
  const signBytes = Math.ceil(dimensions / BITS / SIGN_STEP_BYTES) * SIGN_STEP_BYTES
  // The query, its signs, and the results of one chunk lie before the rows.
  const querySigns = width * FLOAT_BYTES
  const out = querySigns + signBytes
  const first = Math.ceil((out + CHUNK_ROWS * FLOAT_BYTES) / PAGE_BYTES) * PAGE_BYTES
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
  const writeSigns = (to: number, vector: Float32Array): void => {
    for (let i = 0; i < vector.length; i += BITS) {
      let byte = 0
      for (let bit = 0; bit < BITS; bit++) if ((vector[i + bit] ?? 0) > 0) byte |= 1 << bit
      bytes[to + i / BITS] = byte
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
      floats.set(query, 0)
      if (products.length < end) products = new Float32Array(Math.ceil(end / CHUNK_ROWS) * CHUNK_ROWS)
      for (let row = 0; row < end; row += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, Math.ceil((end - row) / 4) * 4)
        dots(0, from(row) * FLOAT_BYTES, out, rows, width)
        products.set(floats.subarray(out / FLOAT_BYTES, out / FLOAT_BYTES + rows), row)
      }
      return products
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
