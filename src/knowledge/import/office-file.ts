import { zipSync } from 'fflate'
import { BadZip, openZip, type ZipLimits } from '../../lib/zip.ts'
import type { ReadUpload } from './upload.ts'
import { because } from './upload.ts'

/** What an archive may expand to: files, bytes, and how many times its own size. */
export const ARCHIVE_LIMITS: ZipLimits = { entries: 2_000, bytes: 200 * 1_024 * 1_024, ratio: 100 }

/** A file that is not read, as the caller is told. */
export type Refused = Required<Pick<ReadUpload, 'reason' | 'said' | 'code'>>

/** Parts of an office file that hold text; pictures, fonts, macros and embedded files are never unpacked. */
const TEXT_PART =
  /^(?:\[content_types\]\.xml|mimetype|(?:_rels|docprops|word|xl|meta-inf)\/(?!media|embeddings|fonts|activex)[^\\]*\.(?:xml|rels)|(?:content|styles|meta|settings)\.xml)$/i

/**
 * The text parts of an office file, unpacked within the limits, looked through for declarations that make a parser fetch or multiply
 * (DOCTYPE, ENTITY), and packed again without compression: what a parser is given cannot expand any more.
 */
export const safeOfficeFile = (bytes: Uint8Array): Uint8Array | Refused => {
  try {
    const zip = openZip(bytes, ARCHIVE_LIMITS)
    const parts: Record<string, Uint8Array> = {}
    for (const { name } of zip.entries) {
      if (!TEXT_PART.test(name)) continue
      const part = zip.read(name)
      if (declaresEntities(part))
        return {
          code: 'unprocessable',
          ...because('part_entities', { part: name }),
        }
      parts[name] = part
    }
    return zipSync(parts, { level: 0 })
  } catch (error) {
    if (error instanceof BadZip) return refusedZip(error)
    throw error
  }
}

/** Why an archive is refused, and what to do. */
export const refusedZip = ({ why, message }: BadZip): Refused => {
  if (why === 'encrypted') return { code: 'unprocessable', ...because('archive_locked', { message }) }
  if (why === 'too_much') return { code: 'unprocessable', ...because('archive_too_much', { message }) }
  return { code: 'unprocessable', ...because('archive_broken', { message }) }
}

/** Names of an archive's files without unpacking any. @throws BadZip */
export const namesIn = (bytes: Uint8Array): string[] => openZip(bytes, ARCHIVE_LIMITS).entries.map(({ name }) => name)

const declaresEntities = (part: Uint8Array): boolean => {
  const view = Buffer.from(part.buffer, part.byteOffset, part.length)
  return ['<!DOCTYPE', '<!ENTITY', '<!doctype'].some(
    (word) =>
      view.includes(word) ||
      view.includes(Buffer.from(word, 'utf16le')) ||
      view.includes(Buffer.from(word, 'utf16le').swap16()),
  )
}
