export interface DecodedText {
  text: string
  /** As `TextDecoder` names it. */
  encoding: string
}

/**
 * Bytes of a text file to text: by its byte order mark, else UTF-16 where it has zero bytes, strict UTF-8, or GB18030, which
 * spreadsheets on Chinese Windows write. Undefined where it is none of them. The mark is left out.
 */
export const decodeText = (bytes: Uint8Array): DecodedText | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be')
  if (bytes.includes(0)) return decodeUnmarked(bytes)
  return decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030')
}

/** Bytes of a page within which it names its encoding (HTML Standard 4.2.5.4). */
const NAMED_WITHIN = 1_024

/** Bytes of a web page to text: as its `<meta charset>` says where that is true, else like any text. */
export const decodePage = (bytes: Uint8Array): DecodedText | undefined => {
  const start = Buffer.from(bytes.subarray(0, NAMED_WITHIN)).toString('latin1')
  const named = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1]?.toLowerCase()
  const said = named === undefined || named.startsWith('utf-16') ? undefined : decode(bytes, named)
  return said ?? decodeText(bytes)
}

/** Read the right way round, UTF-16 has line breaks, no other controls and no characters that nobody uses. */
const decodeUnmarked = (bytes: Uint8Array): DecodedText | undefined =>
  ['utf-16le', 'utf-16be']
    .flatMap((encoding) => decode(bytes, encoding) ?? [])
    .find(({ text }) => /[\r\n]/.test(text) && !/(?![\t\r\n])[\p{Cc}\p{Cn}\p{Co}]/u.test(text))

const decode = (bytes: Uint8Array, encoding: string): DecodedText | undefined => {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
  } catch {
    return undefined
  }
}
