import { nearest } from '../../lib/nearest.ts'
import { OPERATION_NAMES, SHAPES, type Shape, TYPE_NAMES } from './shapes.ts'

/** Every name that a file may have, wherever it stands. */
const fieldsOf = (shape: Shape): string[] =>
  Object.entries(shape).flatMap(([name, field]) => ['shape' in field ? fieldsOf(field.shape) : [], name].flat())

const NAMES = [
  ...`sources name handler transforms rest openapi graphql csv sql endpoint operationHeaders auth allowPrivate ca deadlineMs operations
      bearer basic apiKey token user password header query value url headers body as read expiresIn source operationId parameters path method entries
      batch separator paging probe next cursor firstPage maxPages variables file delimiter connection statement fields zh en map unit currency format
      zone`.split(/\s+/),
  ...OPERATION_NAMES,
  ...TYPE_NAMES,
  ...TYPE_NAMES.flatMap((type) => fieldsOf(SHAPES[type])),
]

/** What files of GraphQL Mesh say and we do not, by name: what to write instead. */
const MESH: Readonly<Record<string, string>> = {
  // Beside `sources`.
  serve: 'the product serves /graphql itself: remove it',
  additionalTypeDefs: 'the types are ours and fixed (docs/mesh.md): remove it, and map to them with transforms: fields',
  additionalResolvers: 'customers, orders and parcels are joined by their ids: remove it',
  additionalEnvelopPlugins: 'there are no plug-ins here: remove it',
  plugins: 'there are no plug-ins here: remove it',
  cache: 'caching is the product’s own: remove it',
  merger: 'sources are joined by what they serve: remove it',
  codegen: 'nothing is generated: remove it',
  sdk: 'nothing is generated: remove it',
  documents: 'queries stand beside the operations that they are for: remove it',
  pubsub: 'changes are told to POST /v1/mesh/events: remove it',
  require: 'no code is loaded: remove it',
  customFetch: 'no code is loaded: remove it',
  logger: 'no code is loaded: remove it',
  skipSSLValidation: 'certificates are always checked: name the file of the issuer as ca',
  // Handlers.
  jsonSchema: 'write rest',
  newOpenapi: 'write openapi',
  postgraphile: 'write sql with connection: postgres://…',
  mysql: 'write sql with connection: mysql://…',
  tuql: 'write sql with file',
  sqlite: 'write sql with file',
  mongoose: 'there is no such handler: put a REST service before it',
  soap: 'there is no such handler: put a REST service before it',
  grpc: 'there is no such handler: put a REST service before it',
  odata: 'write rest',
  raml: 'write rest',
  neo4j: 'there is no such handler: put a REST service before it',
  thrift: 'there is no such handler: put a REST service before it',
  mock: 'there is no such handler: a csv file serves as one',
  // In a handler.
  baseUrl: 'write endpoint',
  schemaHeaders: 'no schema is fetched: write operationHeaders',
  selectQueryOrMutationField: 'name what is read under operations',
  sourceFormat: 'JSON and YAML are told apart: remove it',
  fallbackFormat: 'JSON and YAML are told apart: remove it',
  queryParams: 'write them into the path, or into parameters of an operation',
  queryStringOptions: 'the document says how lists are written: remove it',
  bundle: 'remove it',
  introspection: 'the queries say what is read: remove it',
  useGETForQueries: 'queries are sent as POST: remove it',
  credentials: 'write auth',
  webSocketImpl: 'sources are asked, they do not call: remove it',
  subscriptionsProtocol: 'sources are asked, they do not call: remove it',
  subscriptionsEndpoint: 'sources are asked, they do not call: remove it',
  retry: 'a call that may pass is tried once more by itself: remove it',
  timeout: 'write deadlineMs',
  responseSchema: 'answers are mapped with transforms: fields',
  requestSchema: 'write body',
  // Transforms.
  rename: 'fields are named with transforms: fields',
  prefix: 'fields are named with transforms: fields',
  filterSchema: 'what is not mapped is not shown: remove it',
  namingConvention: 'fields are named with transforms: fields',
  encapsulate: 'fields are named with transforms: fields',
  extend: 'the types are ours and fixed: map to them with transforms: fields',
  replace: 'fields are named with transforms: fields',
  hoist: 'paths such as $.data.order reach into an answer: transforms: fields',
  resolversComposition: 'no code is loaded: remove it',
  federation: 'sources are joined by what they serve: remove it',
}

/** What to do about a setting that there is not. */
export const wordsOfUnknown = (name: string): string => {
  const instead = Object.hasOwn(MESH, name) ? MESH[name] : undefined
  if (instead !== undefined) return `${name} is no such setting: ${instead}`
  const meant = nearest(name, NAMES)
  const fix = meant === undefined ? 'remove it or correct its name (docs/mesh.md lists them)' : `did you mean ${meant}?`
  return `${name} is no such setting; ${fix}`
}

/** What stands for a value in files of GraphQL Mesh, and never in ours. */
export const foreignPlaceholder = (text: string): string | undefined => {
  const env = /\{env\.(\w+)\}/.exec(text)
  if (env !== null) return `is not filled in: write \${${env[1]}} for ${env[0]}`
  const other = /\{(?:context|args|root)\.[^}]*\}/.exec(text)
  if (other !== null) return `has ${other[0]}: nothing of a visitor's request is passed on; ids are {id} or {ids}`
  return undefined
}
