import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { Refusal } from '../../domain/errors.ts'

/** By HTTP status, as the catalogue of refusals has it. */
const BY_STATUS: Record<number, status> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.FAILED_PRECONDITION,
  413: status.INVALID_ARGUMENT,
  415: status.INVALID_ARGUMENT,
  422: status.FAILED_PRECONDITION,
  429: status.RESOURCE_EXHAUSTED,
  503: status.UNAVAILABLE,
  507: status.RESOURCE_EXHAUSTED,
}

/** A refusal as gRPC says it; the code of the catalogue, the field and the time to wait are in the trailing metadata. */
export const toServiceError = (error: unknown, onError: (error: unknown) => void): ServiceError => {
  if (!(error instanceof Refusal)) onError(error)
  const refusal = error instanceof Refusal ? error : new Refusal('internal', 'something broke on our side; try again')
  const metadata = new Metadata()
  metadata.set('tabdesk-code', refusal.code)
  if (refusal.field !== undefined) metadata.set('tabdesk-field', refusal.field)
  if (refusal.retryAfterMs !== undefined) metadata.set('tabdesk-retry-after-ms', String(refusal.retryAfterMs))
  const code = BY_STATUS[refusal.status] ?? status.INTERNAL
  return Object.assign(new Error(refusal.message), { code, details: refusal.message, metadata })
}
