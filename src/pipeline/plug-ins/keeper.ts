import { setTimeout as pause } from 'node:timers/promises'
import type { VoterBook, VoterCommand, VoterProblem } from '../../domain/voter.ts'
import type { FoundVoter, KeptVoter, RunVoter, VoterFiles, VoterSelf } from '../../ports/voters.ts'
import { EMPTY_BOOK, withBroken, withCommand, withGivenUp, withoutFile, withVersion } from './book.ts'
import type { VoterLimits } from './limits.ts'
import { problemsOf } from './problems.ts'
import { createSeat, type Seat, type Seated } from './seat.ts'

export interface KeeperParts {
  files: VoterFiles
  run: RunVoter
  limits: VoterLimits
  now: () => Date
  log: (message: string) => void
}

export interface Keeper {
  /** First look: resolves when the voters that are on can vote or could not be started, or soon without them. */
  start(): Promise<void>
  seated(): readonly Seated[]
  book(): VoterBook
  /** @throws Refusal */
  command(name: string, command: VoterCommand, by: string): Promise<VoterBook>
  problems(): VoterProblem[]
  stop(): Promise<void>
}

/** Looks that must miss a file before it is taken to be gone: editors put a file away for a moment. */
const LOOKS_BEFORE_GONE = 4
/** Milliseconds that a start waits for voters that are on. */
const LONGEST_WAIT_MS = 3_000
/** Who changed the book, where it was no person. */
const BY_ITSELF = 'tabdesk'

