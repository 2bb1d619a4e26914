import { afterEach, beforeEach, describe } from 'vitest'
import { appendLaws } from './store-append.ts'
import { fullDiskLaw } from './store-full-disk.ts'
import { inputLaws } from './store-inputs.ts'
import { markLaws } from './store-marks.ts'
import { promiseLaws } from './store-promises.ts'
import { readLaws } from './store-reads.ts'
import { takeBackLaws } from './store-take-back.ts'
import { turnLaws } from './store-turns.ts'
import { type Bench, type OpenStore, START } from './store-words.ts'

/** The laws ST1 to ST18 of `src/ports/store.ts`, for any adapter. */
export const storeContract = (name: string, open: OpenStore): void => {
  describe(`store: ${name}`, () => {
    const bench = { clock: { ms: START } } as Bench
    beforeEach(async () => {
      bench.clock.ms = START
      bench.under = await open(() => new Date(bench.clock.ms))
    })
    afterEach(() => bench.under.dispose())

    appendLaws(bench)
    takeBackLaws(bench)
    turnLaws(bench)
    readLaws(bench)
    inputLaws(bench)
    promiseLaws(bench)
    markLaws(bench)
    fullDiskLaw(bench)
  })
}
