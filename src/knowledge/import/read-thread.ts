import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { ReadOrder, ReadPiece } from './aside.ts'
import { readUpload } from './read.ts'

/** Patches a message. */
const PIECE = 500

const { type, file, bytes, shop, timeZone, mapping } = workerData as ReadOrder
// Linux gives each thread a priority of its own: whoever talks with customers goes first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

const say = (piece: ReadPiece): void => parentPort?.postMessage(piece)

const readAll = async (): Promise<void> => {
  const { patches, ...rest } = await readUpload(type, bytes, {
    file,
    shop: new Set(shop),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(mapping === undefined ? {} : { mapping }),
    progress: (done, total) => say({ kind: 'progress', done, total }),
  })
  let said = 0
  /** One piece at a time, each when the one before was taken: the other side is never flooded. */
  const sayNext = (): void => {
    const piece = patches.slice(said, said + PIECE)
    said += piece.length
    if (piece.length > 0) say({ kind: 'patches', patches: piece })
    else say({ kind: 'done', ...rest })
  }
  parentPort?.on('message', sayNext)
  sayNext()
}

// an error ends the thread and is told by its `error` event
readAll().catch((error) => setImmediate(() => Promise.reject(error)))
