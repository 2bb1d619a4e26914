import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../product.ts'

/** About what a commit of a hundred messages writes into the WAL, and where the WAL begins anew. */
const COMMIT_BYTES = 256 * 1024
const WAL_BYTES = 16 * 1024 * 1024
const SECONDS = 3

/** What the disk of the data folder does with commits of nobody: write, flush, again. Milliseconds a commit. */
export const bareFsync = (): { perSecond: number; p50: number; p99: number; max: number } => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-fsync-'))
  const file = openSync(join(dir, 'wal'), 'w')
  const commit = Buffer.alloc(COMMIT_BYTES, 1)
  const took: number[] = []
  const end = performance.now() + SECONDS * 1_000
  for (let at = 0; performance.now() < end; at = (at + COMMIT_BYTES) % WAL_BYTES) {
    const before = performance.now()
    writeSync(file, commit, 0, COMMIT_BYTES, at)
    fdatasyncSync(file)
    took.push(performance.now() - before)
  }
  closeSync(file)
  rmSync(dir, { recursive: true })
  return {
    perSecond: took.length / SECONDS,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    max: quantile(took, 1),
  }
}
