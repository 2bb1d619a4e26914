import type { RefusedRow, TableChoice } from '../../domain/knowledge-import.ts'
import { type Said, say } from '../../domain/said.ts'
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
  | ({ kind: 'done'; refused: RefusedRow[] } & Pick<
      ReadUpload,
      'reason' | 'said' | 'code' | 'notices' | 'saidNotices' | 'mapping'
    >)

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
      () => end(failed(say('file_slow', { seconds: limitMs / 1_000 }), 'unprocessable')),
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
    worker.on('exit', () => end(failed(say('file_failed', { message: 'the reading thread ended' }))))
  })

const whyEnded = ({ code, message }: NodeJS.ErrnoException): Said =>
  code === 'ERR_WORKER_OUT_OF_MEMORY' ? say('file_memory', { megabytes: HEAP_MB }) : say('file_failed', { message })
