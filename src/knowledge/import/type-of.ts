import type { Refusal } from '../../domain/errors.ts'
import { say } from '../../domain/said.ts'
import { decodeText } from '../../lib/decode-text.ts'
import { BadZip, isZip } from '../../lib/zip.ts'
import { refusing } from '../refusing.ts'
import { LARGEST_UPLOAD } from './limits.ts'
import { namesIn, refusedZip } from './office-file.ts'
import type { UploadType } from './upload.ts'

/** What a gzip file may claim to expand to, bytes, and by how much, before it is called a bomb. */
const LARGEST_EXPANDED = 200 * 1_024 * 1_024
const LARGEST_RATIO = 100

const TYPES: ReadonlyMap<string, UploadType> = new Map([
  ...(['csv', 'tsv'] as const).map((ending) => [ending, 'table'] as const),
  ...(['txt', 'text'] as const).map((ending) => [ending, 'text'] as const),
  ...(['jsonl', 'ndjson'] as const).map((ending) => [ending, 'jsonLines'] as const),
  ['json', 'json'] as const,
  ...(['md', 'markdown'] as const).map((ending) => [ending, 'article'] as const),
  ...(['html', 'htm', 'xhtml'] as const).map((ending) => [ending, 'page'] as const),
  // shop systems call tables of text or HTML so, because spreadsheets open them
  ...(['xls', 'xlsx'] as const).map((ending) => [ending, 'table'] as const),
])
const OFFER = say('file_offer')

/**
 * The type of an upload by its content, and by its name where the content is text.
 * @throws Refusal too_large; unprocessable: an archive that expands beyond all measure, is broken or has a password; unsupported_type
 */
export const typeOf = (name: string, bytes: Uint8Array): UploadType => {
  if (bytes.length > LARGEST_UPLOAD)
    throw refusing('too_large', say('file_too_large', { file: name, bytes: bytes.length, most: LARGEST_UPLOAD }))
  if (isZip(bytes)) return typeOfZip(name, bytes)
  if (startsWith(bytes, OLE)) return typeOfOle(name, bytes)
  if (startsWith(bytes, GZIP)) throw refusedGzip(name, bytes)
  if (isPdf(bytes)) return 'pdf'
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const type = TYPES.get(ending)
  if (type === undefined) {
    const binary = ['docx', 'pdf', 'zip', 'ods'].includes(ending)
    throw refusing(
      'unsupported_type',
      binary
        ? say('file_misnamed', { file: name, ending, offer: OFFER })
        : say('file_type', { file: name, offer: OFFER }),
    )
  }
  if (isBinary(bytes)) throw refusing('unsupported_type', say('file_binary', { file: name, offer: OFFER }))
  return type !== 'page' && type !== 'article' && isPage(bytes) ? 'page' : type
}

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
const GZIP = [0x1f, 0x8b]

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte)

/** Bytes within which a PDF file says so (ISO 32000-1, annex H.3.4.1), or a page starts. */
const SAID_WITHIN = 1_024

const startOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, SAID_WITHIN)).toString('latin1')

const isPdf = (bytes: Uint8Array): boolean => startOf(bytes).includes('%PDF-')

const isPage = (bytes: Uint8Array): boolean =>
  /^(?:ï»¿)?\s*<(?:!doctype html|html|table|\?xml[^>]*>\s*<html)/i.test(startOf(bytes))

const typeOfZip = (name: string, bytes: Uint8Array): UploadType => {
  const names = filesOf(name, bytes)
  const has = (path: string): boolean => names.has(path)
  if (has('xl/vbaproject.bin') || has('word/vbaproject.bin') || has('ppt/vbaproject.bin'))
    throw refusing('unsupported_type', say('file_macros', { file: name }))
  if (has('xl/workbook.xml')) return 'workbook'
  if (has('word/document.xml')) return 'document'
  const office = ['xl/workbook.bin', 'ppt/presentation.xml', 'content.xml'].find(has)
  if (office === undefined) return 'archive'
  if (office === 'content.xml' && startOf(bytes).includes('opendocument.spreadsheet')) return 'workbook'
  throw refusing('unsupported_type', say('file_office', { file: name }))
}

const filesOf = (name: string, bytes: Uint8Array): ReadonlySet<string> => {
  try {
    return new Set(namesIn(bytes).map((path) => path.toLowerCase()))
  } catch (error) {
    if (!(error instanceof BadZip)) throw error
    const { code, said } = refusedZip(error)
    throw refusing(code, say('file_unread', { file: name, reason: said }))
  }
}

/** Old office files, and new ones with a password, are folders of streams with names in UTF-16 ([MS-CFB] 2.6.1). */
const typeOfOle = (name: string, bytes: Uint8Array): UploadType => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const has = (stream: string): boolean => view.includes(Buffer.from(`${stream}\0`, 'utf16le'))
  if (has('EncryptedPackage')) throw refusing('unprocessable', say('file_locked', { file: name }))
  if (has('Workbook') || has('Book')) return 'workbook'
  throw refusing('unsupported_type', say('file_old_office', { file: name }))
}

/** Text has no zero byte, but in UTF-16. */
const isBinary = (bytes: Uint8Array): boolean => bytes.includes(0) && decodeText(bytes) === undefined

/** The size that the trailer of a gzip file claims (RFC 1952); none is ever unpacked here. */
const refusedGzip = (name: string, bytes: Uint8Array): Refusal => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const claimed = bytes.length < 18 ? 0 : view.readUInt32LE(bytes.length - 4)
  const bomb = claimed > LARGEST_EXPANDED || (claimed > LARGEST_UPLOAD && claimed > LARGEST_RATIO * bytes.length)
  return bomb
    ? refusing('unprocessable', say('file_expands', { file: name, offer: OFFER }))
    : refusing('unsupported_type', say('file_packed', { file: name }))
}
