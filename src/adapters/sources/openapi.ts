import { nearest } from '../../lib/nearest.ts'
import { type OpenapiHandler, type OpenapiOperation, type RestHandler, restHandler } from './definition.ts'
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from './openapi-document.ts'
import { OPERATION_NAMES, type OperationName } from './shapes.ts'

/** Names of operations or parameters that a fault lists. */
const MOST_NAMED = 12

/** What is wrong below the handler, and the fix. */
export type Say = (path: readonly PropertyKey[], text: string) => void

/**
 * The REST handler that a document and the file's choice of its operations make: paths, methods, parameters and the base URL are the document's.
 * Undefined, with everything that is wrong said, where they do not fit.
 */
export const restOf = (
  handler: OpenapiHandler,
  document: OpenApiDocument,
  say: Say,
): { rest: RestHandler; calls: Partial<Record<OperationName, string>> } | undefined => {
  const { source, operations, ...http } = handler
  const endpoint = http.endpoint ?? addressOf(source, document, say)
  let isSound = endpoint !== undefined
  const calls: Partial<Record<OperationName, string>> = {}
  const made: Record<string, unknown> = {}
  for (const name of OPERATION_NAMES) {
    const written = operations[name]
    if (written === undefined) continue
    const found = operationOf(written, source, document, (path, text) => say(['operations', name, ...path], text))
    const template =
      found === undefined
        ? undefined
        : callOf(written, found, http.endpoint === undefined, (path, text) => say(['operations', name, ...path], text))
    if (found === undefined || template === undefined) {
      isSound = false
      continue
    }
    const { operationId: _, parameters: __, ...rest } = written
    made[name] = { ...rest, ...template, method: found.method }
    calls[name] = `${found.id} of ${source}: ${found.method} ${template.path}`
  }
  if (!isSound) return undefined
  const parsed = restHandler.safeParse({ ...http, endpoint, operations: made })
  if (parsed.success) return { rest: parsed.data, calls }
  for (const { path, message } of parsed.error.issues) say(placeOf(path, http.endpoint === undefined), message)
  return undefined
}

/** Where in the file stands what became this part of the REST handler. */
const placeOf = (path: readonly PropertyKey[], isFromDocument: boolean): readonly PropertyKey[] => {
  if (path[0] === 'endpoint' && isFromDocument) return ['source']
  return path.at(-1) === 'path' ? [...path.slice(0, -1), 'parameters'] : path
}

const addressOf = (source: string, { server }: OpenApiDocument, say: Say): string | undefined => {
  const base = /^https?:/.test(source) ? source : undefined
  if (server !== undefined && URL.canParse(server, base)) {
    const address = new URL(server, base)
    if (base === undefined || address.origin === new URL(base).origin) return address.href.replace(/\/$/, '')
    // Whoever writes what lies there would say where our token goes.
    say(
      ['source'],
      `${source} names a server at another host, ${address.origin}: write endpoint: ${address.href} if it is meant`,
    )
    return undefined
  }
  say(['source'], `${source} names no server with a full address: write endpoint: https://…`)
  return undefined
}

const operationOf = (
  { operationId }: OpenapiOperation,
  source: string,
  { operations }: OpenApiDocument,
  say: Say,
): OpenApiOperation | undefined => {
  const found = operations.get(operationId)
  if (found !== undefined) return found
  const meant = operations.get(nearest(operationId, operations.keys()) ?? '')
  const fix =
    meant === undefined
      ? `it has ${someOf([...operations.keys()])}`
      : `did you mean ${meant.id} (line ${meant.line} there)?`
  say(['operationId'], `operationId ${operationId} is not in ${source}: ${fix}`)
  return undefined
}

const callOf = (
  written: OpenapiOperation,
  operation: OpenApiOperation,
  isAtItsServer: boolean,
  say: Say,
): { path: string; separator: string } | undefined => {
  let isSound = true
  const fault = (path: readonly PropertyKey[], text: string): void => {
    isSound = false
    say(path, text)
  }
  const { id, method, path, parameters, needsBody, isElsewhere } = operation
  if (method !== 'GET' && method !== 'POST') fault(['operationId'], `${id} is ${method}: sources are only read`)
  if (isElsewhere && isAtItsServer) fault(['operationId'], `${id} has a server of its own: write endpoint`)
  if (needsBody && written.body === undefined) fault(['operationId'], `${id} needs a body: write body`)

  const known = parameters.filter(isSent)
  const given = valuesOf(written, known, (text) => fault(['parameters'], text))
  for (const [name, value] of Object.entries(given)) {
    const parameter = known.find((one) => one.name === name)
    if (parameter === undefined) fault(['parameters', name], unknownWords(name, operation))
    else if (parameter.values !== undefined && !/^\{\w+\}$/.test(value) && !parameter.values.includes(value))
      fault(['parameters', name], `${name} takes ${someOf(parameter.values)} only`)
  }
  for (const { name, required } of known)
    if (required && given[name] === undefined)
      fault(['parameters'], `${id} needs the parameter ${name}: write it into parameters`)
  for (const { name, in: place, required } of parameters)
    if (required && place === 'cookie') fault(['operationId'], `${id} needs the cookie ${name}: that is not offered`)
  if (!isSound) return undefined
  const list = known.find(({ name }) => given[name] === '{ids}')
  return { path: pathOf(path, known, given), separator: written.separator ?? (list?.isList ? list.between : ',') }
}

const isSent = ({ in: place }: OpenApiParameter): boolean => place === 'path' || place === 'query'

/** What the file says, and where that leaves the ids out, the one parameter that they can only be meant for. */
const valuesOf = (
  { parameters = {}, body }: OpenapiOperation,
  known: readonly OpenApiParameter[],
  fault: (text: string) => void,
): Record<string, string> => {
  if (/\{ids?\}/.test(JSON.stringify([parameters, body ?? '']))) return parameters
  const open = known.filter(({ name, required }) => required && parameters[name] === undefined)
  const [only] = open.length > 0 ? open : known.filter(({ name }) => parameters[name] === undefined)
  if (only === undefined || open.length > 1 || (open.length === 0 && known.length > 1)) {
    const names = known.map(({ name }) => name)
    fault(
      `say which parameter takes the ids, as in ${names[0] ?? 'ids'}: '{ids}'; there ${names.length === 1 ? 'is' : 'are'} ${someOf(names)}`,
    )
    return parameters
  }
  return { ...parameters, [only.name]: only.isList && only.in === 'query' ? '{ids}' : '{id}' }
}

const pathOf = (path: string, known: readonly OpenApiParameter[], given: Readonly<Record<string, string>>): string => {
  const value = (name: string): string => {
    const said = given[name] ?? ''
    return /^\{(id|ids|page|cursor)\}$/.test(said) ? said : encodeURIComponent(said)
  }
  const filled = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => value(name))
  const query = known
    .filter(({ name, in: place }) => place === 'query' && given[name] !== undefined)
    .map(({ name }) => `${encodeURIComponent(name)}=${value(name)}`)
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`
}

const unknownWords = (name: string, { id, parameters }: OpenApiOperation): string => {
  const there = parameters.find((one) => one.name === name)
  if (there !== undefined) return `${name} of ${id} is a ${there.in}: write it into operationHeaders`
  const names = parameters.filter(isSent).map((one) => one.name)
  const meant = nearest(name, names)
  return `${id} has no parameter ${name}: ${meant === undefined ? `it has ${someOf(names)}` : `did you mean ${meant}?`}`
}

const someOf = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`
