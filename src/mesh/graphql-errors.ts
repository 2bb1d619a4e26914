import type { GraphQLFormattedError } from 'graphql'
import { type ErrorCode, Refusal } from '../domain/errors.ts'
import { UpstreamError } from '../domain/upstream-error.ts'

/** What GraphQL engines hand over: their own errors, or a wrapper around what a resolver threw. */
export interface RaisedError {
  message: string
  originalError?: unknown
  locations?: GraphQLFormattedError['locations']
  path?: GraphQLFormattedError['path']
}

/** An error as the client sees it. */
export type Report = (error: RaisedError) => GraphQLFormattedError

/** Told of errors that are our own fault. */
export type OnInternal = (error: unknown) => void

/**
 * An error as the client sees it: its message and a code of the error catalogue for what is the client's or a system's fault, bare words for
 * what is ours. `suggestions: false` drops "Did you mean …", which tells the schema to who may not read it.
 */
export const formatError = (
  error: RaisedError,
  { suggestions, onInternal }: { suggestions: boolean; onInternal: OnInternal },
): GraphQLFormattedError => {
  const { message, code, source, reason } = describe(error, onInternal)
  return {
    message: suggestions ? message : message.replace(/ Did you mean .*$/s, ''),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { code, ...(source === undefined ? {} : { source, reason }) },
  }
}

/** Found wrong before any field was resolved: the query or its variables are at fault. */
export const isRequestError = ({ path }: RaisedError): boolean => path === undefined

interface Description {
  message: string
  code: ErrorCode
  source?: string
  reason?: string
}

const describe = (error: RaisedError, onInternal: OnInternal): Description => {
  const cause = causeOf(error)
  if (cause instanceof Refusal) return { message: cause.message, code: cause.code }
  if (cause instanceof UpstreamError) {
    const { source, fault } = cause
    return { message: `${source} gives nothing now (${fault}); try again`, code: 'busy', source, reason: fault }
  }
  if (isRequestError(error)) return { message: error.message, code: 'bad_input' }
  onInternal(cause)
  return { message: 'something broke on our side; try again', code: 'internal' }
}

const causeOf = (error: unknown): unknown => {
  const inner = (error as RaisedError | undefined)?.originalError
  return inner === undefined ? error : causeOf(inner)
}
