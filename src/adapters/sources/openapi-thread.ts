import { parentPort, workerData } from 'node:worker_threads'
import { type OpenApiDocument, OpenApiFault, parseOpenApi } from './openapi-document.ts'

export type OpenApiReply = { document: OpenApiDocument } | { fault: string }

/** Entry of the thread that reads one document. */
if (parentPort !== null) {
  const { text } = workerData as { text: string }
  let reply: OpenApiReply
  try {
    reply = { document: parseOpenApi(text) }
  } catch (error) {
    if (!(error instanceof OpenApiFault)) throw error
    reply = { fault: error.message }
  }
  parentPort.postMessage(reply)
}
