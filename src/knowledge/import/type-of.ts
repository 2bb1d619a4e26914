import { Refusal } from '../../domain/errors.ts'
import { LARGEST_UPLOAD } from './limits.ts'
import type { UploadType } from './upload.ts'

/** What an archive may expand to, bytes, and by how much. */
const LARGEST_EXPANDED = 200 * 1_024 * 1_024
const LARGEST_RATIO = 100

const TYPES: Readonly<Record<string, UploadType>> = {
  ...{ csv: 'table', tsv: 'table', txt: 'table' },
  ...{ jsonl: 'jsonLines', ndjson: 'jsonLines' },
  ...{ md: 'article', markdown: 'article' },
}
const OFFER = 'upload CSV, JSONL or a Markdown article'

/**
 * The type of an upload by its name, held against its first bytes.
 * @throws Refusal too_large, unprocessable (an archive that expands beyond all measure), unsupported_type
 */
export const typeOf = (name: string, bytes: Uint8Array): UploadType => {
  if (bytes.length > LARGEST_UPLOAD)
    throw new Refusal('too_large', `${name} has ${bytes.length} bytes: at most ${LARGEST_UPLOAD} (20 MB), split it`)
  const archive = archiveOf(bytes)
  if (archive !== undefined) {
    if (isBomb(archive, bytes)) throw new Refusal('unprocessable', `${name} expands to more than can be read: ${OFFER}`)
    const what =
      archive === 'zip'
        ? 'a ZIP archive or an Excel workbook: unpack it, or save the sheet as CSV UTF-8'
        : 'compressed: unpack it'
    throw new Refusal('unsupported_type', `${name} is ${what}`)
  }
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const type = TYPES[ending]
  if (type === undefined) throw new Refusal('unsupported_type', `${name} is of no type that can be read: ${OFFER}`)
  if (isBinary(bytes)) throw new Refusal('unsupported_type', `${name} is not text, whatever its name says: ${OFFER}`)
  return type
}

const archiveOf = (bytes: Uint8Array): 'zip' | 'gzip' | undefined => {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return 'zip'
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? 'gzip' : undefined
}

/** UTF-16 has its byte order mark; any other text has no zero byte. */
const isBinary = (bytes: Uint8Array): boolean => {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return !utf16 && (bytes.includes(0) || Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-')
}

const isBomb = (archive: 'zip' | 'gzip', bytes: Uint8Array): boolean => {
  const expanded = archive === 'zip' ? zipSize(bytes) : gzipSize(bytes)
  return expanded > LARGEST_EXPANDED || (expanded > LARGEST_UPLOAD && expanded > LARGEST_RATIO * bytes.length)
}

/** Sum of the uncompressed sizes in the central directory of a ZIP file (APPNOTE 4.3.12). */
const zipSize = (bytes: Uint8Array): number => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let sum = 0
  for (let at = view.indexOf(CENTRAL); at >= 0 && at + 28 <= view.length; at = view.indexOf(CENTRAL, at + 4))
    sum += view.readUInt32LE(at + 24)
  return sum
}

const CENTRAL = Buffer.from([0x50, 0x4b, 1, 2])

/** The size that the trailer of a gzip file claims (RFC 1952). No archive is ever unpacked here. */
const gzipSize = (bytes: Uint8Array): number =>
  bytes.length < 18 ? 0 : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(bytes.length - 4)
