/** Assembled from rows.wat beside it, which is the source. */
const BINARY =
  'AGFzbQEAAAABDgJgBX9/f39/AGABewF9AwUEAAEAAAUDAQABByYEBm1lbW9yeQIABGRvdHMAAAlkaWZmZXJpbmcAAgZsaXN0ZWQAAwqGBgSoAgIGfwV7IARBAnQhBSACIANBAnRqIQcDQCABIAVqIQggCCAFaiEJIAkgBWohCv0MAAAAAAAAAAAAAAAAAAAAACEM/QwAAAAAAAAAAAAAAAAAAAAAIQ39DAAAAAAAAAAAAAAAAAAAAAAhDv0MAAAAAAAAAAAAAAAAAAAAACEPQQAhBgNAIAAgBmr9AAQAIQsgDCALIAEgBmr9AAQA/eYB/eQBIQwgDSALIAggBmr9AAQA/eYB/eQBIQ0gDiALIAkgBmr9AAQA/eYB/eQBIQ4gDyALIAogBmr9AAQA/eYB/eQBIQ8gBkEQaiIGIAVJDQALIAIgDBABOAIAIAIgDRABOAIEIAIgDhABOAIIIAIgDxABOAIMIAogBWohASACQRBqIgIgB0kNAAsLGQAgAP0fACAA/R8BkiAA/R8CIAD9HwOSkguiAQICfwF7IAIgA0EBdGohBgNA/QwAAAAAAAAAAAAAAAAAAAAAIQdBACEFA0AgByAAIAVq/QAEACABIAVq/QAEAP1R/WL9biEHIAVBEGoiBSAESQ0ACyAH/X0hByAH/X8hByAHIAcgB/0NCAkKCwwNDg8AAQIDBAUGB/2uASEHIAIgB/0bACAH/RsBajsBACABIARqIQEgAkECaiICIAZJDQALC5sCAgV/BHsgBEECdCEHIAIgA0ECdGohCANAIAEoAgAhBf0MAAAAAAAAAAAAAAAAAAAAACEK/QwAAAAAAAAAAAAAAAAAAAAAIQv9DAAAAAAAAAAAAAAAAAAAAAAhDP0MAAAAAAAAAAAAAAAAAAAAACENQQAhBgNAIAUgBmohCSAKIAAgBmr9AAQAIAn9AAQA/eYB/eQBIQogCyAAIAZq/QAEECAJ/QAEEP3mAf3kASELIAwgACAGav0ABCAgCf0ABCD95gH95AEhDCANIAAgBmr9AAQwIAn9AAQw/eYB/eQBIQ0gBkHAAGoiBiAHSQ0ACyACIAogC/3kASAMIA395AH95AEQATgCACABQQRqIQEgAkEEaiICIAhJDQALCw=='

export const PAGE_BYTES = 65_536
export const FLOAT_BYTES = 4

/** One query against many rows, all in the kernel's own memory; addresses and counts as rows.wat says. Bit for bit the same on every CPU. */
export interface RowsKernel {
  memory: { buffer: ArrayBuffer; grow(pages: number): number }
  dots(query: number, rows: number, out: number, count: number, floats: number): void
  listed(query: number, list: number, out: number, count: number, floats: number): void
  differing(query: number, rows: number, out: number, count: number, bytes: number): void
}

/** What is used of WebAssembly: its types belong to the DOM library, which servers do without. */
interface Assembly {
  Module: new (binary: Uint8Array) => object
  Instance: new (module: object) => { exports: unknown }
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly

/** A kernel with a memory of one page, which grows. */
export const createRowsKernel = (): RowsKernel =>
  new Instance(new Module(Buffer.from(BINARY, 'base64'))).exports as RowsKernel
