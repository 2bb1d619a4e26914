import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const S3_KEYS = { accessKeyId: 'AKIDTABDESK', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG', region: 'eu-central-1' }

/** What went wrong with the service, for tests. */
export interface S3Faults {
  /** Answers of so many calls to come are 503. */
  failing: number
  /** Calls are taken and never answered. */
  silent: boolean
  full: boolean
}

export interface S3Server {
  url: string
  bucket: string
  objects: Map<string, { body: Buffer; changed: Date }>
  faults: S3Faults
  /** Calls that came, refused ones included. */
  calls(): number
  close(): Promise<void>
}

/** Objects of one page of a listing: few, so that pages are turned. */
const PAGE = 2

/** A small S3 that keeps objects in memory and believes nobody whose signature (AWS Signature Version 4) it has not worked out itself. */
export const startS3Server = async (bucket = 'files-of-people'): Promise<S3Server> => {
  const objects: S3Server['objects'] = new Map()
  const faults: S3Faults = { failing: 0, silent: false, full: false }
  let calls = 0
  const server = createServer(async (request, response) => {
    calls += 1
    const body = await bodyOf(request)
    if (faults.silent) return
    if (faults.failing > 0) {
      faults.failing -= 1
      return refuse(response, 503, 'SlowDown')
    }
    const url = new URL(request.url ?? '/', 'http://s3')
    const wrong = signatureFault(request, url, body)
    if (wrong !== undefined) return refuse(response, 403, wrong)
    const [, named = '', ...rest] = url.pathname.split('/')
    if (named !== bucket) return refuse(response, 404, 'NoSuchBucket')
    const key = rest.map(decodeURIComponent).join('/')
    if (request.method === 'GET' && key === '') return list(response, url, objects)
    if (request.method === 'PUT') {
      if (faults.full) return refuse(response, 507, 'XMinioStorageFull')
      if (request.headers['if-none-match'] === '*' && objects.has(key))
        return refuse(response, 412, 'PreconditionFailed')
      objects.set(key, { body, changed: new Date() })
      return void response.end()
    }
    const object = objects.get(key)
    if (request.method === 'DELETE') {
      objects.delete(key)
      return void response.writeHead(204).end()
    }
    if (object === undefined) return refuse(response, 404, 'NoSuchKey')
    return void response.end(object.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    objects,
    faults,
    calls: () => calls,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const refuse = (response: ServerResponse, status: number, code: string): void =>
  void response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)

const list = (response: ServerResponse, url: URL, objects: S3Server['objects']): void => {
  const prefix = url.searchParams.get('prefix') ?? ''
  const after = url.searchParams.get('continuation-token') ?? ''
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
  const page = keys.slice(0, PAGE)
  const more = keys.length > PAGE
  const contents = page.map((key) => {
    const { body, changed } = objects.get(key) as { body: Buffer; changed: Date }
    return `<Contents><Key>${key}</Key><LastModified>${changed.toISOString()}</LastModified><Size>${body.length}</Size></Contents>`
  })
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  response.end(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`)
}

/** What is wrong with a call's signature, in the service's own code; by the specification, without the client's package. */
const signatureFault = (request: IncomingMessage, url: URL, body: Buffer): string | undefined => {
  const { headers, method = '' } = request
  const { authorization = '' } = headers
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      authorization,
    )
  if (parts === null) return 'AccessDenied'
  const [, id, day = '', region = '', names = '', signature = ''] = parts
  if (id !== S3_KEYS.accessKeyId) return 'InvalidAccessKeyId'
  const said = String(headers['x-amz-content-sha256'])
  if (said !== createHash('sha256').update(body).digest('hex')) return 'XAmzContentSHA256Mismatch'
  for (const must of ['host', 'x-amz-content-sha256', 'x-amz-date'])
    if (!names.split(';').includes(must)) return 'AccessDenied'
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const canonical = [
    method,
    url.pathname,
    query,
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    said,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${S3_KEYS.secretAccessKey}`,
  )
  const right = createHmac('sha256', key).update(toSign).digest('hex')
  const same = right.length === signature.length && timingSafeEqual(Buffer.from(right), Buffer.from(signature))
  return same ? undefined : 'SignatureDoesNotMatch'
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
