import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { AwsV4Signer } from 'aws4fetch'
import { Refusal } from '../../domain/errors.ts'
import { parseListing, type StoredObject } from './listing.ts'

export interface BucketSettings {
  /** Of the service, such as `https://s3.eu-central-1.amazonaws.com` or `http://minio:9000`; the bucket follows in the path. */
  url: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  region: string
  /** Milliseconds until a call must have begun to answer. */
  deadlineMs?: number
  fetch?: typeof fetch
}

/** Bytes on this disk that are to be put. */
export interface FileToPut {
  path: string
  size: number
  /** Hexadecimal. */
  sha256: string
}

/** One bucket of an S3-compatible service. Refused calls reject with `storage` or `storage.full`. */
export interface Bucket {
  /** False where `onlyNew` and there is one of that name. */
  put(key: string, file: FileToPut, options?: { onlyNew?: boolean }): Promise<boolean>
  putText(key: string, text: string): Promise<void>
  get(key: string): Promise<AsyncIterable<Uint8Array> | undefined>
  getText(key: string): Promise<string | undefined>
  remove(key: string): Promise<void>
  /** In the order of their keys, as many pages as there are. */
  list(prefix: string): AsyncIterable<StoredObject>
}

/** A call without bytes of a file; one with them gets a second more a mebibyte. */
const DEADLINE_MS = 5_000
const DEADLINE_PER_MEBIBYTE_MS = 1_000
const MEBIBYTE = 1024 * 1024
/** How often a call is tried that the service could not carry out (5xx, cut off): all of ours can be repeated. */
const TRIES = 3
const RETRY_MS = 100
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

interface Call {
  method: 'GET' | 'PUT' | 'DELETE'
  url: string
  sha256?: string
  headers?: Record<string, string>
  size?: number
  body?: () => ReadableStream | Uint8Array<ArrayBuffer>
}

/**
 * The only door to the signing package. Every body is signed by its sha256, so that the service refuses one that was changed on
 * its way.
 */
export const createBucket = (settings: BucketSettings): Bucket => {
  const { url, bucket, accessKeyId, secretAccessKey, region, deadlineMs = DEADLINE_MS, fetch: ask = fetch } = settings
  const root = `${url.replace(/\/+$/, '')}/${bucket}`
  const at = (key: string): string => `${root}/${key}`

  const once = async ({
    method,
    url,
    sha256 = EMPTY_SHA256,
    headers = {},
    size = 0,
    body,
  }: Call): Promise<Response> => {
    const signer = new AwsV4Signer({
      method,
      url,
      headers: { ...headers, 'x-amz-content-sha256': sha256 },
      accessKeyId,
      secretAccessKey,
      service: 's3',
      region,
    })
    const signed = await signer.sign()
    const begun = new AbortController()
    const late = setTimeout(() => begun.abort(), deadlineMs + (size / MEBIBYTE) * DEADLINE_PER_MEBIBYTE_MS)
    try {
      return await ask(signed.url, {
        method,
        headers: signed.headers,
        redirect: 'error',
        signal: begun.signal,
        ...(body === undefined ? {} : { body: body(), duplex: 'half' }),
      } as RequestInit)
    } finally {
      clearTimeout(late)
    }
  }

  /** @throws Refusal where the service cannot be reached or fails again and again */
  const call = async (what: Call): Promise<Response> => {
    for (let left = TRIES; ; left--) {
      const answer = await once(what).catch((error: Error) => error)
      const failed = answer instanceof Error || answer.status >= 500 || answer.status === 429
      if (!failed) return answer
      if (left > 1) {
        if (!(answer instanceof Error)) await answer.body?.cancel()
        await new Promise((wait) => setTimeout(wait, RETRY_MS))
        continue
      }
      throw answer instanceof Error ? unreachable(root, answer) : await refusalOf(root, answer)
    }
  }

  /** @throws Refusal unless the service said yes, or one of these */
  const settled = async (what: Call, ...also: number[]): Promise<Response> => {
    const answer = await call(what)
    if (answer.ok || also.includes(answer.status)) return answer
    throw await refusalOf(root, answer)
  }

  const get = async (key: string): Promise<Response | undefined> => {
    const answer = await settled({ method: 'GET', url: at(key) }, 404)
    if (answer.status !== 404) return answer
    const text = await answer.text()
    // A bucket that is not there is no file that is not there.
    if (text.includes('NoSuchBucket')) throw noBucket(root)
    return undefined
  }

  return {
    put: async (key, { path, size, sha256 }, { onlyNew = false } = {}) => {
      const headers = { 'content-length': String(size), ...(onlyNew ? { 'if-none-match': '*' } : {}) }
      const body = () => Readable.toWeb(createReadStream(path)) as ReadableStream
      const answer = await settled(
        { method: 'PUT', url: at(key), sha256, size, headers, body },
        ...(onlyNew ? [412] : []),
      )
      await answer.arrayBuffer()
      return answer.status !== 412
    },
    putText: async (key, text) => {
      const bytes = new TextEncoder().encode(text)
      const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
      const answer = await settled({ method: 'PUT', url: at(key), sha256: digest, body: () => bytes })
      await answer.arrayBuffer()
    },
    get: async (key) => {
      const answer = await get(key)
      return answer && (answer.body as unknown as AsyncIterable<Uint8Array>)
    },
    getText: async (key) => (await get(key))?.text(),
    remove: async (key) => {
      const answer = await settled({ method: 'DELETE', url: at(key) }, 404)
      await answer.arrayBuffer()
    },
    list: async function* (prefix) {
      for (let token: string | undefined = ''; token !== undefined; ) {
        const query = new URLSearchParams({
          'list-type': '2',
          prefix,
          ...(token === '' ? {} : { 'continuation-token': token }),
        })
        const page = parseListing(await (await settled({ method: 'GET', url: `${root}?${query}` })).text())
        yield* page.objects
        token = page.next
      }
    },
  }
}

const unreachable = (root: string, cause: Error): Refusal => {
  const reason =
    cause.name === 'AbortError' ? 'it says nothing' : ((cause.cause as Error | undefined)?.message ?? cause.message)
  return new Refusal('storage', `the place for files, ${root}, cannot be used: ${reason}`, { cause })
}

const noBucket = (root: string): Refusal =>
  new Refusal('storage', `the place for files, ${root}, is not there: make the bucket, or correct S3_BUCKET`)

/** Why the service said no, in its own code, which names neither keys nor files of ours. */
const refusalOf = async (root: string, answer: Response): Promise<Refusal> => {
  const text = await answer.text().catch(() => '')
  const code = /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1]
  if (answer.status === 507 || code === 'QuotaExceeded' || code === 'XMinioStorageFull')
    return new Refusal('storage.full', 'there is no room for files: try again later')
  if (code === 'NoSuchBucket' || answer.status === 404) return noBucket(root)
  if (answer.status === 401 || answer.status === 403)
    return new Refusal(
      'storage',
      `the place for files, ${root}, refuses our keys (${code ?? answer.status}): correct S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and S3_REGION, and let them read, write, list and delete`,
    )
  return new Refusal(
    'storage',
    `the place for files, ${root}, answered ${answer.status}${code === undefined ? '' : ` (${code})`}`,
  )
}
