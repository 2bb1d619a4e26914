/** One piece of a document in reading order; `at` is its line, its page, or its place among the pieces, from 1. */
export type Block =
  | { kind: 'heading'; level: number; text: string; at: number }
  /** A paragraph, a list, a table: Markdown. */
  | { kind: 'text'; text: string; at: number }
  /** A question with its answer, as the document's own markup says. */
  | { kind: 'pair'; question: string; answer: string; at: number }
  /** A table whose header names questions and answers. */
  | { kind: 'table'; records: string[][]; at: number }

export interface Document {
  /** Of the document as a whole; shown as the source of its answers. */
  title?: string
  blocks: Block[]
  /** Text of it that is in no block, such as heads and feet of pages. */
  left?: string[]
  /** `at` are pages: they are said in the source. */
  paged?: true
}

/** Level of a heading that is one by its wording only: below all others. */
export const ASKED_LEVEL = 7
/** From this one on, headings are told by wording or by `<details>`: they stand beside the question above them, not below it. */
export const BESIDE_LEVEL = 6
