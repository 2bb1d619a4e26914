import type { VoterBook, VoterEntry, VoterProblem } from '../../domain/voter.ts'
import { own } from './book.ts'
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
    todo: brokenTodo(own(voters, voter)),
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

const brokenTodo = (entry: VoterEntry | undefined): string =>
  entry === undefined ? 'mend the file or take it away' : `mend the file; version ${entry.version} goes on meanwhile`
