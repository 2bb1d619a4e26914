import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSchema, type GraphQLSchema, printSchema } from 'graphql'

/** The graph's words; what `npx tabdesk mesh schema` prints is this file, byte for byte. */
export const SCHEMA_FILE = fileURLToPath(new URL('../../graphql/schema.graphql', import.meta.url))

/** The schema that is served; resolvers are added by who serves it. */
export const readSchema = (): GraphQLSchema => buildSchema(readFileSync(SCHEMA_FILE, 'utf8'))

/** A schema as SDL, with its descriptions on lines of their own, as formatters have them. */
export const printSdl = (schema: GraphQLSchema): string =>
  `${printSchema(schema).replaceAll(/^( *)"""(.+)"""$/gm, '$1"""\n$1$2\n$1"""')}\n`
