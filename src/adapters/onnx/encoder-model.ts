import type { Pooling } from './pooling.ts'

/** An encoder and how it is to be used; paths absolute. */
export interface EncoderModel {
  /** Of its folder. */
  name: string
  dir: string
  weights: string
  /** Of everything that a vector depends on, 16 hex digits: another one gives other vectors. */
  fingerprint: string
  dimensions: number
  /** How token vectors become one; absent where its files do not say, which is fine for a network that gives a `sentence_embedding`. */
  pooling?: Pooling
  /** Steps after the pooling that only a network with a `sentence_embedding` can have in it. */
  beyondPooling: string[]
  /** What stands before a text. */
  prefixes: { query: string; passage: string }
  /** Word pieces that it was made for. */
  maxTokens: number
  /** As its files state it. */
  licence: string
  /** With what they must be, for weights that came with the product; empty for others. */
  files: { path: string; sha256: string; bytes: number }[]
}
