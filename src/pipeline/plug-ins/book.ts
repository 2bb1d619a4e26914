import { Refusal } from '../../domain/errors.ts'
import type { VoterBook, VoterCommand, VoterEntry, VoterVersion } from '../../domain/voter.ts'
import type { KeptVoter, VoterSelf } from '../../ports/voters.ts'

/** A voter that is on counts at least a little: with nothing at all it would be in shadow. */
const LEAST_WEIGHT = 0.01
const MOST_WEIGHT = 10
const USUAL_WEIGHT = 1

export const EMPTY_BOOK: VoterBook = { n: 0, voters: {}, broken: {} }

interface Stamp {
  by: string
  /** ISO 8601. */
  at: string
}

/** A new or changed file that works: in shadow by itself, or beside the version that is on (PV1). Pure, as all here. */
export const withVersion = (
  book: VoterBook,
  { name, sha, kind }: KeptVoter,
  { description, weight }: VoterSelf,
  { by, at }: Stamp,
): VoterBook => {
  const before = book.voters[name]
  const known = before?.versions.find((version) => version.sha === sha)
  const version = known ?? { sha, kind, at, wasOn: false, ...(description === undefined ? {} : { description }) }
  const {
    candidate: _,
    reason: __,
    ...rest
  } = before ?? {
    weight: bounded(weight ?? USUAL_WEIGHT),
    history: [],
    versions: [],
  }
  const versions = [...rest.versions.filter((other) => other.sha !== sha), version]
  const entry: VoterEntry =
    before?.state === 'on' && before.version !== sha
      ? { ...before, candidate: sha, seen: sha, versions, by, at }
      : {
          ...rest,
          state: before?.state === 'on' ? 'on' : 'shadow',
          version: sha,
          seen: sha,
          versions,
          by,
          at,
        }
  const { [name]: ___, ...broken } = book.broken
  return { ...book, broken, voters: { ...book.voters, [name]: onlyNeeded(entry) } }
}

/** A file that cannot be used is named; what is in force stays (PV2). */
export const withBroken = (book: VoterBook, name: string, sha: string, what: string, since: string): VoterBook => ({
  ...book,
  broken: { ...book.broken, [name]: { sha, what, since } },
})

/** A file that is not there any more votes no more; it comes back in shadow. */
export const withoutFile = (book: VoterBook, name: string, { by, at }: Stamp): VoterBook => {
  const { [name]: _, ...broken } = book.broken
  const entry = own(book.voters, name)
  if (entry === undefined) return { ...book, broken }
  const { candidate: __, seen: ___, ...rest } = entry
  return { ...book, broken, voters: { ...book.voters, [name]: { ...rest, state: 'off', by, at } } }
}

/** A version that failed too often: the one that is on is switched off and said so, one in shadow beside it is dropped (PV4). */
export const withGivenUp = (book: VoterBook, name: string, sha: string, why: string, stamp: Stamp): VoterBook => {
  const entry = book.voters[name]
  if (entry?.candidate === sha) {
    const { candidate: _, ...rest } = entry
    return withBroken({ ...book, voters: { ...book.voters, [name]: rest } }, name, sha, why, stamp.at)
  }
  if (entry?.version !== sha) return book
  return { ...book, voters: { ...book.voters, [name]: { ...entry, state: 'off', reason: why, ...stamp } } }
}

/**
 * What a person asked for. `on` takes the newer version where one is in shadow; `rollback` goes back to the version that was on before.
 * @throws Refusal `not_found` for a voter that is not there, `bad_input` for what cannot be done with it
 */
export const withCommand = (book: VoterBook, name: string, command: VoterCommand, { by, at }: Stamp): VoterBook => {
  const entry = own(book.voters, name)
  if (entry === undefined) {
    const fault = own(book.broken, name)
    if (fault !== undefined)
      throw new Refusal('bad_input', `${name} cannot be used: ${fault.what}; mend the file or take it away`, {
        field: 'name',
      })
    const known = Object.keys(book.voters).join(', ')
    throw new Refusal('not_found', `there is no voter ${name}${known === '' ? '' : `; there are ${known}`}`, {
      field: 'name',
    })
  }
  const { reason: _, ...standing } = entry
  const changed = { ...standing, ...CHANGES[command.do](standing, command as never), by, at }
  return { ...book, voters: { ...book.voters, [name]: onlyNeeded(changed) } }
}

type Change<C extends VoterCommand['do']> = (
  entry: VoterEntry,
  command: Extract<VoterCommand, { do: C }>,
) => Partial<VoterEntry>

const CHANGES: { [C in VoterCommand['do']]: Change<C> } = {
  on: (entry) => switchedOn(entry, entry.candidate ?? entry.version, entry.weight),
  shadow: (entry) => ({ state: 'shadow', version: entry.candidate ?? entry.version }),
  off: () => ({ state: 'off' }),
  weight: (entry, { weight }) => {
    if (bounded(weight) !== weight)
      throw new Refusal('bad_input', `weight is ${weight}: use ${LEAST_WEIGHT} to ${MOST_WEIGHT}, or shadow for none`, {
        field: 'weight',
      })
    const history = entry.history.map((was, i, all) => (i === all.length - 1 ? { ...was, weight } : was))
    return entry.state === 'on' ? { weight, history } : { weight }
  },
  rollback: (entry, { to }) => {
    const target =
      to === undefined
        ? entry.history.findLast(({ version }) => version !== entry.version)
        : { version: keptVersion(entry, to).sha, weight: entry.weight }
    if (target === undefined)
      throw new Refusal('bad_input', 'there is no version to go back to: none other was ever on', { field: 'to' })
    const last = entry.history.findLastIndex(({ version }) => version === target.version)
    const history = last < 0 ? entry.history : entry.history.slice(0, last)
    return switchedOn({ ...entry, history }, target.version, target.weight)
  },
}

const switchedOn = (entry: VoterEntry, version: string, weight: number): Partial<VoterEntry> => ({
  state: 'on',
  version,
  weight,
  history: [
    ...entry.history.filter((was, i, all) => i < all.length - 1 || was.version !== version),
    { version, weight },
  ],
  versions: entry.versions.map((one) => (one.sha === version ? { ...one, wasOn: true } : one)),
})

const keptVersion = ({ versions }: VoterEntry, to: string): VoterVersion => {
  const found = versions.filter(({ sha }) => sha.startsWith(to))
  const [version] = found
  if (version !== undefined && found.length === 1) return version
  throw new Refusal('bad_input', `to is ${to}: use one of ${versions.map(({ sha }) => sha).join(', ')}`, {
    field: 'to',
  })
}

/** Without versions that were never on and are not in use; a candidate that is now the version is none any more. */
const onlyNeeded = (entry: VoterEntry): VoterEntry => {
  const { candidate, ...rest } = entry
  const needed: VoterEntry = candidate === undefined || candidate === entry.version ? rest : entry
  const inUse = [needed.version, needed.candidate]
  return { ...needed, versions: entry.versions.filter(({ sha, wasOn }) => wasOn || inUse.includes(sha)) }
}

const bounded = (weight: number): number => Math.min(MOST_WEIGHT, Math.max(LEAST_WEIGHT, weight))

/** Any name may be asked for, `constructor` too, which every object has. */
export const own = <T>(record: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined
