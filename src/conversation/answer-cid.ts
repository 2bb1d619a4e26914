import { createHash } from 'node:crypto'

/**
 * The cid of what the bot says about a message: derived from the message, so that a turn that runs again after a crash
 * cannot answer twice (W8). Shaped like a UUID.
 */
export const answerCid = (conversation: string, seq: number): string => cidOf(`answer:${conversation}:${seq}`)

/** The cid of what is said for one reason, however often somebody sets out to say it. */
export const cidOf = (reason: string): string => {
  const hex = createHash('sha256').update(reason).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
