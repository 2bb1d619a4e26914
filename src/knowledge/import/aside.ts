import type { RefusedRow } from '../../domain/knowledge-import.ts'
import { startThread } from '../../lib/thread.ts'
import type { ArticlePatch } from './patch.ts'
import { failed, type ReadUpload, type UploadType } from './upload.ts'

/** Uploads below this are read at once, bytes; that takes a few milliseconds. */
export const READ_AT_ONCE = 256 * 1_024
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
}
export type ReadPiece =
  | { kind: 'patches'; patches: ArticlePatch[] }
  | { kind: 'done'; refused: RefusedRow[]; reason?: string }

/** `readUpload` in a thread of its own, which is ended when it takes too long or too much; never rejects. */
export const readUploadAside = (order: ReadOrder, limitMs = LONGEST_READ_MS): Promise<ReadUpload> =>
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
      () => end(failed(`reading took longer than ${limitMs / 1_000} s: split the file`)),
      limitMs,
    )
    worker.on('message', (piece: ReadPiece) => {
      if (piece.kind === 'patches') {
        patches.push(...piece.patches)
        worker.postMessage('next')
      } else end({ patches, refused: piece.refused, ...(piece.reason === undefined ? {} : { reason: piece.reason }) })
    })
    worker.on('error', (error) => end(failed(`the file could not be read: ${error.message}`)))
    worker.on('exit', () => end(failed('the file could not be read: the reading thread ended')))
  })
