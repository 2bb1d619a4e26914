import { ApiError, type Problem } from '../shared/api.ts'
import type { Workroom } from './workroom.ts'

/** By then the browser has begun to save. */
const SAVED_AFTER_MS = 10_000

/** Saves what the server gives at `/v1${path}` as a file: a link could not carry the token. Rejects as `call`. */
export const download = async (workroom: Workroom, path: string, name: string): Promise<void> => {
  const response = await fetch(`/v1${path}`, { headers: { authorization: `Bearer ${workroom.token}` } })
  if (!response.ok) {
    const error = new ApiError(response.status, (await response.json().catch(() => ({}))) as Problem)
    workroom.refused(error)
    throw error
  }
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), SAVED_AFTER_MS)
}
