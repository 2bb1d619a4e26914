import type { Config } from '../config.ts'
import { Refusal } from '../domain/errors.ts'

/**
 * For verbs that read or write the embedded store's file.
 * @throws Refusal `bad_input` where the product runs on PostgreSQL, with what to do instead
 */
export const assertEmbedded = ({ databaseUrl }: Pick<Config, 'databaseUrl'>, verb: string, instead: string): void => {
  if (databaseUrl === undefined) return
  throw new Refusal('bad_input', `DATABASE_URL is set: ${verb} works on the embedded store only; ${instead}`, {
    field: 'DATABASE_URL',
  })
}
