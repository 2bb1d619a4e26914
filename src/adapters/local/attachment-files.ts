import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { ACCEPTED_TYPES, type KeptAttachment, type Unfinished } from '../../domain/attachment.ts'
import { Refusal } from '../../domain/errors.ts'
import { contentTypeOf, TELLING_BYTES } from '../../lib/content-type.ts'
import type { Attachments, AttachmentUpload } from '../../ports/attachments.ts'
import { absent, writeOver } from './whole-file.ts'

/** How long an upload that stands still is kept, milliseconds. */
const UNFINISHED_KEPT_MS = 24 * 3_600_000
/** Ids are UUIDs of ours: nothing else becomes a path. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PART = '.part'
/** Folder of what has not come whole, so that looking it through takes as long as that is many. */
const UNFINISHED = 'unfinished'
/** Bytes of the disk that files of people never take: the log lies on it too. */
const FREE_BYTES_KEPT = 512 * 1024 * 1024

export interface AttachmentFilesParts {
  directory: string
  /** Bytes of one file. */
  maxBytes: number
  now: () => Date
  newId: () => string
  /** Writes a picture anew without its metadata; without it pictures are refused. */
  cleanPicture: (from: string, to: string, mime: string) => Promise<{ width: number; height: number; size: number }>
  /** @throws Refusal where the file must not be kept */
  scan?: (path: string) => Promise<void>
  /** Bytes that the disk of a folder still takes. */
  freeBytes?: (folder: string) => Promise<number>
}