/** Keeps what runs in step with the files and with the book: new files are tried and seated in shadow, commands of any process followed. */
export const createKeeper = ({ files, run, limits, now, log }: KeeperParts): Keeper => {
  let book = EMPTY_BOOK
  let seated: Seated[] = []
  const seats = new Map<string, Seat>()
  const missing = new Map<string, number>()
  const beingTaken = new Map<string, Promise<void>>()
  const onTrial = new Set<Seat>()
  let following = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let stopped = false
  /** Why the files themselves cannot be read. */
  let blind: { what: string; since: string } | undefined

  const stamp = () => ({ by: BY_ITSELF, at: now().toISOString() })
  const change = async (next: (before: VoterBook) => VoterBook): Promise<VoterBook> => {
    const after = await files.change(next)
    if (after.n > book.n) book = after
    await follow()
    return book
  }

  const seat = (version: KeptVoter): Seat => {
    const { name, sha } = version
    const made = createSeat({
      version,
      run,
      limits,
      now,
      gaveUp: (why) => {
        log(`voter ${name} is switched off: ${why}`)
        change((before) => withGivenUp(before, name, sha, why, stamp())).catch(lost)
      },
    })
    seats.set(keyOf(name, sha), made)
    made.started.catch(() => undefined)
    return made
  }

  /** Seats what the book wants, and only that; once after the other, so that the last one has the last word. */
  const follow = (): Promise<void> => {
    following = following.then(seatAll, seatAll)
    return following
  }
  const seatAll = async (): Promise<void> => {
    if (stopped) return
    const next: Seated[] = []
    for (const [name, entry] of Object.entries(book.voters)) {
      if (entry.state === 'off') continue
      const wanted = entry.candidate === undefined ? [entry.version] : [entry.version, entry.candidate]
      for (const sha of wanted) {
        const kind = entry.versions.find((version) => version.sha === sha)?.kind
        const there = seats.get(keyOf(name, sha))
        const kept =
          there !== undefined || kind === undefined
            ? undefined
            : await files.kept(name, sha, kind).catch((error: Error) => lostVersion(name, sha, error))
        if (stopped) return
        const taken = there ?? seats.get(keyOf(name, sha)) ?? (kept === undefined ? undefined : seat(kept))
        const counts = entry.state === 'on' && sha === entry.version
        if (taken !== undefined) next.push({ seat: taken, weight: counts ? entry.weight : 0 })
      }
    }
    seated = next
    const wanted = new Set(next.map((one) => one.seat))
    for (const [key, one] of seats)
      if (!wanted.has(one) && !onTrial.has(one)) {
        seats.delete(key)
        void one.stop()
      }
  }
  const lostVersion = (name: string, sha: string, error: Error): undefined => {
    if (book.broken[name]?.sha === sha) return
    log(error.message)
    change((before) => withGivenUp(before, name, sha, error.message, stamp())).catch(lost)
  }
  const lost = (error: Error): void => {
    blind ??= { what: error.message, since: now().toISOString() }
  }

  const takeIn = async (found: FoundVoter): Promise<void> => {
    const { name, sha, unusable } = found
    try {
      if (unusable !== undefined) throw new Error(unusable)
      const kept = await files.keep(found)
      if (stopped) return
      const self = await tryOut(kept)
      log(`voter ${name} is taken in as ${kept.sha}`)
      const before = versionsOf(book, name)
      await change((old) => withVersion(old, kept, self, stamp()))
      const after = new Set(versionsOf(book, name))
      for (const old of before) if (!after.has(old)) await files.forget(name, old)
    } catch (error) {
      if (stopped) return
      const what = (error as Error).message
      log(`voter ${name} cannot be used: ${what}`)
      await change((before) => withBroken(before, name, sha, what, now().toISOString()))
    }
  }
  const tryOut = async (kept: KeptVoter): Promise<VoterSelf> => {
    const key = keyOf(kept.name, kept.sha)
    const there = seats.get(key)
    if (there !== undefined) return there.started
    const trial = seat(kept)
    onTrial.add(trial)
    try {
      return await trial.started
    } catch (error) {
      seats.delete(key)
      await trial.stop()
      if (!versionsOf(book, kept.name).includes(kept.sha)) await files.forget(kept.name, kept.sha)
      throw error
    } finally {
      onTrial.delete(trial)
    }
  }

  const look = async (): Promise<void> => {
    const found = await files.scan()
    const known = await files.book()
    if (known.n !== book.n) {
      book = known
      await follow()
    }
    for (const file of found)
      if (isNews(book, file) && !beingTaken.has(file.name))
        beingTaken.set(
          file.name,
          takeIn(file)
            .catch(lost)
            .finally(() => beingTaken.delete(file.name)),
        )
    await noticeGone(new Set(found.map(({ name }) => name)))
    blind = undefined
  }
  const noticeGone = async (there: ReadonlySet<string>): Promise<void> => {
    const expected = [...Object.keys(book.broken), ...Object.keys(book.voters)]
    for (const name of new Set(expected)) {
      const onBook = book.voters[name]?.seen !== undefined || book.broken[name] !== undefined
      const looks = there.has(name) || !onBook ? 0 : (missing.get(name) ?? 0) + 1
      missing.set(name, looks)
      if (looks < LOOKS_BEFORE_GONE) continue
      missing.delete(name)
      log(`voter ${name} is gone`)
      await change((before) => withoutFile(before, name, stamp()))
    }
  }

  const lookAgain = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      looking = look().catch(lost).finally(lookAgain)
    }, limits.pollMs)
    timer.unref()
  }

  return {
    start: async () => {
      await look().catch(lost)
      const on = seated.filter(({ weight }) => weight > 0)
      const started = Promise.allSettled(on.map((one) => one.seat.started))
      await Promise.race([started, pause(LONGEST_WAIT_MS, undefined, { ref: false })])
      lookAgain()
    },
    seated: () => seated,
    book: () => book,
    command: (name, command, by) => change((before) => withCommand(before, name, command, { ...stamp(), by })),
    problems: () => problemsOf(book, seated, blind),
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
      const open = [...seats.values()]
      await Promise.all(open.map((one) => one.stop()))
      await Promise.allSettled([following, ...beingTaken.values()])
    },
  }
}

const keyOf = (name: string, sha: string): string => `${name}@${sha}`

const versionsOf = ({ voters }: VoterBook, name: string): string[] =>
  voters[name]?.versions.map((version) => version.sha) ?? []

/** Neither taken in already nor known to be unusable. */
const isNews = ({ voters, broken }: VoterBook, { name, sha }: FoundVoter): boolean =>
  voters[name]?.seen !== sha && broken[name]?.sha !== sha
