import { parentPort, workerData } from 'node:worker_threads'
import { type Database, loadDriver, type Row } from './driver.ts'

export interface Query {
  statement: string
  values: readonly string[]
}

export type QueryReply = { rows: Row[] } | { error: string }

/** Entry of the thread that reads somebody else's database: one query at a time, opened for reading at the first. */
if (parentPort !== null) {
  const port = parentPort
  const { file } = workerData as { file: string }
  let opening: Promise<Database> | undefined
  port.on('message', ({ statement, values }: Query) => {
    opening ??= loadDriver().then((driver) => driver.open(file, { readOnly: true }))
    void opening
      .then((db): QueryReply => ({ rows: db.prepare(statement).all(...values) }))
      .catch((error: Error): QueryReply => {
        if (/unable to open/.test(error.message)) opening = undefined
        return { error: error.message }
      })
      .then((reply) => port.postMessage(reply))
  })
}
