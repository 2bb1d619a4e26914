import { z } from 'zod'
import { kindOfAddress } from '../../lib/inner-address.ts'
import { deadlineMs, text } from './common-settings.ts'
import { jsonPath } from './mapping.ts'

/** Its host is the only one that the source may call. */
const endpoint = z.string().superRefine((written, context) => {
  const fault = faultOfUrl(written)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
})

const faultOfUrl = (written: string): string | undefined => {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'write a URL: https://oms.example.com/api'
  if (url.username !== '' || url.password !== '') return 'names a user: put it into auth.basic'
  if (url.search !== '' || url.hash !== '') return 'has a query: put it into the paths of the operations'
  return undefined
}

const auth = z
  .strictObject({
    bearer: text,
    basic: z.strictObject({ user: text, password: z.string() }),
    apiKey: z
      .strictObject({ header: text, query: text, value: text })
      .partial({ header: true, query: true })
      .refine(
        ({ header, query }) => (header === undefined) !== (query === undefined),
        'say header or query, one of the two',
      ),
    token: z.strictObject({
      url: endpoint,
      headers: z.record(text, z.string()).default({}),
      body: z.record(text, z.string()).default({}),
      as: z.enum(['form', 'json']).default('form'),
      read: jsonPath.default('$.access_token'),
      expiresIn: jsonPath.default('$.expires_in'),
    }),
  })
  .partial()
  .refine((said) => Object.keys(said).length === 1, 'say one of bearer, basic, apiKey, token')

/** Settings of every source over HTTP. */
export const http = {
  endpoint,
  operationHeaders: z.record(text, z.string()).default({}),
  auth: auth.optional(),
  allowPrivate: z.boolean().default(false),
  /** A file with the certificate of the issuer that is trusted here besides the public ones; once read, its text. */
  ca: text.optional(),
  deadlineMs,
}

/** Addresses that stand in the file itself are judged before anything is sent. */
export const innerHosts = <
  T extends {
    endpoint?: string | undefined
    allowPrivate: boolean
    auth?: { token?: { url: string } | undefined } | undefined
  },
>(
  { endpoint, allowPrivate, auth }: T,
  context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void },
): void => {
  for (const [path, written] of [
    [['endpoint'], endpoint],
    [['auth', 'token', 'url'], auth?.token?.url],
  ] as const) {
    if (written === undefined || !URL.canParse(written)) continue
    const host = new URL(written).hostname
    const kind = /^[\d.]+$|^\[/.test(host) ? kindOfAddress(host) : host === 'localhost' ? 'private' : 'public'
    if (kind === 'private' && !allowPrivate)
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: 'is an address of this machine or house: say allowPrivate: true if it is meant',
      })
    if (kind === 'never')
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: 'is an address that no service has (link-local, multicast, reserved)',
      })
  }
}

export type Auth = z.infer<typeof auth>
export type TokenFrom = NonNullable<Auth['token']>
