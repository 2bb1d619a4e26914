import { crc32 } from 'node:zlib'

/** An event's columns as they are written and read. */
export interface SummedColumns {
  conversation: string
  seq: number
  sender: string
  cid: string | null
  opId: string | null
  /** Milliseconds since 1970. */
  at: number
  role: string
  kind: string
  target: number | null
  name: string
  text: string | null
  more: string | null
}

/**
 * Sums of what of an event stays for ever, and of what goes when it is taken back or erased: they find a byte that a disk flipped, not
 * somebody who means to deceive.
 */
export const eventSums = (event: SummedColumns): { sum: number; bodySum: number } => {
  const { conversation, seq, sender, cid, opId, at, role, kind, target, name, text, more } = event
  return {
    sum: sumOf([conversation, seq, sender, cid, opId, at, role, kind, target]),
    bodySum: sumOf([name, text, more]),
  }
}

/** CRC-32 over fields, each with its length before it, so that nothing can move from one to another unseen. */
const sumOf = (fields: readonly (string | number | null)[]): number => {
  let all = ''
  for (const field of fields) all += field === null ? '-' : `${String(field).length}:${field}`
  return crc32(all)
}
