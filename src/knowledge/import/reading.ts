import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../../domain/errors.ts'
import { READ_AT_ONCE, readUploadAside } from './aside.ts'
import { readUpload } from './read.ts'
import type { KnownToUploads, ReadUpload, UploadType } from './upload.ts'

/** The bytes of an upload and what they are. */
export interface UploadedFile {
  type: UploadType
  file: string
  bytes: Uint8Array
}

/** An upload that is being read. */
export interface Reading {
  /**
   * Resolves when the file was found sound, and for small ones when they were read, or after some seconds.
   * Rejects with `Refusal` where the file itself is at fault.
   */
  sound: Promise<void>
  /** Never rejects. */
  read: Promise<ReadUpload>
}

/** Uploads below this are waited for, bytes, and how long at most, milliseconds. */
const WAITED_FOR = 256 * 1_024
const LONGEST_WAIT_MS = 20_000
/** Parsers of these have an appetite that their size does not tell. */
const ALWAYS_ASIDE: ReadonlySet<UploadType> = new Set(['page', 'document', 'pdf', 'workbook', 'archive'])

/** Small texts are read at once, everything else in a thread. */
export const startReading = (
  { type, file, bytes }: UploadedFile,
  { shop, timeZone, mapping }: Pick<KnownToUploads, 'shop' | 'timeZone' | 'mapping'>,
  onProgress: (done: number, total: number) => void,
): Reading => {
  const known = {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(mapping === undefined ? {} : { mapping }),
  }
  if (bytes.length < READ_AT_ONCE && !ALWAYS_ASIDE.has(type)) {
    const read = readUpload(type, bytes, { file, ...(shop === undefined ? {} : { shop }), ...known })
    return { read, sound: read.then((result) => check(file, result)) }
  }
  let opened: () => void = () => {}
  const found = new Promise<void>((resolve) => {
    opened = resolve
  })
  const read = readUploadAside(
    { type, file, bytes, shop: [...(shop ?? [])], ...known },
    {
      progress: (done, total) => {
        opened()
        onProgress(done, total)
      },
    },
  )
  const checked = read.then((result) => check(file, result))
  const early = bytes.length < WAITED_FOR ? sleep(LONGEST_WAIT_MS, undefined, { ref: false }) : found
  return { read, sound: Promise.race([checked, early]) }
}

const check = (file: string, { code, reason }: ReadUpload): void => {
  if (code !== undefined) throw new Refusal(code, `${file} cannot be read: ${reason}`, { field: 'file' })
}

/** Bytes that are kept in sum for those who may say what the columns are. */
const MOST_KEPT = 64 * 1_024 * 1_024

/** Uploaded tables, so that they can be read again by other columns; the oldest go first when it is too much. */
export const createKeptUploads = () => {
  const kept = new Map<string, UploadedFile>()
  return {
    keep: (id: string, upload: UploadedFile): void => {
      kept.delete(id)
      kept.set(id, upload)
      let sum = Array.from(kept.values()).reduce((total, { bytes }) => total + bytes.length, 0)
      for (const [oldest, { bytes }] of kept) {
        if (sum <= MOST_KEPT || oldest === id) return
        kept.delete(oldest)
        sum -= bytes.length
      }
    },
    of: (id: string): UploadedFile | undefined => kept.get(id),
    forget: (id: string): void => void kept.delete(id),
  }
}
