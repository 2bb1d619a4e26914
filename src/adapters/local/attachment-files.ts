import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assertShare, assertSize, type KeptAttachment, type Unfinished } from '../../domain/attachment.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Transcription } from '../../domain/transcript.ts'
import type { Attachments, AttachmentUpload } from '../../ports/attachments.ts'
import { absent, writeNew, writeOver } from './whole-file.ts'

/** How long an upload that stands still is kept, milliseconds. */
const UNFINISHED_KEPT_MS = 24 * 3_600_000
/** Ids are UUIDs of ours: nothing else becomes a path. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PART = '.part'
/** Behind the name of a voice note: what was heard in it. */
const HEARD = '.heard.json'
/** Folder of what has not come whole, so that looking it through takes as long as that is many. */
const UNFINISHED = 'unfinished'
/** Folder of empty files, each named as a file that no message is known to name. */
const UNSENT = 'unsent'
/** Bytes of the disk that files of people never take: the log lies on it too. */
const FREE_BYTES_KEPT = 512 * 1024 * 1024

export interface AttachmentFilesParts {
  directory: string
  /** Bytes of one file. */
  maxBytes: number
  now: () => Date
  newId: () => string
  /** Bytes of all files of one tenant. */
  tenantBytes: number
  /** What a file is, and a picture written anew. @throws Refusal where it must not be kept */
  examine: (
    path: string,
    clean: string,
  ) => Promise<{ mime: string; picture?: { width: number; height: number; size: number } }>
  /** Bytes that the disk of a folder still takes. */
  freeBytes?: (folder: string) => Promise<number>
}

/** Files in `directory`, a folder a tenant: `<id>` beside `<id>.json`, which is written last, so that a file with one is whole. */
export const createAttachmentFiles = (parts: AttachmentFilesParts): Attachments => {
  const { directory, maxBytes, tenantBytes, now, newId, examine, freeBytes = freeOf } = parts
  /** Bytes kept of a tenant, once they were counted. */
  const used = new Map<string, number>()
  /** Uploads that bytes are coming for now. */
  const writing = new Set<string>()
  // A tenant's name is anybody's text; its hash is a folder's.
  const folderOf = (tenant: string): string =>
    join(directory, createHash('sha256').update(tenant).digest('hex').slice(0, 32))
  const pathOf = (tenant: string, id: string): string => join(folderOf(tenant), id)
  const partOf = (tenant: string, id: string): string => join(folderOf(tenant), UNFINISHED, id + PART)

  const keptBytes = async (tenant: string): Promise<number> => {
    const known = used.get(tenant)
    if (known !== undefined) return known
    let bytes = 0
    for (const name of (await readdir(folderOf(tenant)).catch(absent)) ?? [])
      if (ID.test(name)) bytes += (await stat(pathOf(tenant, name)).catch(absent))?.size ?? 0
    used.set(tenant, bytes)
    return bytes
  }

  const begin = async (upload: AttachmentUpload): Promise<Unfinished> => {
    assertSize(upload.size, maxBytes)
    const folder = join(folderOf(upload.tenant), UNFINISHED)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await dropStale(folder, now().getTime())
    assertShare(upload.size, { used: (await keptBytes(upload.tenant)) + (await saidBytes(folder)), share: tenantBytes })
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
      const { mime, picture } = await examine(part, clean)
      const source = picture === undefined ? part : clean
      if (picture !== undefined) await sync(clean)
      const kept: KeptAttachment = {
        id,
        ...upload,
        mime,
        ...(picture ?? {}),
        sha256: await hashOf(source),
        at: now().toISOString(),
      }
      const unsent = join(folderOf(upload.tenant), UNSENT)
      await mkdir(unsent, { recursive: true, mode: 0o700 })
      await writeFile(join(unsent, id), '')
      await rename(source, path)
      await writeJson(`${path}.json`, kept)
      const before = used.get(upload.tenant)
      if (before !== undefined) used.set(upload.tenant, before + kept.size)
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

  const erase = async (tenant: string, ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      if (!ID.test(id)) continue
      // What says that it is there goes first: a file without it is not there.
      const path = pathOf(tenant, id)
      for (const own of [`${path}.json`, path, path + HEARD, join(folderOf(tenant), UNSENT, id)])
        await rm(own, { force: true })
    }
    used.delete(tenant)
  }

  const keepTranscription = async (tenant: string, id: string, transcription: Transcription): Promise<void> => {
    if ((await find(tenant, id)) === undefined) return
    const path = pathOf(tenant, id) + HEARD
    await writeNew(path, (file) => file.writeFile(JSON.stringify(transcription)))
    // Erased meanwhile.
    if ((await find(tenant, id)) === undefined) await rm(path, { force: true })
  }

  /** Also removes what a crash left of files that never were whole. */
  const unsent = async function* (before: string): AsyncGenerator<KeptAttachment> {
    for (const name of (await readdir(directory).catch(absent)) ?? []) {
      const folder = join(directory, name)
      for (const id of (await readdir(join(folder, UNSENT)).catch(absent)) ?? []) {
        const kept = await readJson<KeptAttachment>(id, join(folder, `${id}.json`))
        if (kept !== undefined && kept.at < before) yield kept
        const since = (await stat(join(folder, UNSENT, id)).catch(absent))?.mtime.toISOString() ?? before
        if (kept !== undefined || since >= before) continue
        for (const path of [join(folder, id), join(folder, UNSENT, id)]) await rm(path, { force: true })
      }
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
    unsent,
    sent: async (tenant, ids) => {
      for (const id of ids) if (ID.test(id)) await rm(join(folderOf(tenant), UNSENT, id), { force: true })
    },
    erase,
    keepTranscription,
    transcription: async (tenant, id) => {
      const kept = await find(tenant, id)
      if (kept === undefined || kept.withdrawn) return undefined
      return readJson<Transcription>(id, pathOf(tenant, id) + HEARD)
    },
    state: async () => ({ kind: 'folder' }),
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

/** Bytes that uploads which have not come whole said they have. */
const saidBytes = async (folder: string): Promise<number> => {
  let bytes = 0
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue
    const text = await readFile(join(folder, name), 'utf8').catch(absent)
    bytes += text === undefined ? 0 : (JSON.parse(text) as AttachmentUpload).size
  }
  return bytes
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
