import { say } from '../../domain/said.ts'
import { startThread } from '../../lib/thread.ts'
import { refusing } from '../refusing.ts'
import type { FileTable, UnreadProducts } from './product-rows.ts'

/** Time that reading may take, milliseconds, and memory of the thread that reads, MB. */
const LONGEST_READ_MS = 60_000
const HEAP_MB = 512

/** What the thread is given, and what it says, in pieces that do not hold the event loop. */
export interface ProductsOrder {
  type: 'table' | 'workbook'
  file: string
  bytes: Uint8Array
}
export type ProductsPiece =
  | { kind: 'rows'; rows: FileTable['rows'] }
  | { kind: 'done'; columns: string[]; unusable: string[] }
  | { kind: 'unread'; why: UnreadProducts }

/**
 * Reads a file of products in a thread of its own, which is ended when it takes too long or too much.
 * @throws Refusal unprocessable, or what the file itself deserves
 */
export const readProductsAside = (order: ProductsOrder, limitMs = LONGEST_READ_MS): Promise<FileTable> =>
  new Promise((resolve, reject) => {
    const worker = startThread('products-thread', import.meta.url, {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    const rows: FileTable['rows'] = []
    const refuse = (reason: UnreadProducts['said'], code: UnreadProducts['code'] = 'unprocessable'): void => {
      clearTimeout(timer)
      reject(refusing(code, say('file_unread', { file: order.file, reason }), { field: 'file' }))
    }
    // Otherwise it ends by itself.
    const timer = setTimeout(() => {
      refuse(say('file_slow', { seconds: limitMs / 1_000 }))
      void worker.terminate()
    }, limitMs)
    worker.on('message', (piece: ProductsPiece) => {
      if (piece.kind === 'rows') {
        rows.push(...piece.rows)
        worker.postMessage('next')
      } else if (piece.kind === 'unread') refuse(piece.why.said, piece.why.code)
      else {
        clearTimeout(timer)
        resolve({ columns: piece.columns, unusable: piece.unusable, rows })
      }
    })
    worker.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      refuse(
        code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? say('file_memory', { megabytes: HEAP_MB })
          : say('file_failed', { message }),
      ),
    )
    worker.on('exit', () => refuse(say('file_failed', { message: 'the reading thread ended' })))
  })
