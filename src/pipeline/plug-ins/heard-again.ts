import type { PlugInName } from '../../domain/heads.ts'
import type { Understanding, Vote } from '../../domain/understanding.ts'
import type { Consulted } from './panel.ts'

/** What plug-in voters said, from the votes on record: the inverse of `recorded`. */
export const heardAgain = ({
  votes,
  leftOut = [],
}: { votes: readonly Vote[] } & Pick<Understanding, 'leftOut'>): Consulted => ({
  opinions: votes.flatMap(({ voter, ranked, plugIn }) =>
    plugIn === undefined ? [] : [{ ...plugIn, voter: voter as PlugInName, ranked }],
  ),
  leftOut: leftOut.map(({ voter, why }) => ({ voter: voter as PlugInName, why })),
})