/** Files in `directory`, a folder a tenant: `<id>` beside `<id>.json`, which is written last, so that a file with one is whole. */
export const createAttachmentFiles = (parts: AttachmentFilesParts): Attachments => {
  const { directory, maxBytes, now, newId, cleanPicture, scan = async () => undefined, freeBytes = freeOf } = parts
  /** Uploads that bytes are coming for now. */
  const writing = new Set<string>()
  // A tenant's name is anybody's text; its hash is a folder's.
  const folderOf = (tenant: string): string =>
    join(directory, createHash('sha256').update(tenant).digest('hex').slice(0, 32))
  const pathOf = (tenant: string, id: string): string => join(folderOf(tenant), id)
  const partOf = (tenant: string, id: string): string => join(folderOf(tenant), UNFINISHED, id + PART)

  const begin = async (upload: AttachmentUpload): Promise<Unfinished> => {
    if (upload.size > maxBytes)
      throw new Refusal(
        'too_large',
        `the file has ${upload.size} bytes, ${maxBytes} are taken at most: make it smaller`,
        {
          field: 'size',
        },
      )
    const folder = join(folderOf(upload.tenant), UNFINISHED)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await dropStale(folder, now().getTime())
    if ((await freeBytes(folder)) - upload.size < FREE_BYTES_KEPT)
      throw new Refusal('storage.full', 'there is no room for files: try again later')
    const id = newId()
    const part = partOf(upload.tenant, id)
    const file = await open(part, 'wx', 0o600)
    await file.close()
    await writeJson(`${part}.json`, upload)
    return { id, offset: 0, size: upload.size }
  }

  const known = async ({ tenant, by, id }: { tenant: string; by: KeptAttachment['by']; id: string }) => {
    const upload = await readJson<AttachmentUpload>(id, `${partOf(tenant, id)}.json`)
    if (upload === undefined || upload.by.sub !== by.sub || upload.by.role !== by.role)
      throw new Refusal('not_found', `there is no upload ${JSON.stringify(id)}: begin again`, { field: 'id' })
    return { upload, offset: (await stat(partOf(tenant, id))).size }
  }

  const readJson = async <T>(id: string, path: string): Promise<T | undefined> => {
    if (!ID.test(id)) return undefined
    const text = await readFile(path, 'utf8').catch(absent)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  const finish = async (id: string, upload: AttachmentUpload): Promise<KeptAttachment> => {
    const path = pathOf(upload.tenant, id)
    const part = partOf(upload.tenant, id)
    const clean = `${part}.clean`
    try {
      const mime = await typeOf(part)
      await scan(part)
      const cleaned = mime.startsWith('image/') ? await cleanPicture(part, clean, mime) : undefined
      const source = cleaned === undefined ? part : clean
      if (cleaned !== undefined) await sync(clean)
      const kept: KeptAttachment = {
        id,
        ...upload,
        mime,
        ...(cleaned ?? {}),
        sha256: await hashOf(source),
        at: now().toISOString(),
      }
      await rename(source, path)
      await writeJson(`${path}.json`, kept)
      return kept
    } finally {
      for (const left of [part, `${part}.json`, clean]) await rm(left, { force: true })
    }
  }

  const find = (tenant: string, id: string): Promise<KeptAttachment | undefined> =>
    readJson<KeptAttachment>(id, `${pathOf(tenant, id)}.json`)

  const mark = async (tenant: string, ids: readonly string[], withdrawn: boolean): Promise<void> => {
    for (const id of ids) {
      const kept = await find(tenant, id)
      if (kept === undefined) continue
      const { withdrawn: _, ...rest } = kept
      await writeJson(`${pathOf(tenant, id)}.json`, withdrawn ? { ...rest, withdrawn } : rest)
    }
  }

  return {
    begin,
    unfinished: async (of) => {
      const { upload, offset } = await known(of)
      return { id: of.id, offset, size: upload.size }
    },
    add: async (to, bytes) => {
      const key = pathOf(to.tenant, to.id)
      if (writing.has(key))
        throw new Refusal('conflict', 'bytes of this upload are coming already: wait for them', { field: 'offset' })
      writing.add(key)
      try {
        const { upload, offset } = await known(to)
        if (to.offset !== offset)
          throw new Refusal('conflict', `offset is ${to.offset}, the upload stands at ${offset}: go on from there`, {
            field: 'offset',
          })
        const reached = await append(partOf(to.tenant, to.id), bytes, { offset, size: upload.size })
        return reached < upload.size ? { id: to.id, offset: reached, size: upload.size } : await finish(to.id, upload)
      } finally {
        writing.delete(key)
      }
    },
    find,
    read: async (tenant, id) => {
      const kept = await find(tenant, id)
      return kept === undefined || kept.withdrawn ? undefined : createReadStream(pathOf(tenant, id))
    },
    withdraw: (tenant, ids) => mark(tenant, ids, true),
    reinstate: (tenant, ids) => mark(tenant, ids, false),
  }
}

/** Appends and syncs, also what came before the sender was cut off; the new length. */
const append = async (
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  { offset, size }: { offset: number; size: number },
): Promise<number> => {
  const file = await open(path, 'a')
  let reached = offset
  try {
    for await (const chunk of bytes) {
      if (reached + chunk.byteLength > size)
        throw new Refusal(
          'too_large',
          `more than the ${size} bytes came that the upload said: begin again with its true size`,
          {
            field: 'size',
          },
        )
      await file.writeFile(chunk)
      reached += chunk.byteLength
    }
    return reached
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new Refusal('storage.full', 'there is no room for files: try again later', { cause: error })
    throw error
  } finally {
    await file.sync().finally(() => file.close())
  }
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

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

const writeJson = (path: string, value: object): Promise<void> =>
  writeOver(path, (file) => file.writeFile(JSON.stringify(value)))

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}

const freeOf = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** An upload is its bytes and what is known of it: as long as either is touched, both stay. */
const dropStale = async (folder: string, now: number): Promise<void> => {
  const touched = new Map<string, number>()
  const names = await readdir(folder)
  const idOf = (name: string): string => name.split('.')[0] as string
  for (const name of names) {
    const { mtimeMs } = (await stat(join(folder, name)).catch(absent)) ?? { mtimeMs: now }
    touched.set(idOf(name), Math.max(mtimeMs, touched.get(idOf(name)) ?? 0))
  }
  for (const name of names)
    if (now - (touched.get(idOf(name)) ?? now) > UNFINISHED_KEPT_MS) await rm(join(folder, name), { force: true })
}
