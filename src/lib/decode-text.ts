export interface DecodedText {
  text: string
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'
}

/**
 * Bytes of a text file to text: by its byte order mark, else strict UTF-8, else GB18030, which spreadsheets on Chinese Windows write.
 * Undefined where it is none of them. The mark is left out.
 */
export const decodeText = (bytes: Uint8Array): DecodedText | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be')
  if (bytes.includes(0)) return undefined
  return decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030')
}

const decode = (bytes: Uint8Array, encoding: DecodedText['encoding']): DecodedText | undefined => {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
  } catch {
    return undefined
  }
}
