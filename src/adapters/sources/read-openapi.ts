import { once } from 'node:events'
import { startThread } from '../../lib/thread.ts'
import { type OpenApiDocument, OpenApiFault, parseOpenApi } from './openapi-document.ts'
import type { OpenApiReply } from './openapi-thread.ts'

/** Characters that are read at once: some 10 ms. More than that would hold up everybody, and gets a thread. */
const READ_AT_ONCE = 20_000
/** Milliseconds that a document may take: 4 MB take two seconds. */
const DEADLINE_MS = 30_000

/** Reads a document in JSON or YAML without holding the event loop. @throws OpenApiFault */
export const readOpenApi = async (text: string): Promise<OpenApiDocument> => {
  if (text.length <= READ_AT_ONCE) return parseOpenApi(text)
  const thread = startThread('openapi-thread', import.meta.url, { workerData: { text } })
  try {
    const [reply] = (await once(thread, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) })) as [OpenApiReply]
    if ('fault' in reply) throw new OpenApiFault(reply.fault)
    return reply.document
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
    throw new OpenApiFault(`takes longer than ${DEADLINE_MS / 1000} s to read: leave out what is not called`)
  } finally {
    void thread.terminate()
  }
}
