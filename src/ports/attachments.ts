import type { KeptAttachment, Unfinished } from '../domain/attachment.ts'
import type { Transcription } from '../domain/transcript.ts'

/** What is known of a file before it comes. */
export interface AttachmentUpload extends Pick<KeptAttachment, 'tenant' | 'by' | 'customer' | 'conversation' | 'name'> {
  /** Bytes in all. */
  size: number
}

/** How the place where files lie is. */
export interface AttachmentsState {
  kind: 'folder' | 's3'
  /** ISO 8601; since when it cannot be used, and why. Absent where it can. */
  since?: string
  reason?: string
}

/**
 * Files that people send, kept beside the log. Laws: AT1 a file is durable and whole once it is kept, or it is not there; AT2 nothing of
 * one tenant is visible to another; AT3 its type is what its content says; one that is not among the accepted types is refused with
 * `unsupported_type`; AT4 a picture is kept without its metadata (place, device); AT5 a withdrawn file is read by nobody (W5);
 * AT6 an upload goes on where it was cut off, also after a restart, and never holds more than it said; AT7 a tenant never has more bytes
 * here than its share: an upload that would go beyond is refused with `attachments.full` before it begins; AT8 of a file that was
 * erased nothing is left, and what was never said to be sent is told of until it is said or erased; AT9 what was heard in a file is
 * durable once it is kept, is read by nobody while the file is withdrawn, and goes with it.
 */
export interface Attachments {
  begin(upload: AttachmentUpload): Promise<Unfinished>
  unfinished(of: { tenant: string; by: KeptAttachment['by']; id: string }): Promise<Unfinished>
  /** Adds bytes at `offset`; the file itself once it is whole. Refused with `conflict` where the upload stands elsewhere. */
  add(
    to: { tenant: string; by: KeptAttachment['by']; id: string; offset: number },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<Unfinished | KeptAttachment>
  find(tenant: string, id: string): Promise<KeptAttachment | undefined>
  /** Its bytes from the first on; undefined where there is none, or it is withdrawn. */
  read(tenant: string, id: string): Promise<AsyncIterable<Uint8Array> | undefined>
  withdraw(tenant: string, ids: readonly string[]): Promise<void>
  /** Takes a withdrawal back: the message stands after all. */
  reinstate(tenant: string, ids: readonly string[]): Promise<void>
  /** Of all tenants: files kept before then (ISO 8601) of which `sent` was not said. */
  unsent(before: string): AsyncIterable<KeptAttachment>
  /** A message names them. */
  sent(tenant: string, ids: readonly string[]): Promise<void>
  /** Removes them with their bytes, withdrawn or not. */
  erase(tenant: string, ids: readonly string[]): Promise<void>
  /** Keeps what became of a voice note; nothing where the file is gone. The first word stays. */
  keepTranscription(tenant: string, id: string, transcription: Transcription): Promise<void>
  transcription(tenant: string, id: string): Promise<Transcription | undefined>
  state(): Promise<AttachmentsState>
}
