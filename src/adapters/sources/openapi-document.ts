import { LineCounter, parseDocument } from 'yaml'
import { lineIn, plainOf } from './yaml-lines.ts'

/** `$ref`s that are followed one from the other; a longer chain goes in a circle. */
const MAX_REFS = 20

/** What an OpenAPI document (3.0, 3.1) says of its operations, as far as reading needs it. */
export interface OpenApiDocument {
  operations: ReadonlyMap<string, OpenApiOperation>
  /** Of its first server, variables by their defaults; may be relative, or missing. */
  server: string | undefined
}

export interface OpenApiOperation {
  id: string
  /** Upper case. */
  method: string
  /** `/orders/{orderNo}`. */
  path: string
  parameters: readonly OpenApiParameter[]
  needsBody: boolean
  /** It is at a server of its own. */
  isElsewhere: boolean
  /** Where it stands in the document, from 1. */
  line: number
}

export interface OpenApiParameter {
  name: string
  in: string
  /** Must be sent, and the document does not say what by itself. */
  required: boolean
  isList: boolean
  /** What stands between the values of a list: a comma, or `&name=` where each is sent on its own. */
  between: string
  /** The only values that it takes, where they are named. */
  values: readonly string[] | undefined
}

/** A document that cannot be used: why, and the fix. */
export class OpenApiFault extends Error {}

/** Reads a document in JSON or YAML. @throws OpenApiFault */
export const parseOpenApi = (text: string): OpenApiDocument => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const [broken] = document.errors
  if (broken !== undefined)
    throw new OpenApiFault(`line ${lines.linePos(broken.pos[0]).line}: is neither JSON nor YAML: ${broken.message}`)
  const plain = plainOf(document)
  if (plain instanceof Error) throw new OpenApiFault(`is neither JSON nor YAML: ${plain.message}`)
  const root = mapOf(plain.value)
  if ('swagger' in root)
    throw new OpenApiFault('is Swagger 2.0: convert it to OpenAPI 3 first (editor.swagger.io does), or use rest')
  if (!/^3\.[01]\./.test(String(root['openapi'])))
    throw new OpenApiFault('is no OpenAPI 3.0 or 3.1 document: its first line should say openapi: 3.0.3')
  const resolve = resolver(root)
  const operations = new Map<string, OpenApiOperation>()
  for (const [path, written] of Object.entries(mapOf(root['paths']))) {
    const item = mapOf(resolve(written))
    for (const method of METHODS) {
      const operation = item[method] === undefined ? undefined : mapOf(item[method])
      const id = operation?.['operationId']
      if (operation === undefined || typeof id !== 'string') continue
      const own = parametersOf(operation['parameters'], resolve)
      const shared = parametersOf(item['parameters'], resolve).filter(
        (one) => !own.some(({ name, in: place }) => name === one.name && place === one.in),
      )
      operations.set(id, {
        id,
        method: method.toUpperCase(),
        path,
        parameters: [...shared, ...own],
        needsBody: mapOf(resolve(operation['requestBody']))['required'] === true,
        isElsewhere: operation['servers'] !== undefined || item['servers'] !== undefined,
        line: lineIn(document, lines, ['paths', path, method, 'operationId']),
      })
    }
  }
  return { operations, server: serverOf(root['servers']) }
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

type Resolve = (value: unknown) => unknown

const resolver = (root: Record<string, unknown>): Resolve => {
  const resolve = (value: unknown, followed: number): unknown => {
    const ref = mapOf(value)['$ref']
    if (typeof ref !== 'string') return value
    if (!ref.startsWith('#/'))
      throw new OpenApiFault(`refers to ${ref}, which is another file: bundle it into one (npx @redocly/cli bundle)`)
    if (followed >= MAX_REFS) throw new OpenApiFault(`refers to ${ref} in a circle`)
    const steps = ref
      .slice(2)
      .split('/')
      .map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    let found: unknown = root
    for (const step of steps) found = Array.isArray(found) ? found[Number(step)] : ownOf(found, step)
    if (found === undefined) throw new OpenApiFault(`refers to ${ref}, which is not there`)
    return resolve(found, followed + 1)
  }
  return (value) => resolve(value, 0)
}

const parametersOf = (written: unknown, resolve: Resolve): OpenApiParameter[] =>
  (Array.isArray(written) ? written : []).map((one) => {
    const parameter = mapOf(resolve(one))
    const schema = mapOf(resolve(parameter['schema']))
    const name = String(parameter['name'])
    const place = String(parameter['in'])
    const items = mapOf(resolve(schema['items']))
    const isList = [schema['type']].flat().includes('array')
    const style = parameter['style'] ?? (place === 'query' ? 'form' : 'simple')
    const explode = parameter['explode'] ?? style === 'form'
    const values = isList ? items['enum'] : schema['enum']
    return {
      name,
      in: place,
      required: parameter['required'] === true && schema['default'] === undefined,
      isList,
      between:
        place === 'query' && isList && explode === true
          ? `&${encodeURIComponent(name)}=`
          : (BETWEEN[String(style)] ?? ','),
      values: Array.isArray(values) ? values.map(String) : undefined,
    }
  })

const BETWEEN: Readonly<Record<string, string>> = { spaceDelimited: '%20', pipeDelimited: '%7C' }

const serverOf = (servers: unknown): string | undefined => {
  const first = mapOf(Array.isArray(servers) ? servers[0] : undefined)
  const { url, variables } = first as { url?: unknown; variables?: unknown }
  if (typeof url !== 'string') return undefined
  return url.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = mapOf(ownOf(variables, name))['default']
    return typeof value === 'string' ? value : whole
  })
}

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

const ownOf = (value: unknown, name: string): unknown =>
  Object.hasOwn(mapOf(value), name) ? mapOf(value)[name] : undefined

const decoded = (step: string): string => {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
