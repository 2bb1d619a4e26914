import { CATALOGUE, type ErrorCode, Refusal } from '../../domain/errors.ts'

/** Texts that one process asks another to encode. */
export interface TextRequest {
  id: string
  /** Name of the process that waits. */
  from: string
  texts: string[]
  prefix: 'query' | 'passage'
  bulk: boolean
  ahead: boolean
}

/** A vector a text, base64 of little-endian floats; or why there are none. */
export type TextReply =
  | { id: string; vectors: string[] }
  | { id: string; refused: { code: string; message: string; retryAfterMs?: number } }

export const writeVector = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** @throws Error where it has another length */
export const readVector = (text: string, dimensions: number): Float32Array => {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.byteLength !== 4 * dimensions)
    throw new Error(`a vector of ${bytes.byteLength} bytes came, ${4 * dimensions} were expected`)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

export const writeRefusal = (id: string, error: unknown): TextReply => {
  if (!(error instanceof Refusal)) return { id, refused: { code: 'model_down', message: (error as Error).message } }
  const { code, message, retryAfterMs } = error
  return { id, refused: { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } }
}

export const readRefusal = ({
  code,
  message,
  retryAfterMs,
}: {
  code: string
  message: string
  retryAfterMs?: number
}): Refusal =>
  new Refusal(code in CATALOGUE ? (code as ErrorCode) : 'model_down', message, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

/** Undefined where it is nothing that a process of ours writes. */
export const readRequest = (text: string): TextRequest | undefined => {
  try {
    const said = JSON.parse(text) as Partial<TextRequest> | null
    if (typeof said?.id !== 'string' || typeof said.from !== 'string') return undefined
    if (!Array.isArray(said.texts) || !said.texts.every((one) => typeof one === 'string')) return undefined
    const { id, from, texts } = said
    return {
      id,
      from,
      texts,
      prefix: said.prefix === 'passage' ? 'passage' : 'query',
      bulk: said.bulk === true,
      ahead: said.ahead === true,
    }
  } catch {
    return undefined
  }
}
