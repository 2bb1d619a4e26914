import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { assertShare, assertSize, type KeptAttachment, type Unfinished } from '../../domain/attachment.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Transcription } from '../../domain/transcript.ts'
import type { Attachments, AttachmentUpload } from '../../ports/attachments.ts'
import type { Bucket } from './bucket.ts'
import { createBucketState } from './bucket-state.ts'
import { described, spooled } from './spool.ts'

/** How long an upload that stands still is kept, milliseconds. */
const UNFINISHED_KEPT_MS = 24 * 3_600_000
/** How long a count of a tenant's bytes serves, milliseconds: other processes add meanwhile, so a share may be passed by what they take in it. */
const COUNTED_MS = 60_000
/** Ids are UUIDs of ours: nothing else becomes a key. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Digits of an offset in a key, so that the order of keys is that of bytes. */
const OFFSET_DIGITS = 12

export interface AttachmentObjectsParts {
  bucket: Bucket
  /** Folder on this disk for bytes under way. */
  spool: string
  /** Bytes of one file. */
  maxBytes: number
  /** Bytes of all files of one tenant. */
  tenantBytes: number
  now: () => Date
  newId: () => string
  examine: (
    path: string,
    clean: string,
  ) => Promise<{ mime: string; picture?: { width: number; height: number; size: number } }>
}

type Uploader = { tenant: string; by: KeptAttachment['by']; id: string }

/**
 * Files in a bucket that all processes see, a prefix a tenant. `files/<tenant>/<id>` beside `<id>.json`, which is put last;
 * `unsent/<tenant>/<id>` as long as no message is known to name it; `unfinished/<tenant>/<id>/` what was said of an upload, and
 * its pieces by their offset, so that the next piece may come to another process.
 */
