import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { readProductRows } from './product-rows.ts'
import type { ProductsOrder, ProductsPiece } from './products-aside.ts'

/** Rows a message. */
const PIECE = 500

const { type, file, bytes } = workerData as ProductsOrder
// Linux gives each thread a priority of its own: whoever talks with customers goes first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

const say = (piece: ProductsPiece): void => parentPort?.postMessage(piece)

const readAll = async (): Promise<void> => {
  const read = await readProductRows(type, bytes, file)
  if ('reason' in read) return say({ kind: 'unread', why: read })
  const { rows, columns, unusable } = read
  let said = 0
  /** One piece at a time, each when the one before was taken. */
  const sayNext = (): void => {
    const piece = rows.slice(said, said + PIECE)
    said += piece.length
    if (piece.length > 0) say({ kind: 'rows', rows: piece })
    else {
      say({ kind: 'done', columns, unusable })
      parentPort?.close()
    }
  }
  parentPort?.on('message', sayNext)
  sayNext()
}

// an error ends the thread and is told by its `error` event
readAll().catch((error) => setImmediate(() => Promise.reject(error)))
