import { join, relative, resolve } from 'node:path'
import { openReadOnly } from '../adapters/sqlite/read-only.ts'
import { createOutcomeRows, LEAST_ROWS, type OutcomeCounts } from '../learning/from-outcomes.ts'
import type { Sourced } from '../learning/sourced.ts'
import { WrongUse } from './terminal.ts'

const TURNS_AT_ONCE = 500

/**
 * Rows from what became of a tenant's turns, with their weights.
 * @param examples what people wrote; traffic may not outweigh it
 * @throws WrongUse where there are too few to train on
 */
export const readOutcomeRows = async (
  dataDir: string,
  tenant: string,
  examples: readonly Sourced[],
): Promise<{ rows: Sourced[]; counts: OutcomeCounts }> => {
  const perIntent = new Map<string, number>()
  for (const { intent } of examples) perIntent.set(intent, (perIntent.get(intent) ?? 0) + 1)
  const made = createOutcomeRows(perIntent)
  const store = await openReadOnly(dataDir)
  try {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page = store.turns({ tenant, after, limit: TURNS_AT_ONCE })
      page.turns.forEach(made.add)
      after = page.next
    }
  } finally {
    store.close()
  }
  const { rows, counts } = made.rows()
  if (rows.length < LEAST_ROWS)
    throw new WrongUse(
      `--from-outcomes ${dataDir}: ${rows.length} of ${counts.turns} turns of tenant ${tenant} can be trained on, ${LEAST_ROWS} are needed (${inWords(counts)}); let agents answer more, or train on --data alone`,
    )
  return { rows: rows.map((row) => ({ ...row, source: 'outcomes' })), counts }
}

export const inWords = ({ heldOut, untold, notByItself, disputed, tooFew }: OutcomeCounts): string =>
  `${heldOut} held out, ${untold} that nobody told the intent of, ${notByItself} that do not stand by themselves, ${disputed} disputed, ${tooFew} of intents with too few`

/** A model made of customers' words stays where these are. @throws WrongUse for a folder elsewhere */
export const insideDataDir = (out: string | undefined, dataDir: string): string => {
  const models = join(resolve(dataDir), 'models')
  if (out === undefined) return join(models, 'learned')
  const path = relative(models, resolve(out))
  if (path === '' || path.startsWith('..'))
    throw new WrongUse(
      `--out ${out} is outside ${models}: what is learnt from customers' messages stays there; use --out ${join(models, 'learned')}`,
    )
  return out
}
