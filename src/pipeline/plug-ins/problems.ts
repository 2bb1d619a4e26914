import type { VoterBook, VoterProblem } from '../../domain/voter.ts'
import type { Seated } from './seat.ts'

/** What a person should look at: files that cannot be used, voters that were switched off, that fail now, or whose files cannot be read. */
export const problemsOf = (
  { voters, broken }: VoterBook,
  seated: readonly Seated[],
  blind: { what: string; since: string } | undefined,
): VoterProblem[] => [
  ...Object.entries(broken).map(([voter, { what, since }]) => ({
    voter,
    what: `its file cannot be used: ${what}`,
    since,
    todo:
      voters[voter] === undefined
        ? 'mend the file or take it away'
        : `mend the file; version ${voters[voter].version} goes on meanwhile`,
  })),
  ...Object.entries(voters).flatMap(([voter, { reason, at }]) =>
    reason === undefined
      ? []
      : [
          {
            voter,
            what: `switched off: ${reason}`,
            since: at,
            todo: `mend the file, or \`npx tabdesk voters rollback ${voter}\`, or \`npx tabdesk voters on ${voter}\` to try again`,
          },
        ],
  ),
  ...seated.flatMap(({ seat }) => {
    const trouble = seat.trouble()
    return trouble === undefined
      ? []
      : [
          {
            voter: seat.version.name,
            what: `left out of the vote: ${trouble.what}`,
            since: trouble.since,
            todo: `nothing while it recovers; else \`npx tabdesk voters off ${seat.version.name}\``,
          },
        ]
  }),
  ...(blind === undefined
    ? []
    : [
        {
          voter: '*',
          what: `the voters' files cannot be read: ${blind.what}`,
          since: blind.since,
          todo: 'see to DATA_DIR and the disk; voters that run go on',
        },
      ]),
]
