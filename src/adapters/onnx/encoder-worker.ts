/**
 * The encoder's own process: a native crash ends it, never the product; it runs at lower priority than the gateway.
 *
 * Texts of a batch run one by one. Dynamic int8 quantisation takes its scale from the whole input, so the same text in
 * a batch with others gives another vector, which would break EN2; and on int8 a real batch gains only some 15 %.
 * What is saved by draining the queue in one message is the round trip between texts, short texts go first so that they
 * wait least, and each is answered as it is done.
 */
import { createReadStream, existsSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { EncoderModel } from './encoder-model.ts'
import { type LoadedModel, loadModel } from './model.ts'
import type { Batch, Reply } from './wire.ts'

const REFERENCE_TEXTS = 5
const REFERENCE_TOKENS = 512
/** For encoders that come without reference texts. */
const WARM_UP_TEXTS = ['我的快递到哪了，怎么还没有收到', 'where is my parcel, it should have been here yesterday']

const main = async (model: EncoderModel): Promise<void> => {
  const loaded = await loadModel(model)
  const similarity = await warmUp(loaded, model)
  globalThis.gc?.()
  let last = Promise.resolve()
  process.on('message', (batch: Batch) => {
    last = last.then(() => readAll(loaded, batch))
  })
  reply({ type: 'ready', ...(similarity === undefined ? {} : { similarity }) })
}

const readAll = async (model: LoadedModel, { texts }: Batch): Promise<void> => {
  for (const { id, text, maxTokens } of texts.toSorted((a, b) => a.text.length - b.text.length)) {
    try {
      reply({ type: 'vector', id, vector: await model.embed(text, maxTokens) })
    } catch (cause) {
      reply({ type: 'unreadable', id, reason: cause instanceof Error ? cause.name : 'unknown' })
    }
  }
}

/** The first runs allocate and are slow: done here on reference texts, they also show whether this CPU rounds alike. */
const warmUp = async (loaded: LoadedModel, { dir, prefixes }: EncoderModel): Promise<number | undefined> => {
  const file = join(dir, 'reference.jsonl')
  if (!existsSync(file)) {
    for (const text of WARM_UP_TEXTS) await loaded.embed(prefixes.query + text, REFERENCE_TOKENS)
    return undefined
  }
  let lowest = 1
  let read = 0
  const lines = createInterface({ input: createReadStream(file) })
  for await (const line of lines) {
    const { text, embedding } = JSON.parse(line) as { text: string; embedding: number[] }
    const vector = await loaded.embed(prefixes.query + text, REFERENCE_TOKENS)
    lowest = Math.min(
      lowest,
      embedding.reduce((sum, x, i) => sum + x * (vector[i] ?? 0), 0),
    )
    if (++read === REFERENCE_TEXTS) break
  }
  return lowest
}

const reply = (message: Reply): void => {
  // A parent that is gone is noticed by `disconnect`; the callback keeps the failed send from being an uncaught error.
  process.send?.(message, undefined, undefined, () => {})
}

setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
process.on('disconnect', () => process.exit(0))
// Signals to the whole process group are the parent's to answer: it drains, then lets go of the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const [model = '{}'] = process.argv.slice(2)
try {
  await main(JSON.parse(model) as EncoderModel)
} catch (cause) {
  // The parent ends this process once it has read why.
  reply({ type: 'broken', reason: cause instanceof Error ? cause.message : String(cause) })
}
