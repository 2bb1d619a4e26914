import { stringify } from 'yaml'
import { kindOfAddress } from '../../lib/inner-address.ts'
import { type CurlCall, CurlFault, parseCurl } from './curl-command.ts'
import { OPERATIONS, type OperationName, SHAPES, type Shape } from './shapes.ts'

export interface FromCurl {
  command: string
  /** Of the source. */
  name: string
  read: OperationName
  /** The value in the command that is the id; several with commas between them are a batch. */
  id: string
}

/** A file with one source, and the names of variables that take the place of the secrets in the command. */
export interface CurlSource {
  file: string
  secrets: string[]
}

/** Makes a source of a call that works. Its secrets are in no file: each becomes `${NAME}`. @throws CurlFault */
export const sourceFromCurl = ({ command, name, read, id }: FromCurl): CurlSource => {
  const call = parseCurl(command)
  const secrets: string[] = []
  const secret = (kind: string): string => {
    const variable = `${name}_${kind}`.toUpperCase().replaceAll(/\W/g, '_')
    secrets.push(variable)
    return `\${${variable}}`
  }
  const { auth, headers } = knownBy(call, secret)
  const { path, body } = withPlaceholders(call, id)
  const host = call.url.hostname
  const isInner = host === 'localhost' || (/^[\d.]+$|^\[/.test(host) && kindOfAddress(host) === 'private')
  const definition = {
    name,
    handler: {
      rest: {
        endpoint: call.url.origin,
        ...(isInner ? { allowPrivate: true } : {}),
        ...(call.ca === undefined ? {} : { ca: call.ca }),
        ...(auth === undefined ? {} : { auth }),
        ...(headers.length === 0 ? {} : { operationHeaders: Object.fromEntries(headers) }),
        operations: {
          [read]: {
            path,
            ...(call.method === 'POST' ? { method: 'POST' } : {}),
            ...(body === undefined ? {} : { body }),
            probe: id.split(',')[0],
          },
        },
      },
    },
    transforms: [{ fields: { [OPERATIONS[read].type]: skeletonOf(SHAPES[OPERATIONS[read].type]) } }],
  }
  const file = `# Made of a curl command. Next: correct the paths after the $ (docs/mesh.md, "Fields"), add entries: where the answer has the list, then npx tabdesk mesh check\n${stringify({ sources: [definition] }, { lineWidth: 160 })}`
  return { file, secrets }
}

/** Of the connection, or of the browser that the command was copied from. */
const DROPPED =
  /^(accept.*|connection|content-(length|type)|dnt|host|origin|priority|pragma|cache-control|referer|sec-.*|te|upgrade-.*|user-agent)$/
const SECRET = /key|token|secret|sign|auth|passw/i

const knownBy = ({ headers, url }: CurlCall, secret: (kind: string) => string) => {
  let auth: object | undefined
  const kept: [string, string][] = []
  for (const [name, value] of headers) {
    const [, scheme = '', proof = ''] = name === 'authorization' ? (/^(bearer|basic) (.+)$/i.exec(value) ?? []) : []
    if (scheme.toLowerCase() === 'bearer') auth = { bearer: secret('token') }
    else if (scheme.toLowerCase() === 'basic') {
      const [user = ''] = Buffer.from(proof, 'base64').toString('utf8').split(':')
      auth = { basic: { user, password: secret('password') } }
    } else if (SECRET.test(name)) {
      if (auth === undefined) auth = { apiKey: { header: name, value: secret('key') } }
      else kept.push([name, secret(name)])
    } else if (!DROPPED.test(name)) kept.push([name, value])
  }
  for (const [name] of [...url.searchParams]) {
    if (!SECRET.test(name)) continue
    if (auth !== undefined)
      throw new CurlFault(`it proves itself by ${name} in the address and by a header: a source has one of the two`)
    auth = { apiKey: { query: name, value: secret('key') } }
    url.searchParams.delete(name)
  }
  return { auth, headers: kept }
}

const withPlaceholders = ({ url, body }: CurlCall, id: string): { path: string; body?: unknown } => {
  const isBatch = id.includes(',')
  const placeholder = isBatch ? '{ids}' : '{id}'
  // Whole steps and whole values only: the 1 of /v1/orders/1 stands for nobody twice. Braces of others would be placeholders of ours.
  const told = (part: string): string =>
    decoded(part) === id ? placeholder : part.replaceAll('{', '%7B').replaceAll('}', '%7D')
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => pair.replace(/=(.*)$/s, (_, value: string) => `=${told(value)}`))
    .join('&')
  const path = `${url.pathname.split('/').map(told).join('/')}${query === '' ? '' : `?${query}`}`
  if (body === undefined) {
    if (path.includes(placeholder)) return { path }
    throw new CurlFault('the command asks for no such id: name with --id the one that stands in it')
  }
  const sent = jsonOf(body)
  const filled = replaced(sent, isBatch ? id.split(',') : [id], isBatch)
  if (!`${path}${JSON.stringify(filled)}`.includes(placeholder) && !JSON.stringify(filled).includes('{ids}'))
    throw new CurlFault('the command asks for no such id: name with --id the one that stands in it')
  return { path, body: filled }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return part
  }
}

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    throw new CurlFault('what it sends is no JSON: sources send JSON')
  }
}

/** A list of just these ids is the batch; a text that is the id stands for one. */
const replaced = (value: unknown, ids: readonly string[], isBatch: boolean): unknown => {
  if (Array.isArray(value))
    return value.length === ids.length && value.every((item, at) => String(item) === ids[at])
      ? '{ids}'
      : value.map((item) => replaced(item, ids, isBatch))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, ids, isBatch)]))
  return !isBatch && String(value) === ids[0] ? '{id}' : value
}

/** Each field that is needed, as if the source called it as we do. */
const skeletonOf = (shape: Shape): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, field]): [string, unknown][] => {
      if (!field.required) return []
      if (field.kind === 'money') return [[name, { path: `$.${name}`, unit: 'major', currency: 'CNY' }]]
      if (field.kind === 'oneOf')
        return [[name, { path: `$.${name}`, map: Object.fromEntries(field.values.map((value) => [value, value])) }]]
      if (field.kind === 'time') return [[name, { path: `$.${name}`, format: 'local', zone: 'Asia/Shanghai' }]]
      return [[name, `$.${name}`]]
    }),
  )
