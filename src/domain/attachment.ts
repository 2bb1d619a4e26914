import { Refusal } from './errors.ts'
import type { Role } from './message.ts'

/** A file that somebody sent into a conversation, as it is kept. */
export interface KeptAttachment {
  id: string
  tenant: string
  /** Who sent it. */
  by: { role: Role; sub: string }
  /** `sub` of the customer in whose conversation it is. */
  customer: string
  /** Which one, where staff sent it. */
  conversation?: string
  /** As the sender called it, without folders and control characters. */
  name: string
  /** What its content says that it is, whatever its name says. */
  mime: string
  /** Bytes. */
  size: number
  sha256: string
  /** ISO 8601. */
  at: string
  /** Of a picture, in pixels. */
  width?: number
  height?: number
  /** Its message was taken back: nobody gets it any more, the audit keeps it (W5). */
  withdrawn?: true
}

/** An upload that comes in pieces: bytes so far of bytes in all. */
export interface Unfinished {
  id: string
  offset: number
  size: number
}

/** Kinds of files that are taken, by their content. */
export const ACCEPTED_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/wav',
  'audio/mpeg',
  'audio/ogg',
  'audio/mp4',
  'audio/webm',
  'application/pdf',
  'application/zip',
  'text/plain',
] as const

/**
 * AT7: a tenant's share, in bytes.
 * @throws Refusal `attachments.full` with what is left
 */
export const assertShare = (size: number, { used, share }: { used: number; share: number }): void => {
  if (used + size <= share) return
  throw new Refusal(
    'attachments.full',
    `the file has ${size} bytes, ${Math.max(0, share - used)} of the ${share} for files are left: send a smaller one, or ask for older files to be removed`,
    { field: 'size' },
  )
}

/** @throws Refusal `too_large` */
export const assertSize = (size: number, maxBytes: number): void => {
  if (size <= maxBytes) return
  throw new Refusal('too_large', `the file has ${size} bytes, ${maxBytes} are taken at most: make it smaller`, {
    field: 'size',
  })
}
