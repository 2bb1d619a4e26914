/** A text with its prefix, to be read by the worker. */
export interface TextToEmbed {
  id: number
  text: string
  maxTokens: number
}

/** Parent to worker: all that is queued for it, in one message. */
export interface Batch {
  texts: TextToEmbed[]
}

/** Worker to parent. `similarity` is the lowest cosine between the reference vectors, where there are some, and what this CPU makes of them. */
export type Reply =
  | { type: 'ready'; similarity?: number }
  | { type: 'broken'; reason: string }
  | { type: 'vector'; id: number; vector: Float32Array }
  | { type: 'unreadable'; id: number; reason: string }
