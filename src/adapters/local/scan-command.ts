import { execFile } from 'node:child_process'
import { Refusal } from '../../domain/errors.ts'

/** Milliseconds that a scan of one file has. */
const SCAN_DEADLINE_MS = 60_000
/** By the convention of clamscan and clamdscan: 0 clean, 1 found something, anything else could not look. */
const FOUND = 1

/**
 * Runs the operator's own command on a file, its path as last argument, without a shell. It is killed at its deadline, in a way that it
 * can neither sit out nor answer with 0.
 * @throws Refusal `unprocessable` where it found something, `busy` where it could not look: a file that was not looked at is not kept
 */
export const createScanCommand =
  ([program, ...args]: readonly string[], deadlineMs = SCAN_DEADLINE_MS) =>
  (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      execFile(program ?? '', [...args, path], { timeout: deadlineMs, killSignal: 'SIGKILL' }, (error) => {
        if (error === null) return resolve()
        reject(
          error.code === FOUND
            ? new Refusal('unprocessable', 'the file is infected or forbidden: it was not kept', { field: 'file' })
            : new Refusal('busy', 'the file could not be scanned: try again later', { field: 'file', cause: error }),
        )
      })
    })
