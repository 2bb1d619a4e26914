import { createHash } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { Refusal } from '../../domain/errors.ts'
import type { FileToPut } from './bucket.ts'

/** Writes what comes to this disk; what came before its sender was cut off counts, and comes back beside the error. */
export const spooled = async (
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  left: number,
  said: number,
): Promise<{ size: number; sha256: string; error?: unknown }> => {
  const hash = createHash('sha256')
  const file = await open(path, 'w', 0o600)
  let size = 0
  try {
    for await (const chunk of bytes) {
      if (size + chunk.byteLength > left)
        throw new Refusal(
          'too_large',
          `more than the ${said} bytes came that the upload said: begin again with its true size`,
          {
            field: 'size',
          },
        )
      await file.writeFile(chunk)
      hash.update(chunk)
      size += chunk.byteLength
    }
    return { size, sha256: hash.digest('hex') }
  } catch (error) {
    return { size, sha256: hash.digest('hex'), error }
  } finally {
    await file.close()
  }
}

/** What a file on this disk is, for the bucket. */
export const described = async (path: string): Promise<FileToPut> => {
  const hash = createHash('sha256')
  const file = await open(path, 'r')
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer)
  } finally {
    await file.close()
  }
  return { path, size: (await stat(path)).size, sha256: hash.digest('hex') }
}
