import { shellWords } from '../../lib/shell-words.ts'

/** What a curl command sends. */
export interface CurlCall {
  url: URL
  method: 'GET' | 'POST'
  headers: [name: string, value: string][]
  body?: string
  /** File of `--cacert`. */
  ca?: string
}

/** A command that no source can be made of: why, and the fix. */
export class CurlFault extends Error {}

/** Reads a command as it is copied from a browser or from documentation. @throws CurlFault */
export const parseCurl = (command: string): CurlCall => {
  const words = shellWords(command.trim())
  if (words === undefined) throw new CurlFault('the command has a quote that is never closed')
  if (words[0] !== 'curl') throw new CurlFault('write the whole command in quotes, curl first')
  const headers: CurlCall['headers'] = []
  const data: string[] = []
  let method: string | undefined
  let address: string | undefined
  let ca: string | undefined
  let isQuery = false
  const take = (name: string, value: string): void => {
    switch (name) {
      case 'request':
        method = value.toUpperCase()
        return
      case 'header':
        headers.push(headerOf(value))
        return
      case 'user':
        headers.push(['authorization', `Basic ${Buffer.from(value).toString('base64')}`])
        return
      case 'json':
        headers.push(['content-type', 'application/json'])
        data.push(value)
        return
      case 'data-urlencode':
        data.push(value.replace(/=([\s\S]*)$/, (_, of: string) => `=${encodeURIComponent(of)}`))
        return
      case 'data':
        data.push(value)
        return
      case 'url':
        address = value
        return
      case 'cacert':
        ca = value
        return
      case 'get':
        isQuery = true
        return
      default:
        if (Object.hasOwn(REFUSED, name)) throw new CurlFault(`--${name}: ${REFUSED[name]}`)
    }
  }
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] as string
    if (!word.startsWith('-')) {
      address = word
      continue
    }
    for (const { name, rest } of optionsOf(word)) {
      if (!TAKES_VALUE.has(name)) take(name, '')
      else take(name, rest ?? words[++at] ?? '')
    }
  }
  if (address === undefined) throw new CurlFault('the command names no address')
  const url = URL.canParse(address)
    ? new URL(address)
    : URL.canParse(`http://${address}`)
      ? new URL(`http://${address}`)
      : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CurlFault('its address is no http:// or https:// one')
  if (isQuery) for (const [name, value] of new URLSearchParams(data.join('&'))) url.searchParams.append(name, value)
  const body = isQuery || data.length === 0 ? undefined : data.join('&')
  const sent = method ?? (body === undefined ? 'GET' : 'POST')
  if (sent !== 'GET' && sent !== 'POST') throw new CurlFault(`it is a ${sent}: sources are only read`)
  return { url, method: sent, headers, ...(body === undefined ? {} : { body }), ...(ca === undefined ? {} : { ca }) }
}

const SHORT: Readonly<Record<string, string>> = {
  A: 'user-agent',
  b: 'cookie',
  d: 'data',
  e: 'referer',
  F: 'form',
  G: 'get',
  H: 'header',
  k: 'insecure',
  m: 'max-time',
  o: 'output',
  T: 'upload-file',
  u: 'user',
  w: 'write-out',
  X: 'request',
  x: 'proxy',
  s: 'silent',
  S: 'show-error',
  L: 'location',
  i: 'include',
  v: 'verbose',
  f: 'fail',
  g: 'globoff',
}
const LONG: Readonly<Record<string, string>> = { 'data-raw': 'data', 'data-ascii': 'data', 'data-binary': 'data' }
/** Without meaning for a source. */
const IGNORED = [
  'silent',
  'show-error',
  'location',
  'include',
  'verbose',
  'fail',
  'globoff',
  'compressed',
  'http1.1',
  'http2',
  'user-agent',
  'referer',
  'max-time',
  'connect-timeout',
  'output',
  'write-out',
  'retry',
]
const REFUSED: Readonly<Record<string, string>> = {
  cookie: "a cookie is somebody's session and ends with it; ask the system for a key or a token",
  insecure: 'certificates are always checked: name the file of the issuer with --cacert',
  form: 'sends a form, sources send JSON',
  'upload-file': 'sources are only read',
  proxy: 'sources are called without a proxy',
}
const TAKES_VALUE = new Set([
  'request',
  'header',
  'user',
  'json',
  'data',
  'data-urlencode',
  'url',
  'cacert',
  'cookie',
  'form',
  'upload-file',
  'proxy',
  'user-agent',
  'referer',
  'max-time',
  'connect-timeout',
  'output',
  'write-out',
  'retry',
])
const KNOWN = new Set([...TAKES_VALUE, ...IGNORED, ...Object.keys(REFUSED), 'get'])

/** `--name`, `-X`, `-XPOST`, `-sSL`. @throws CurlFault for one that is not known: what it would have done is not guessed */
const optionsOf = (word: string): { name: string; rest?: string }[] => {
  if (word.startsWith('--')) {
    const name = LONG[word.slice(2)] ?? word.slice(2)
    if (!KNOWN.has(name)) throw new CurlFault(`${word} is not known here: leave it out`)
    return [{ name }]
  }
  const options: { name: string; rest?: string }[] = []
  for (let at = 1; at < word.length; at += 1) {
    const name = SHORT[word[at] as string]
    if (name === undefined) throw new CurlFault(`-${word[at]} is not known here: leave it out`)
    const rest = word.slice(at + 1)
    if (TAKES_VALUE.has(name)) return [...options, rest === '' ? { name } : { name, rest }]
    options.push({ name })
  }
  return options
}

const headerOf = (written: string): [string, string] => {
  const [, name = '', value = ''] = /^([^:]*):\s*([\s\S]*)$/.exec(written) ?? []
  if (name === '') throw new CurlFault('a header has no name: -H "Name: value"')
  if (name.toLowerCase() === 'cookie') throw new CurlFault(`--cookie: ${REFUSED['cookie']}`)
  return [name.toLowerCase(), value]
}
