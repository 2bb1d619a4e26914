import { parseJsonPath } from '../../lib/json-path.ts'
import { type Answered, type Ask, chunksOf, isAskable, type OnCall, type Opened } from './asking.ts'
import type { GraphqlHandler } from './definition.ts'
import { SourceFault } from './fault.ts'
import { filled } from './fill.ts'
import { createHttpSource, type HttpSource, type HttpSourceParts } from './http-source.ts'
import { OPERATION_NAMES } from './shapes.ts'

/** A GraphQL source: the file's own query, ids as variables only. */
export const openGraphql = (
  name: string,
  handler: GraphqlHandler,
  parts: { onCall: OnCall; lookup?: HttpSourceParts['lookup'] },
): Opened => {
  const source = createHttpSource({ name, settings: handler, ...parts })
  const asks = Object.fromEntries(
    OPERATION_NAMES.flatMap((operation) => {
      const written = handler.operations[operation]
      return written === undefined ? [] : [[operation, askOf(source, written)]]
    }),
  )
  return { asks, rows: false, state: source.state, close: source.close }
}

type GraphqlOperation = NonNullable<GraphqlHandler['operations']['orders']>

const askOf = (source: HttpSource, { query, variables, entries: path, batch }: GraphqlOperation): Ask => {
  const entries = parseJsonPath(path)
  const single = JSON.stringify(variables).includes('"{id}"')
  const ask = async (id: string, ids: readonly string[], signal: AbortSignal): Promise<Answered> => {
    const body = JSON.stringify({ query, variables: filled(variables, { id, ids }) })
    const answer = await source.send({ url: source.urlOf(''), method: 'POST', body }, signal)
    const { errors } = (answer ?? {}) as { errors?: unknown[] }
    // Null beside errors means "not read", not "not there".
    if (Array.isArray(errors) && errors.length > 0)
      throw new SourceFault('unreachable', `answered with GraphQL errors${placeOf(errors[0])}: check the query`)
    const found = entries.read(answer)
    if (found === undefined)
      throw new SourceFault('invalid', `the answer has nothing at ${entries.text}: check entries`)
    const list = Array.isArray(found) ? found : [found]
    return { entries: list.filter((entry) => entry !== null), at: entries.dotted }
  }
  if (single)
    return (ids, signal) =>
      Promise.all(ids.filter(isAskable).map(async (id) => ({ ...(await ask(id, [id], signal)), asked: id })))
  return (ids, signal) => Promise.all(chunksOf(ids.filter(isAskable), batch).map((chunk) => ask('', chunk, signal)))
}

/** The path of an error names fields of the query; its message may quote what was asked. */
const placeOf = (error: unknown): string => {
  const { path } = (error ?? {}) as { path?: unknown[] }
  return Array.isArray(path) ? ` at ${path.filter((step) => typeof step === 'string').join('.')}` : ''
}
