import type { RefusedRow, TableChoice } from '../../domain/knowledge-import.ts'
import { startThread } from '../../lib/thread.ts'
import type { ArticlePatch } from './patch.ts'
import { failed, type ReadUpload, type UploadType } from './upload.ts'

/** Tables and JSON below this are read at once, bytes; that takes some milliseconds. */
export const READ_AT_ONCE = 16 * 1_024
/** Time that reading may take, milliseconds. */
const LONGEST_READ_MS = 60_000
/** Memory of the thread that reads, MB. */
const HEAP_MB = 512

/** What the thread is given, and what it says, in pieces that do not hold the event loop. */
export interface ReadOrder {
  type: UploadType
  file: string
  bytes: Uint8Array
  shop: readonly string[]
  timeZone?: string
  mapping?: readonly TableChoice[]
}
export type ReadPiece =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'patches'; patches: ArticlePatch[] }
  | ({ kind: 'done'; refused: RefusedRow[] } & Pick<ReadUpload, 'reason' | 'code' | 'notices' | 'mapping'>)

export interface ReadAside {
  /** Milliseconds. */
  limitMs?: number
  /** The file was opened and found sound, and every now and then: rows, pages or files that were read. */
  progress?: (done: number, total: number) => void
}

/** `readUpload` in a thread of its own, which is ended when it takes too long or too much; never rejects. */
export const readUploadAside = (
  order: ReadOrder,
  { limitMs = LONGEST_READ_MS, progress }: ReadAside = {},
): Promise<ReadUpload> =>
  new Promise((resolve) => {
    const worker = startThread('read-thread', import.meta.url, {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    const patches: ArticlePatch[] = []
    const end = (result: ReadUpload): void => {
      clearTimeout(timer)
      resolve(result)
      void worker.terminate()
    }
    const timer = setTimeout(
      () => end(failed(`reading took longer than ${limitMs / 1_000} s: split the file`, 'unprocessable')),
      limitMs,
    )
    worker.on('message', (piece: ReadPiece) => {
      if (piece.kind === 'progress') progress?.(piece.done, piece.total)
      else if (piece.kind === 'patches') {
        patches.push(...piece.patches)
        worker.postMessage('next')
      } else {
        const { kind: _, ...rest } = piece
        end({ patches, ...rest })
      }
    })
    worker.on('error', (error: NodeJS.ErrnoException) => end(failed(whyEnded(error), 'unprocessable')))
    worker.on('exit', () => end(failed('the file could not be read: the reading thread ended')))
  })

const whyEnded = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `reading takes more than ${HEAP_MB} MB of memory: split the file`
    : `the file could not be read: ${message}`
