/** Bytes from the beginning of a file that tell what it is. */
export const TELLING_BYTES = 4_096

interface Signature {
  mime: string
  at: number
  bytes: readonly number[]
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

/** First bytes of what people send, by the formats' own specifications. */
const SIGNATURES: readonly Signature[] = [
  { mime: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mime: 'image/png', at: 0, bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { mime: 'image/gif', at: 0, bytes: ascii('GIF8') },
  { mime: 'image/webp', at: 8, bytes: ascii('WEBP') },
  { mime: 'audio/wav', at: 8, bytes: ascii('WAVE') },
  { mime: 'audio/ogg', at: 0, bytes: ascii('OggS') },
  { mime: 'audio/mpeg', at: 0, bytes: ascii('ID3') },
  { mime: 'audio/mpeg', at: 0, bytes: [0xff, 0xfb] },
  { mime: 'audio/mp4', at: 4, bytes: ascii('ftypM4A') },
  { mime: 'audio/webm', at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { mime: 'application/pdf', at: 0, bytes: ascii('%PDF-') },
  { mime: 'application/zip', at: 0, bytes: [...ascii('PK'), 3, 4] },
]

/**
 * What a file is, from its first bytes (TELLING_BYTES or all); undefined where they say nothing known. Text is what is whole UTF-8 without
 * control characters, and is `text/plain` whatever markup is in it: nothing that a browser would run has a type of its own here.
 */
export const contentTypeOf = (head: Uint8Array): string | undefined => {
  const known = SIGNATURES.find(({ at, bytes }) => bytes.every((byte, n) => head[at + n] === byte))
  return known?.mime ?? (isText(head) ? 'text/plain' : undefined)
}

const DELETE = 0x7f
/** Tab, line feed, form feed, carriage return. */
const SPACING = new Set([9, 10, 12, 13])

const isText = (head: Uint8Array): boolean => {
  if (head.length === 0 || head.some((byte) => (byte < 0x20 && !SPACING.has(byte)) || byte === DELETE)) return false
  try {
    // The last character may be cut: the decoder keeps it for bytes to come.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
