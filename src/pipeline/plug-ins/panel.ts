import { createHash } from 'node:crypto'
import type { PlugInName } from '../../domain/heads.ts'
import type { Heard, Opinion } from '../../ports/voters.ts'
import type { Keeper } from './keeper.ts'

/** An opinion as it is counted: with weight 0 it is only recorded. */
export interface PlugInOpinion extends Opinion {
  voter: PlugInName
  version: string
  weight: number
}

export interface Consulted {
  opinions: PlugInOpinion[]
  /** Voters that are on and were not heard, with the reason. */
  leftOut: { voter: PlugInName; why: string }[]
}

/** Asks all plug-in voters about a message, side by side; never rejects and takes no longer than their deadline. */
export type Consult = (heard: Heard) => Promise<Consulted>

/** The voters of a tenant that come as files. */
export interface Panel {
  consult: Consult
  /** Changes with every change of who votes with what weight. */
  fingerprint(): string
}

const FINGERPRINT_DIGITS = 16

export const createPanel = (keeper: Pick<Keeper, 'seated' | 'book'>): Panel => {
  let of: readonly unknown[] = []
  let fingerprint = ''
  return {
    consult: async (heard) => {
      const heardFrom = await Promise.all(
        keeper.seated().map(async ({ seat, weight }) => ({ seat, weight, ...(await seat.ask(heard)) })),
      )
      const opinions: PlugInOpinion[] = []
      const leftOut: Consulted['leftOut'] = []
      for (const { seat, weight, opinion, leftOut: why } of heardFrom) {
        const voter: PlugInName = `plugin:${seat.version.name}`
        if (opinion !== undefined) opinions.push({ ...opinion, voter, version: seat.version.sha, weight })
        if (why !== undefined && weight > 0) leftOut.push({ voter, why })
      }
      return { opinions, leftOut }
    },
    fingerprint: () => {
      const seated = keeper.seated()
      if (seated !== of) {
        of = seated
        const rows = seated.map(({ seat: { version }, weight }) => `${version.name}@${version.sha}:${weight}`)
        fingerprint = createHash('sha256').update(rows.sort().join('\n')).digest('hex').slice(0, FINGERPRINT_DIGITS)
      }
      return fingerprint
    },
  }
}
