import type { Command } from 'commander'
import { voterFilesOf } from '../compose-voters.ts'
import { loadConfig } from '../config.ts'
import { Refusal } from '../domain/errors.ts'
import type { VoterBook, VoterCommand, VoterEntry } from '../domain/voter.ts'
import { DEFAULT_TENANT } from '../gateway/auth.ts'
import { withCommand } from '../pipeline/plug-ins/book.ts'
import type { VoterFiles } from '../ports/voters.ts'
import { createTerminal, WrongUse } from './terminal.ts'

interface Options {
  tenant: string
  json?: boolean
}

/** Who changed a voter, where it was done on the command line. */
const BY = 'command line'
const TENANT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** `voters list | on | off | shadow | weight | rollback`: changes the state beside the voters, which a running server follows within a second. */
export const addVoters = (program: Command): void => {
  const voters = program
    .command('voters')
    .description('list and switch voters that came as files, see docs/voters.md')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk voters list\n  $ npx tabdesk voters on refund-over-500\n  $ npx tabdesk voters weight refund-over-500 0.5\n  $ npx tabdesk voters rollback refund-over-500',
    )
  const add = (usage: string, description: string): Command =>
    voters
      .command(usage)
      .description(description)
      .option('--tenant <tenant>', 'company', DEFAULT_TENANT)
      .option('--json', 'one JSON object on stdout')
      .exitOverride()
  add('list', 'state, weight and versions of every voter').action(list)
  for (const [state, description] of [
    ['on', 'its votes count; a newer version in shadow takes over'],
    ['shadow', 'its votes are recorded and change nothing'],
    ['off', 'it is not asked'],
  ] as const)
    add(`${state} <voter>`, description).action((name: string, options: Options) =>
      change(name, { do: state }, options),
    )
  add('weight <voter> <weight>', 'how much its votes count, 0.01 to 10; a trained voter has about 1').action(
    (name: string, weight: string, options: Options) => change(name, { do: 'weight', weight: Number(weight) }, options),
  )
  add('rollback <voter>', 'the version that was on before is on again')
    .option('--to <version>', 'this one, of those that `list` names')
    .action((name: string, { to, ...options }: Options & { to?: string }) =>
      change(name, { do: 'rollback', ...(to === undefined ? {} : { to }) }, options),
    )
}

const list = async ({ tenant, json }: Options): Promise<void> => {
  const { voters, broken } = await filesOf(tenant).book()
  const terminal = createTerminal({ quiet: false })
  if (json) {
    terminal.json({
      tenant,
      voters: Object.entries(voters).map(([name, entry]) => ({ name, ...entry })),
      broken: Object.entries(broken).map(([name, file]) => ({ name, ...file })),
    })
    return
  }
  if (Object.keys(voters).length + Object.keys(broken).length === 0)
    terminal.say(`no voters yet: put one into DATA_DIR/models/${tenant}/voters while the product runs`)
  for (const [name, entry] of Object.entries(voters)) terminal.out(line(name, entry))
  for (const [name, { what, since }] of Object.entries(broken)) terminal.out(`${name}  broken since ${since}: ${what}`)
}

const change = async (name: string, command: VoterCommand, { tenant, json }: Options): Promise<void> => {
  const stamp = { by: BY, at: new Date().toISOString() }
  const { voters }: VoterBook = await filesOf(tenant)
    .change((book) => withCommand(book, name, command, stamp))
    .catch((error: unknown) => {
      throw error instanceof Refusal && error.code !== 'storage.full' ? new WrongUse(error.message) : error
    })
  const terminal = createTerminal({ quiet: false })
  const entry = voters[name] as VoterEntry
  if (json) terminal.json({ tenant, name, ...entry })
  else terminal.out(line(name, entry))
}

const filesOf = (tenant: string): VoterFiles => {
  // It becomes part of a path.
  if (!TENANT.test(tenant)) throw new WrongUse(`--tenant is ${JSON.stringify(tenant)}; use letters, digits, - and _`)
  return voterFilesOf(loadConfig(process.env), tenant)
}

const line = (name: string, { state, weight, version, candidate, reason, history }: VoterEntry): string =>
  [
    name,
    state,
    `weight ${weight}`,
    version,
    ...(candidate === undefined ? [] : [`newer in shadow: ${candidate}`]),
    ...(history.length > 1 ? [`before: ${history.at(-2)?.version}`] : []),
    ...(reason === undefined ? [] : [reason]),
  ].join('  ')
