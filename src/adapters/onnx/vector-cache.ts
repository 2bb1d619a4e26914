import { existsSync } from 'node:fs'
import type { Encoder } from '../../ports/encoder.ts'
import { dequantise, keyOf, quantise, readVectorCache, writeVectorCache } from './vector-file.ts'

/** An encoder that knows some texts by heart. */
export interface VectorCache extends Encoder {
  /** Writes what was learnt since, with what `write` had; nothing to do is fine. Also done by `close`. */
  save(): void
}

/**
 * Known texts need no inference and no worker: start-up does not read the starter knowledge again, and training on known
 * texts gives the same bytes on every CPU. `files` are read now; one that was made by other weights or is damaged is
 * ignored and said so, a missing one is fine. With `write`, texts not known are kept for that file, and handed out as the
 * file will give them (int8 and back), so that a text has one vector before and after saving (EN2).
 */
export const withVectorCache = (
  encoder: Encoder,
  options: { files: readonly string[]; write?: string; log?: (message: string) => void },
): VectorCache => {
  const { write, log = () => {} } = options
  const known = new Map<bigint, Int8Array>()
  const toWrite = new Map<bigint, Int8Array>()
  let unsaved = false
  for (const file of new Set(write === undefined ? options.files : [...options.files, write]))
    for (const { key, components } of entriesFor(encoder, file, log)) {
      known.set(key, components)
      if (file === write) toWrite.set(key, components)
    }

  const learn = (key: bigint, vector: Float32Array): Float32Array => {
    if (write === undefined) return vector
    const components = quantise(vector)
    known.set(key, components)
    toWrite.set(key, components)
    unsaved = true
    return dequantise(components)
  }
  const save = (): void => {
    if (write === undefined || !unsaved) return
    writeVectorCache(
      write,
      encoder.fingerprint,
      [...toWrite].map(([key, components]) => ({ key, components })),
    )
    unsaved = false
  }

  return {
    fingerprint: encoder.fingerprint,
    dimensions: encoder.dimensions,
    embed: async (texts, embedOptions = {}) => {
      embedOptions.signal?.throwIfAborted()
      const keys = texts.map((text) => keyOf(`${embedOptions.prefix ?? 'query'}: ${text}`))
      const missing = [...new Set(texts.filter((_, i) => !known.has(keys[i] as bigint)))]
      const read = missing.length === 0 ? [] : await encoder.embed(missing, embedOptions)
      const fresh = new Map(missing.map((text, i) => [text, read[i] as Float32Array]))
      return texts.map((text, i) => {
        const key = keys[i] as bigint
        const components = known.get(key)
        return components === undefined ? learn(key, fresh.get(text) as Float32Array) : dequantise(components)
      })
    },
    status: () => encoder.status(),
    save,
    close: async () => {
      save()
      await encoder.close()
    },
  }
}

const entriesFor = (encoder: Encoder, file: string, log: (message: string) => void) => {
  if (!existsSync(file)) return []
  try {
    const { fingerprint, entries } = readVectorCache(file)
    if (fingerprint === encoder.fingerprint) return entries
    log(`vector file ${file} was made by the weights ${fingerprint}, not ${encoder.fingerprint}: not used`)
  } catch (cause) {
    log(`${(cause as Error).message}: not used`)
  }
  return []
}
