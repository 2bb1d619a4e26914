import { type JsonPath, parseJsonPath } from '../../lib/json-path.ts'
import { type Answered, type Ask, chunksOf, isAskable, type OnCall, type Opened } from './asking.ts'
import type { RestHandler, RestOperation } from './definition.ts'
import { SourceFault } from './fault.ts'
import { filled } from './fill.ts'
import { createHttpSource, type HttpSource, type HttpSourceParts } from './http-source.ts'
import { OPERATION_NAMES, OPERATIONS, type OperationName } from './shapes.ts'

/** Characters of ids in one URL; servers refuse request lines beyond some 8 KiB. */
const MAX_IDS_LENGTH = 4_000

/** A REST source: URL templates, one call for a batch or for an id, pages. */
export const openRest = (
  name: string,
  handler: RestHandler,
  parts: { onCall: OnCall; lookup?: HttpSourceParts['lookup'] },
): Opened => {
  const source = createHttpSource({ name, settings: handler, ...parts })
  const asks = Object.fromEntries(
    OPERATION_NAMES.flatMap((operation) => {
      const written = handler.operations[operation]
      return written === undefined ? [] : [[operation, askOf(source, operation, written)]]
    }),
  )
  return { asks, rows: false, state: source.state, close: source.close }
}

const askOf = (source: HttpSource, name: OperationName, operation: RestOperation): Ask => {
  const { separator, batch } = operation
  const single = `${operation.path} ${JSON.stringify(operation.body ?? '')}`.includes('{id}')
  const entries = parseJsonPath(operation.entries ?? '$')
  // What is asked for by an id may stand alone in the answer, also where there could have been several: one refund of an order.
  const pages = pageReader(source, operation, { entries, isOne: single, name })
  if (single)
    return (ids, signal) =>
      Promise.all(ids.filter(isAskable).map(async (id) => ({ ...(await pages({ id, ids: [id] }, signal)), asked: id })))
  return (ids, signal) => {
    // An id with the separator in it would be read as two: nobody has one.
    const askable = ids.filter((id) => isAskable(id) && (operation.body !== undefined || !id.includes(separator)))
    return Promise.all(
      chunksOf(askable, batch)
        .flatMap(short)
        .map((chunk) => pages({ id: '', ids: chunk }, signal)),
    )
  }
}

/** Halves a batch until its URL is short enough. */
const short = (ids: string[]): string[][] =>
  ids.length < 2 || ids.reduce((sum, id) => sum + encodeURIComponent(id).length + 3, 0) <= MAX_IDS_LENGTH
    ? [ids]
    : [ids.slice(0, ids.length / 2), ids.slice(ids.length / 2)].flatMap(short)

interface Asked {
  id: string
  ids: readonly string[]
}

const pageReader = (
  source: HttpSource,
  { path, body, method, separator, paging }: RestOperation,
  { entries, isOne, name }: { entries: JsonPath; isOne: boolean; name: OperationName },
) => {
  const next = paging?.next === undefined ? undefined : parseJsonPath(paging.next)
  const cursor = paging?.cursor === undefined ? undefined : parseJsonPath(paging.cursor)

  return async (asked: Asked, signal: AbortSignal): Promise<Answered> => {
    const all: unknown[] = []
    let page = paging?.firstPage ?? 0
    let mark: unknown = ''
    let link: URL | undefined
    for (let n = 0; n < (paging?.maxPages ?? 1); n += 1) {
      const values = { id: asked.id, page: String(page), cursor: String(mark) }
      const ids = asked.ids.map(encodeURIComponent).join(separator)
      const url = link ?? source.urlOf(expand(path, { ...values, ids }))
      const sent =
        body === undefined || link !== undefined
          ? undefined
          : JSON.stringify(filled(body, { ...values, ids: asked.ids }))
      const answer = await source.send({ url, method, ...(sent === undefined ? {} : { body: sent }) }, signal)
      if (answer === undefined) {
        // One that is not there is not known; a list that is not there is a path that is wrong.
        if (asked.id === '') throw new SourceFault('unreachable', 'answered 404: check the path')
        return { entries: all, at: entries.dotted }
      }
      const there = entries.read(answer)
      const found = isOne && !Array.isArray(there) && there !== undefined ? [there].filter(isThere) : there
      if (!Array.isArray(found))
        throw new SourceFault(
          'invalid',
          `the answer has ${isOne ? 'nothing' : 'no list'} at ${entries.text}: check entries`,
        )
      all.push(...found)
      if (paging === undefined) return { entries: all, at: entries.dotted }
      const following = next?.read(answer)
      link = typeof following === 'string' && following !== '' ? source.linkOf(following, url) : undefined
      mark = cursor?.read(answer)
      page += 1
      const isLast = paging.firstPage === undefined ? link === undefined && !mark : found.length === 0
      if (isLast) return { entries: all, at: entries.dotted }
    }
    // The newest of somebody's orders are worth showing; an id that may be on a later page is not unknown.
    if (OPERATIONS[name].many && asked.id !== '') return { entries: all, at: entries.dotted }
    throw new SourceFault(
      'invalid',
      `the answer has more than ${paging?.maxPages ?? 1} pages: raise paging.maxPages, or lower batch`,
    )
  }
}

/** Null is how many say that there is none. */
const isThere = (found: unknown): boolean => found !== null

/** `{ids}` is encoded already: its separator must stay. */
const expand = (path: string, values: Record<'id' | 'ids' | 'page' | 'cursor', string>): string =>
  path.replaceAll(/\{(id|ids|page|cursor)\}/g, (_, name: keyof typeof values) =>
    name === 'ids' ? values.ids : encodeURIComponent(values[name]),
  )