export const createAttachmentObjects = (parts: AttachmentObjectsParts): Attachments => {
  const { bucket, spool, maxBytes, tenantBytes, now, newId, examine } = parts
  const counted = new Map<string, { bytes: number; at: number }>()
  /** Uploads that bytes are coming for now, to this process. */
  const writing = new Set<string>()
  const fileKey = (tenant: string, id: string): string => `files/${prefixOf(tenant)}/${id}`
  /** What was heard in a voice note. */
  const heardKey = (tenant: string, id: string): string => `${fileKey(tenant, id)}.heard.json`
  const unsentKey = (tenant: string, id: string): string => `unsent/${prefixOf(tenant)}/${id}`
  const underWay = (tenant: string, id = ''): string => `unfinished/${prefixOf(tenant)}/${id}`
  const saidKey = (tenant: string, id: string, size: number): string => `${underWay(tenant, id)}/said.${size}`

  const keptBytes = async (tenant: string): Promise<number> => {
    const known = counted.get(tenant)
    if (known !== undefined && now().getTime() - known.at < COUNTED_MS) return known.bytes
    let bytes = 0
    for await (const { key, size } of bucket.list(fileKey(tenant, ''))) if (!key.endsWith('.json')) bytes += size
    counted.set(tenant, { bytes, at: now().getTime() })
    return bytes
  }

  /** Bytes that uploads under way said they have; those that stood still too long are removed. */
  const saidBytes = async (tenant: string): Promise<number> => {
    const uploads = new Map<string, { keys: string[]; said: number; touched: number }>()
    for await (const { key, changed } of bucket.list(underWay(tenant))) {
      const [id = '', name = ''] = key.split('/').slice(2)
      const upload = uploads.get(id) ?? { keys: [], said: 0, touched: 0 }
      upload.keys.push(key)
      upload.touched = Math.max(upload.touched, Date.parse(changed))
      if (name.startsWith('said.')) upload.said = Number(name.slice('said.'.length))
      uploads.set(id, upload)
    }
    let bytes = 0
    for (const { keys, said, touched } of uploads.values()) {
      if (now().getTime() - touched > UNFINISHED_KEPT_MS) for (const key of keys) await bucket.remove(key)
      else bytes += said
    }
    return bytes
  }

  /** What was said of an upload, and its pieces that follow each other from the first byte on. */
  const known = async ({ tenant, by, id }: Uploader) => {
    const pieces: { key: string; size: number }[] = []
    let said: string | undefined
    let offset = 0
    if (ID.test(id))
      for await (const { key, size } of bucket.list(`${underWay(tenant, id)}/`)) {
        const name = key.split('/').at(-1) ?? ''
        if (name.startsWith('said.')) said = key
        else if (Number(name) === offset) {
          pieces.push({ key, size })
          offset += size
        }
      }
    const text = said === undefined ? undefined : await bucket.getText(said)
    const upload = text === undefined ? undefined : (JSON.parse(text) as AttachmentUpload)
    if (said === undefined || upload === undefined || upload.by.sub !== by.sub || upload.by.role !== by.role)
      throw new Refusal('not_found', `there is no upload ${JSON.stringify(id)}: begin again`, { field: 'id' })
    return { upload, offset, pieces, keys: [...pieces.map(({ key }) => key), said] }
  }

  const find = async (tenant: string, id: string): Promise<KeptAttachment | undefined> => {
    const text = ID.test(id) ? await bucket.getText(`${fileKey(tenant, id)}.json`) : undefined
    return text === undefined ? undefined : (JSON.parse(text) as KeptAttachment)
  }

  /** A file of this process alone on this disk, removed afterwards. */
  const aside = async <T>(work: (path: string) => Promise<T>): Promise<T> => {
    await mkdir(spool, { recursive: true, mode: 0o700 })
    const path = join(spool, newId())
    try {
      return await work(path)
    } finally {
      for (const left of [path, `${path}.clean`]) await rm(left, { force: true })
    }
  }

  const finish = (of: Uploader): Promise<KeptAttachment> =>
    aside(async (path) => {
      const { upload, pieces, keys } = await known(of)
      const { tenant, id } = of
      for (const { key } of pieces) await pipeline(await present(bucket, key), createWriteStream(path, { flags: 'a' }))
      const done = async (): Promise<void> => {
        // The pieces first: as long as somebody said that it comes, what is left of it is found.
        for (const key of keys) await bucket.remove(key)
      }
      const { mime, picture } = await examine(path, `${path}.clean`).catch(async (error: unknown) => {
        await done()
        throw error
      })
      const file = await described(picture === undefined ? path : `${path}.clean`)
      const kept: KeptAttachment = {
        id,
        ...upload,
        mime,
        ...(picture ?? {}),
        sha256: file.sha256,
        at: now().toISOString(),
      }
      await bucket.putText(unsentKey(tenant, id), '')
      await bucket.put(fileKey(tenant, id), file)
      await bucket.putText(`${fileKey(tenant, id)}.json`, JSON.stringify(kept))
      const before = counted.get(tenant)
      if (before !== undefined) before.bytes += file.size
      await done()
      return kept
    })

  const mark = async (tenant: string, ids: readonly string[], withdrawn: boolean): Promise<void> => {
    for (const id of ids) {
      const kept = await find(tenant, id)
      if (kept === undefined) continue
      const { withdrawn: _, ...rest } = kept
      await bucket.putText(`${fileKey(tenant, id)}.json`, JSON.stringify(withdrawn ? { ...rest, withdrawn } : rest))
    }
  }

  const state = createBucketState(bucket, () => now().getTime())

  return {
    begin: async (upload) => {
      const { tenant, size } = upload
      assertSize(size, maxBytes)
      assertShare(size, { used: (await keptBytes(tenant)) + (await saidBytes(tenant)), share: tenantBytes })
      const id = newId()
      await bucket.putText(saidKey(tenant, id, size), JSON.stringify(upload))
      return { id, offset: 0, size }
    },
    unfinished: async (of): Promise<Unfinished> => {
      const { upload, offset } = await known(of)
      return { id: of.id, offset, size: upload.size }
    },
    add: async (to, bytes) => {
      const { tenant, id } = to
      const key = fileKey(tenant, id)
      if (writing.has(key)) throw standsElsewhere('bytes of this upload are coming already: wait for them')
      writing.add(key)
      try {
        const { upload, offset } = await known(to)
        if (to.offset !== offset)
          throw standsElsewhere(`offset is ${to.offset}, the upload stands at ${offset}: go on from there`)
        const reached = await aside(async (path) => {
          const { size, sha256, error } = await spooled(bytes, path, upload.size - offset, upload.size)
          if (size > 0) {
            const piece = `${underWay(tenant, id)}/${String(offset).padStart(OFFSET_DIGITS, '0')}`
            if (!(await bucket.put(piece, { path, size, sha256 }, { onlyNew: true })))
              throw standsElsewhere('bytes of this upload came another way meanwhile: ask where it stands')
          }
          if (error !== undefined) throw error
          return offset + size
        })
        return reached < upload.size ? { id, offset: reached, size: upload.size } : await finish(to)
      } finally {
        writing.delete(key)
      }
    },
    find,
    read: async (tenant, id) => {
      const kept = await find(tenant, id)
      return kept === undefined || kept.withdrawn ? undefined : bucket.get(fileKey(tenant, id))
    },
    withdraw: (tenant, ids) => mark(tenant, ids, true),
    reinstate: (tenant, ids) => mark(tenant, ids, false),
    unsent: async function* (before) {
      for await (const { key, changed } of bucket.list('unsent/')) {
        if (changed >= before) continue
        const file = `files/${key.slice('unsent/'.length)}`
        const text = await bucket.getText(`${file}.json`)
        if (text !== undefined) yield JSON.parse(text) as KeptAttachment
        // What a crash left of a file that never was whole.
        else for (const left of [file, key]) await bucket.remove(left)
      }
    },
    sent: async (tenant, ids) => {
      for (const id of ids) if (ID.test(id)) await bucket.remove(unsentKey(tenant, id))
    },
    erase: async (tenant, ids) => {
      for (const id of ids) {
        if (!ID.test(id)) continue
        // What says that it is there goes first: a file without it is not there.
        const key = fileKey(tenant, id)
        for (const own of [`${key}.json`, key, heardKey(tenant, id), unsentKey(tenant, id)]) await bucket.remove(own)
      }
      counted.delete(tenant)
    },
    keepTranscription: async (tenant, id, transcription) => {
      const key = heardKey(tenant, id)
      if ((await find(tenant, id)) === undefined || (await bucket.getText(key)) !== undefined) return
      await bucket.putText(key, JSON.stringify(transcription))
      // Erased meanwhile.
      if ((await find(tenant, id)) === undefined) await bucket.remove(key)
    },
    transcription: async (tenant, id) => {
      const kept = await find(tenant, id)
      const text = kept === undefined || kept.withdrawn ? undefined : await bucket.getText(heardKey(tenant, id))
      return text === undefined ? undefined : (JSON.parse(text) as Transcription)
    },
    state,
  }
}

// A tenant's name is anybody's text; its hash is a key's.
const prefixOf = (tenant: string): string => createHash('sha256').update(tenant).digest('hex').slice(0, 32)

const standsElsewhere = (message: string): Refusal => new Refusal('conflict', message, { field: 'offset' })

const present = async (bucket: Bucket, key: string): Promise<AsyncIterable<Uint8Array>> => {
  const bytes = await bucket.get(key)
  if (bytes === undefined) throw standsElsewhere('a piece of this upload is gone: begin again')
  return bytes
}
