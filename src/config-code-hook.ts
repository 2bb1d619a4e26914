import { z } from 'zod'

export const MIN_SECRET_BYTES = 32

/** What calls between programs are signed with. */
export const signingSecret = z
  .string()
  .min(MIN_SECRET_BYTES, `use at least ${MIN_SECRET_BYTES} characters: openssl rand -hex 32`)

/** The shop's own program that sends codes to customers of orders. */
export const codeHookSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'write an address: https://shop.example.com/tabdesk/code' })
      .optional()
      .describe(
        'address of a program of the shop’s that sends a visitor’s code to the customer of an order (docs/orders.md); absent: no codes',
      ),
    secret: signingSecret.optional().describe('secret that its calls are signed with'),
    allowPrivate: z.boolean().default(false).describe('it may stand in this house, and be called without TLS'),
  })
  .refine(({ url, secret }) => url === undefined || secret !== undefined, {
    path: ['secret'],
    error: 'mesh.codeHook.url needs a secret that its calls are signed with: openssl rand -hex 32',
  })
  .refine(({ url, allowPrivate }) => allowPrivate || url?.startsWith('http:') !== true, {
    path: ['url'],
    error: 'codes do not travel without TLS: use https, or set allowPrivate where it stands in your own house',
  })
  .prefault({})
