import { posix } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import type { TableMapping } from '../../domain/knowledge-import.ts'
import { type Said, say } from '../../domain/said.ts'
import { BadZip, openZip, type Zip } from '../../lib/zip.ts'
import type { Intake } from './intake.ts'
import { ARCHIVE_LIMITS, refusedZip } from './office-file.ts'
import { typeOf } from './type-of.ts'
import type { FileResult, KnownToUploads, UploadType } from './upload.ts'
import { because } from './upload.ts'

type ReadFile = (
  type: UploadType,
  bytes: Uint8Array,
  name: string,
  known: KnownToUploads,
  intake: Intake,
) => Promise<FileResult>

/** What systems put into archives beside the files. */
const BESIDE = /(?:^|\/)(?:__MACOSX\/|\.|thumbs\.db$|desktop\.ini$|readme\.[a-z]+$|license[^/]*$)/i

/**
 * The files of a ZIP archive to the intake, each as if it came alone; what one of them lacks is refused with its name. Archives inside
 * are refused. Sizes are checked before anything is unpacked, and again while it is.
 */
export const readArchive = async (
  bytes: Uint8Array,
  known: KnownToUploads,
  intake: Intake,
  readFile: ReadFile,
): Promise<FileResult> => {
  const files: { name: string; bytes: Uint8Array }[] = []
  try {
    const zip = openZip(bytes, ARCHIVE_LIMITS)
    for (const entry of zip.entries) if (isFile(entry.name)) files.push(unpacked(zip, entry.name))
  } catch (error) {
    if (error instanceof BadZip) return refusedZip(error)
    throw error
  }
  known.progress?.(0, files.length)
  const mapping: TableMapping[] = []
  let read = 0
  for (const [i, { name, bytes: content }] of files.entries()) {
    known.progress?.(i, files.length)
    const result = await readOne(name, content, known, intake, readFile)
    mapping.push(...(result.mapping ?? []))
    if (result.reason === undefined) read++
    else intake.part({ name, columns: new Set() }).blame(1)('row', '', leftOut(result))
  }
  return read === 0 ? because('archive_nothing') : { mapping }
}

const leftOut = ({ reason = '', said }: FileResult): Said => say('file_left_out', { reason: said ?? reason })

const isFile = (name: string): boolean => !name.endsWith('/') && !BESIDE.test(cleanName(name))

const unpacked = (zip: Zip, name: string): { name: string; bytes: Uint8Array } => ({
  name: cleanName(name),
  bytes: zip.read(name),
})

/** A path inside the archive, never out of it. */
const cleanName = (name: string): string =>
  posix.normalize(`/${name.replaceAll('\\', '/').replaceAll(/[\p{Cc}\p{Cf}]/gu, '')}`).slice(1)

const readOne = async (
  name: string,
  bytes: Uint8Array,
  known: KnownToUploads,
  intake: Intake,
  readFile: ReadFile,
): Promise<FileResult> => {
  try {
    const type = typeOf(name, bytes)
    if (type === 'archive') return because('archive_nested')
    return await readFile(type, bytes, name, { ...known, progress: () => {} }, intake)
  } catch (error) {
    if (error instanceof Refusal)
      return { reason: error.message, ...(error.said === undefined ? {} : { said: error.said }) }
    throw error
  }
}
