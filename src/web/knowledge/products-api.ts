import type { ProductPage, ProductReport } from '../../domain/product-import.ts'
import { ApiError, type Problem } from '../shared/api.ts'
import type { Workroom } from './workroom.ts'

/** Products that are shown at once. */
const SHOWN = 100

export const fetchProducts = ({ call }: Workroom, q: string, signal: AbortSignal): Promise<ProductPage> =>
  call(`/knowledge/products?limit=${SHOWN}&q=${encodeURIComponent(q)}`, { signal })

/** What a file would do; with `plan` and a note, what was shown is done. Rejects as `call`. */
export const sendProducts = async (
  workroom: Workroom,
  file: File,
  fields: { replace: boolean; plan?: string; note?: string },
): Promise<ProductReport> => {
  const form = new FormData()
  // Fields first: the server reads the form as it comes.
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  form.append('file', file)
  const response = await fetch('/v1/knowledge/products', {
    method: 'POST',
    headers: { authorization: `Bearer ${workroom.token}` },
    body: form,
  })
  if (response.ok) return (await response.json()) as ProductReport
  const error = new ApiError(response.status, (await response.json().catch(() => ({}))) as Problem)
  workroom.refused(error)
  throw error
}
