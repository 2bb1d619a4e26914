import { parentPort, workerData } from 'node:worker_threads'
import { replayStretch, type Stretch } from './replay-stretch.ts'

/** Entry of a thread that replays one stretch of the turns. */
if (parentPort !== null) {
  const port = parentPort
  replayStretch(workerData as Stretch, (line) => port.postMessage({ line })).then(
    (report) => port.postMessage({ report }),
    (error: Error) => port.postMessage({ error: error.message }),
  )
}
