import type { Attachment } from '../../domain/message.ts'

/** The kind of the message that brings a file. */
export const kindOf = ({ mime }: Attachment): 'image' | 'audio' | 'file' =>
  mime.startsWith('image/') ? 'image' : mime.startsWith('audio/') ? 'audio' : 'file'
