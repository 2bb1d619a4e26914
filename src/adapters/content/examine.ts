import { open } from 'node:fs/promises'
import { ACCEPTED_TYPES } from '../../domain/attachment.ts'
import { Refusal } from '../../domain/errors.ts'
import { contentTypeOf, TELLING_BYTES } from '../../lib/content-type.ts'

export interface ExamineParts {
  /** Writes a picture anew without its metadata. */
  cleanPicture: (from: string, to: string, mime: string) => Promise<{ width: number; height: number; size: number }>
  /** @throws Refusal where the file must not be kept */
  scan?: (path: string) => Promise<void>
}

/** What a whole file is; of a picture also how large, and that it lies at the other path, written anew. */
export interface Examined {
  mime: string
  picture?: { width: number; height: number; size: number }
}

/** Looks at a file that has come whole, before it is kept. `clean`: where a picture is written anew. */
export type Examine = (path: string, clean: string) => Promise<Examined>

/**
 * AT3 and AT4, and the operator's scan, for whatever keeps files.
 * @throws Refusal `unsupported_type`, `unprocessable`, or what the scan says
 */
export const createExamine =
  ({ cleanPicture, scan = async () => undefined }: ExamineParts): Examine =>
  async (path, clean) => {
    const mime = await typeOf(path)
    await scan(path)
    return mime.startsWith('image/') ? { mime, picture: await cleanPicture(path, clean, mime) } : { mime }
  }

const typeOf = async (path: string): Promise<string> => {
  const file = await open(path, 'r')
  const head = Buffer.alloc(TELLING_BYTES)
  const { bytesRead } = await file.read(head, 0, TELLING_BYTES, 0).finally(() => file.close())
  const mime = contentTypeOf(head.subarray(0, bytesRead))
  if ((ACCEPTED_TYPES as readonly (string | undefined)[]).includes(mime)) return mime as string
  throw new Refusal(
    'unsupported_type',
    'the content is of no kind that is taken: send a picture (JPEG, PNG, WebP, GIF), a sound (WAV, MP3, OGG, M4A), PDF, ZIP or plain text',
    { field: 'file' },
  )
}
