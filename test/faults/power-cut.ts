import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadDriver } from '../../src/adapters/sqlite/driver.ts'
import { BEST_DRIVER } from '../sqlite-under-test.ts'
import { startChild } from './child.ts'
import { compileDisk } from './disk.ts'

export interface PowerCut {
  name: string
  /** Of `appender.ts`. */
  mode?: 'durable' | 'unsynced'
  /** How many written pages reach the disk before anybody asks for it: 0 to 1. */
  leak?: string
  /** Acknowledgements before the cut. */
  acks?: number
}

const ACKS = 1_000
const CID_CHARACTERS = 36

/** Runs the appender in `root` until a power cut; what the disk holds then lies in `image`. */
export const cutPower = async (
  root: string,
  { name, mode = 'durable', leak = '0', acks = ACKS }: PowerCut,
): Promise<{ image: string; acknowledged: string[] }> => {
  const library = compileDisk(root, 'powercut')
  const dir = join(root, `${name}-files`)
  const image = join(root, `${name}-image`)
  for (const folder of [dir, image]) mkdirSync(folder)
  const child = startChild('appender', [dir, BEST_DRIVER, mode], {
    LD_PRELOAD: library,
    PC_SRC: dir,
    PC_SHADOW: image,
    PC_LEAK: leak,
    PC_SEED: String(Date.now() % 10_000),
  })
  await child.printed(1 + acks)
  await child.kill()
  // The last line may be cut.
  return { image, acknowledged: child.lines.slice(1).filter((line) => line.length === CID_CHARACTERS) }
}

/** Messages of the mode `unsynced` that an image holds. */
export const unsyncedIn = async (image: string): Promise<number> => {
  const path = join(image, 'unsynced.db')
  if (!existsSync(path)) return 0
  const db = (await loadDriver()).open(path, { readOnly: false })
  try {
    const table = db.prepare(`SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'sent'`).get()
    return table?.['tables'] === 1 ? Number(db.prepare('SELECT count(*) AS sent FROM sent').get()?.['sent']) : 0
  } finally {
    db.close()
  }
}
