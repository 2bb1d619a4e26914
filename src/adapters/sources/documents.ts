import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { OpenapiHandler } from './definition.ts'
import { SourceFault } from './fault.ts'
import type { FileFault, FoundSource } from './found-source.ts'
import { createHttpCaller, type HttpCallerParts } from './http-call.ts'
import { restOf } from './openapi.ts'
import { OpenApiFault } from './openapi-document.ts'
import { readOpenApi } from './read-openapi.ts'

/** Milliseconds that fetching a document may take: the start waits for it. */
const DEADLINE_MS = 10_000

/** What became of a source that names a document or a certificate. */
export interface WithDocuments {
  source: FoundSource
  faults: FileFault[]
  /** Files that it was made of, besides its own. */
  files: string[]
  /** A document at an address did not come: it may the next time. */
  isPassing: boolean
}

/** The document of an `openapi` handler made into calls, and the certificate of an issuer in place of its file's name. */
export const withDocuments = async (
  source: FoundSource,
  lookup?: HttpCallerParts['lookup'],
): Promise<WithDocuments> => {
  const issuer = await readIssuer(source)
  const { openapi } = source.definition.handler
  if (openapi === undefined || issuer.faults.length > 0) return { source, isPassing: false, ...issuer }
  const { file, folder, lineOf } = source
  const at = (path: readonly PropertyKey[], text: string): FileFault => ({
    file,
    line: lineOf(['handler', 'openapi', ...path]),
    text,
  })
  const isAddress = /^https?:/.test(openapi.source)
  const files = isAddress ? issuer.files : [...issuer.files, resolve(folder, openapi.source)]
  try {
    const text = isAddress ? await fetchText(openapi, lookup) : await readFile(resolve(folder, openapi.source), 'utf8')
    const faults: FileFault[] = []
    const made = restOf(openapi, await readOpenApi(text), (path, what) => faults.push(at(path, what)))
    if (made === undefined) return { source, faults, files, isPassing: false }
    const definition = { ...source.definition, handler: { rest: made.rest } }
    return { source: { ...source, definition, calls: made.calls }, faults: [], files, isPassing: false }
  } catch (error) {
    const what =
      error instanceof OpenApiFault || error instanceof SourceFault
        ? error.message
        : `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): correct its name`
    const fault = at(['source'], `${openapi.source} ${what}`)
    return { source, faults: [fault], files, isPassing: error instanceof SourceFault }
  }
}

const readIssuer = async ({
  definition,
  folder,
  file,
  lineOf,
}: FoundSource): Promise<{ faults: FileFault[]; files: string[] }> => {
  const [kind = '', handler] = Object.entries(definition.handler)[0] ?? []
  if (handler === undefined || !('ca' in handler) || handler.ca === undefined) return { faults: [], files: [] }
  const path = resolve(folder, handler.ca)
  const text = await readFile(path, 'utf8').catch(() => '')
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    const what = `ca ${handler.ca} is no file with a PEM certificate: correct its name`
    return { faults: [{ file, line: lineOf(['handler', kind, 'ca']), text: what }], files: [path] }
  }
  handler.ca = text
  return { faults: [], files: [path] }
}

/** Within the same walls as the calls themselves: no redirect, no inner address that is not allowed, 4 MB. */
const fetchText = async (
  { source, allowPrivate, ca }: OpenapiHandler,
  lookup: HttpCallerParts['lookup'],
): Promise<string> => {
  const caller = createHttpCaller({
    allowPrivate,
    ...(ca === undefined ? {} : { ca }),
    ...(lookup === undefined ? {} : { lookup }),
  })
  try {
    const headers = { accept: 'application/json, application/yaml, text/yaml' }
    const { status, body } = await caller
      .call({ url: new URL(source), method: 'GET', headers }, AbortSignal.timeout(DEADLINE_MS))
      .catch((error: unknown) =>
        Promise.reject(
          error instanceof SourceFault ? error : new SourceFault('deadline', 'did not come in time: save it as a file'),
        ),
      )
    if (status !== 200)
      throw new SourceFault('unreachable', `answered ${status}: write the address where it is, or save it as a file`)
    return body
  } finally {
    caller.close()
  }
}
