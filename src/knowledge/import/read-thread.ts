import { parentPort, workerData } from 'node:worker_threads'
import type { ReadOrder, ReadPiece } from './aside.ts'
import { readUpload } from './read.ts'

/** Patches a message. */
const PIECE = 500

const { type, file, bytes, shop } = workerData as ReadOrder
const say = (piece: ReadPiece): void => parentPort?.postMessage(piece)

const { patches, refused, reason } = readUpload(type, bytes, { file, shop: new Set(shop) })
for (let from = 0; from < patches.length; from += PIECE)
  say({ kind: 'patches', patches: patches.slice(from, from + PIECE) })
say({ kind: 'done', refused, ...(reason === undefined ? {} : { reason }) })
