import { openReadOnly } from '../adapters/sqlite/read-only.ts'
import { loadConfig } from '../config.ts'
import type { ReplayChange } from '../learning/replay-change.ts'
import { createReplayReport, type ReplayReport } from '../learning/replay-report.ts'
import { openReplayer } from './replayer.ts'

/** The turns between two places of the store, and what is done with them. Plain, so that a thread can be given it. */
export interface Stretch {
  after: number
  upTo: number
  change: ReplayChange
  since?: string
  tenant?: string
}

const TURNS_AT_ONCE = 500

/** Replays one stretch; the environment says where the store is. */
export const replayStretch = async (
  { after: first, upTo, change, since, tenant }: Stretch,
  say: (line: string) => void,
): Promise<ReplayReport> => {
  const config = loadConfig(process.env)
  const store = await openReadOnly(config.dataDir)
  try {
    const replayer = await openReplayer({ config, store, change, log: say })
    const report = createReplayReport()
    try {
      for (let after: number | undefined = first; after !== undefined; ) {
        const page = store.turns({
          after,
          upTo,
          limit: TURNS_AT_ONCE,
          ...(since === undefined ? {} : { since }),
          ...(tenant === undefined ? {} : { tenant }),
        })
        for (const turn of page.turns) report.add(turn, await replayer.replay(turn))
        after = page.next
        if (after !== undefined) say(`${report.report().turns} turns`)
      }
      return report.report()
    } finally {
      await replayer.close()
    }
  } finally {
    store.close()
  }
}
