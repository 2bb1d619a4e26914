import { FarError, FarGone } from '../../lib/far-end.ts'
import type { Heard, KeptVoter, Opinion, RunningVoter, RunVoter, VoterSelf } from '../../ports/voters.ts'
import type { VoterLimits } from './limits.ts'
import { readOpinion } from './opinion.ts'
import { TRIALS } from './trials.ts'

export interface SeatParts {
  version: KeptVoter
  run: RunVoter
  limits: VoterLimits
  now: () => Date
  /** It failed too often in a row and is not started again. */
  gaveUp(why: string): void
}

/** One version of a voter, kept running. */
export interface Seat {
  readonly version: KeptVoter
  /** Resolves once it was loaded and gave usable votes; rejects with the reason when the first start failed. */
  started: Promise<VoterSelf>
  /** Never rejects: without an opinion it abstained, with `leftOut` it was not heard. */
  ask(heard: Heard): Promise<{ opinion?: Opinion; leftOut?: string }>
  /** Of its last failure, until it votes again. */
  trouble(): { what: string; since: string } | undefined
  stop(): Promise<void>
}

/** A seat with what its vote counts for; weight 0 is shadow. */
export interface Seated {
  seat: Seat
  weight: number
}

/**
 * Keeps one version running and hears it in time: what throws, is late or dies is left out of that vote; what ends or hangs is started
 * again, later each time; after `failuresBeforeOff` failures in a row it is given up (PV3, PV4). Late is a failure where the voter itself took
 * so long, not where it waited for a busy machine.
 */
export const createSeat = ({ version, run, limits, now, gaveUp }: SeatParts): Seat => {
  let running: RunningVoter | undefined
  let ready = false
  let stopped = false
  let failures = 0
  let delay = limits.firstRestartMs
  let restart: NodeJS.Timeout | undefined
  let trouble: { what: string; since: string } | undefined
  /** Votes that were asked for and are overdue. */
  let overdue = 0

  const stop = async (): Promise<void> => {
    stopped = true
    ready = false
    clearTimeout(restart)
    await running?.stop()
  }
  const name = (what: string): void => {
    trouble = { what, since: trouble?.since ?? now().toISOString() }
  }
  const failed = (what: string): void => {
    if (stopped) return
    name(what)
    if (++failures < limits.failuresBeforeOff) return
    void stop()
    gaveUp(`${failures} failures in a row, the last: ${what}`)
  }
  const startAgain = (): void => {
    ready = false
    running = undefined
    overdue = 0
    if (stopped) return
    clearTimeout(restart)
    restart = setTimeout(() => void start().catch(() => undefined), delay)
    restart.unref()
    delay = Math.min(delay * 2, limits.longestRestartMs)
  }
  const start = async (): Promise<VoterSelf> => {
    const voter = run(version, (why) => {
      if (voter !== running) return
      failed(why)
      startAgain()
    })
    running = voter
    try {
      const self = await within(limits.startMs, tried(voter, limits.startMs))
      ready = voter === running && !stopped
      return self
    } catch (error) {
      // One that ended by itself was counted already.
      if (voter === running && !stopped) {
        failed((error as Error).message)
        startAgain()
      }
      await voter.stop()
      throw error
    }
  }
  const hung = (voter: RunningVoter): void => {
    if (voter !== running || stopped) return
    failed(`no answer for ${limits.hangMs} ms`)
    void voter.stop()
    startAgain()
  }

  const ask: Seat['ask'] = async (heard) => {
    const voter = running
    if (!ready || voter === undefined) return { leftOut: trouble?.what ?? 'it is starting' }
    if (overdue > 0) return { leftOut: 'it is still busy with an earlier message' }
    const hanging = setTimeout(() => hung(voter), limits.hangMs)
    const answer = voter.vote(heard).finally(() => clearTimeout(hanging))
    try {
      const opinion = readOpinion((await within(limits.deadlineMs, answer)).value)
      failures = 0
      delay = limits.firstRestartMs
      trouble = undefined
      return opinion === undefined ? {} : { opinion }
    } catch (error) {
      const what = causeOf(error as Error)
      if (error instanceof Late) {
        name(what)
        overdue++
        afterwards(voter, answer)
      } else if (voter === running) failed(what)
      return { leftOut: what }
    }
  }
  /** What becomes of a late vote; the end of its thread is counted where the thread is watched. */
  const afterwards = (voter: RunningVoter, answer: ReturnType<RunningVoter['vote']>): void => {
    const came = (failure: string | undefined): void => {
      if (voter !== running) return
      overdue--
      if (failure !== undefined) failed(failure)
    }
    answer.then(
      ({ tookMs }) => came(tookMs > limits.deadlineMs ? `it took ${Math.round(tookMs)} ms` : undefined),
      (error: Error) => came(causeOf(error)),
    )
  }
  return { version, started: start(), ask, trouble: () => trouble, stop }
}

/** What it threw may quote the customer, and operators read this without a token: only the kind is said. */
const causeOf = (error: Error): string => {
  if (error instanceof Late || error instanceof FarGone) return error.message
  return error instanceof FarError ? `it threw ${error.kind}` : 'its vote cannot be used'
}

/** Loads it and has it vote on what it is tried with, so that what cannot work is found before a customer's message finds it. */
const tried = async (voter: RunningVoter, limitMs: number): Promise<VoterSelf> => {
  const self = await voter.ready
  for (const trial of TRIALS) readOpinion((await within(limitMs, voter.vote(trial))).value)
  return self
}

class Late extends Error {}

const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<never>((_, reject) => {
    // An answer that came while this thread was busy is taken before it is called late.
    timer = setTimeout(() => setImmediate(() => reject(new Late(`no answer within ${ms} ms`))), ms)
  })
  try {
    return await Promise.race([work, end])
  } finally {
    clearTimeout(timer)
  }
}
