import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { ProductImports } from '../domain/product-import.ts'
import { DEFAULT_TENANT } from './auth.ts'
import { EDITORS, READERS } from './knowledge-roles.ts'
import { FORM_BYTES, uploaded } from './knowledge-upload.ts'
import type { Router } from './route.ts'

/** Products that one answer lists. */
const MOST_LISTED = 500
const LONGEST_QUERY = 200
const LONGEST_NOTE = 500

export interface ProductRouteParts {
  imports: ProductImports
  /** Bytes of one upload. */
  maxUpload: number
}

/** What the shop sells: uploads, versions, the table itself. There is one catalogue, the default tenant's. */
export const addProductRoutes = (router: Router, { imports, maxUpload }: ProductRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/knowledge/products',
    summary: 'Products that answers may refer to, by number or name, and the versions of the catalogue',
    roles: READERS,
    tenant: DEFAULT_TENANT,
    query: z.object({
      q: z.string().max(LONGEST_QUERY).optional(),
      limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(100),
    }),
    answer: ({ query: { q, limit } }) => imports.page({ limit, ...(q === undefined ? {} : { q }) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/products',
    summary:
      'Uploads a table of products (multipart field `file`, fields before it): a dry run; with its `plan`, the commit of what it showed',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    bodyLimit: maxUpload + FORM_BYTES,
    answer: async ({ principal, request }) => {
      const { name, bytes, field } = await uploaded(request, maxUpload)
      const [plan, note] = [field('plan'), field('note')?.trim()]
      if (note !== undefined && note.length > LONGEST_NOTE)
        throw new Refusal('bad_input', `note has ${note.length} characters: keep it under ${LONGEST_NOTE}`, {
          field: 'note',
        })
      return imports.upload({
        ...{ name, bytes, by: principal.sub, replace: field('replace') === 'true' },
        ...(plan === undefined || plan === '' ? {} : { plan }),
        ...(note === undefined || note === '' ? {} : { note }),
      })
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/knowledge/products.csv',
    summary: 'All products as CSV, as they can be uploaded again',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    answer: async ({ reply }) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="products.csv"')
        .send(await imports.csv()),
  })
  router.add({
    method: 'POST',
    url: '/v1/knowledge/products/versions/:n/rollback',
    summary: 'Makes a version that has the products of an older one; 0 is the knowledge folder’s own',
    roles: EDITORS,
    tenant: DEFAULT_TENANT,
    body: z.object({ note: z.string().trim().min(1).max(LONGEST_NOTE).optional() }),
    answer: ({ params, principal, body }) => imports.rollback(versionOf(params['n']), principal.sub, body.note),
  })
}

const versionOf = (text = ''): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Refusal('bad_input', `version ${JSON.stringify(text)}: use a number of GET /v1/knowledge/products`, {
    field: 'n',
  })
}
