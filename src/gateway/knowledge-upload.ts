import type { FastifyRequest } from 'fastify'
import { Refusal } from '../domain/errors.ts'

/** Boundaries and headers of the form around the file. */
export const FORM_BYTES = 16 * 1024

/**
 * The field `file` of a form, and the fields that stand before it.
 * @throws Refusal unsupported_type, bad_input, too_large
 */
export const uploaded = async (
  request: FastifyRequest,
  maxUpload: number,
): Promise<{ name: string; bytes: Uint8Array; field(name: string): string | undefined }> => {
  if (!request.isMultipart())
    throw new Refusal('unsupported_type', 'send the file as multipart/form-data, field `file`', { field: 'file' })
  const part = await request.file().catch(malformed)
  if (part === undefined || part.fieldname !== 'file')
    throw new Refusal('bad_input', 'the form has no field `file`', { field: 'file' })
  const bytes = await part.toBuffer().catch((cause: { code?: string; statusCode?: number }) => {
    if (cause.code === 'FST_REQ_FILE_TOO_LARGE')
      throw new Refusal('too_large', `the file has more than ${maxUpload} bytes: split it`, { field: 'file' })
    return malformed(cause)
  })
  return { name: part.filename, bytes, field: (name) => textOf(part.fields[name]) }
}

const textOf = (field: unknown): string | undefined =>
  field !== null && typeof field === 'object' && 'value' in field && typeof field.value === 'string'
    ? field.value
    : undefined

/** What the parser of forms says without a status: the form ends early or has no boundary. */
const malformed = (cause: { statusCode?: number }): never => {
  if (cause.statusCode !== undefined) throw cause
  throw new Refusal('bad_input', 'the form is cut short or malformed: send it again', { field: 'file', cause })
}
