import { setTimeout as sleep } from 'node:timers/promises'
import { say } from '../../domain/said.ts'
import { createTurns } from '../../lib/turns.ts'
import { refusing } from '../refusing.ts'
import { READ_AT_ONCE, readUploadAside } from './aside.ts'
import { readUpload } from './read.ts'
import { failed, type KnownToUploads, type ReadUpload, type UploadType } from './upload.ts'

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
/** Parsers of these have an appetite that their size does not tell: 60 KB of `>` are half a minute of Markdown. */
const ALWAYS_ASIDE: ReadonlySet<UploadType> = new Set([
  ...(['page', 'document', 'pdf', 'workbook', 'archive'] as const),
  ...(['article', 'text'] as const),
])

/** Threads that read at the same time: each may take hundreds of megabytes. */
const MOST_THREADS = 2

type StartReading = (
  upload: UploadedFile,
  known: Pick<KnownToUploads, 'shop' | 'timeZone' | 'mapping'>,
  onProgress: (done: number, total: number) => void,
) => Reading

/** Starts reading uploads: small tables and JSON at once, everything else in a thread, a few of them at a time. */
export const createReader = (): StartReading => {
  const turns = createTurns(MOST_THREADS)
  return ({ type, file, bytes }, { shop, ...known }, onProgress) => {
    if (bytes.length < READ_AT_ONCE && !ALWAYS_ASIDE.has(type)) {
      const read = readUpload(type, bytes, { file, ...(shop === undefined ? {} : { shop }), ...known }).catch(
        (error: Error) => failed(say('file_failed', { message: error.message }), 'unprocessable'),
      )
      return { read, sound: read.then((result) => check(file, result)) }
    }
    let opened: () => void = () => {}
    const found = new Promise<void>((resolve) => {
      opened = resolve
    })
    const progress = (done: number, total: number): void => {
      opened()
      onProgress(done, total)
    }
    const order = { type, file, bytes, shop: [...(shop ?? [])], ...known }
    const read = turns(() => readUploadAside(order, { progress }))
    const checked = read.then((result) => check(file, result))
    const late = sleep(LONGEST_WAIT_MS, undefined, { ref: false })
    return { read, sound: Promise.race(bytes.length < WAITED_FOR ? [checked, late] : [checked, found, late]) }
  }
}

const check = (file: string, { code, reason = '', said }: ReadUpload): void => {
  if (code !== undefined) throw refusing(code, say('file_unread', { file, reason: said ?? reason }), { field: 'file' })
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
