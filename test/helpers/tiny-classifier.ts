import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TINY_VOCABULARY, writeTinyEncoder } from './tiny-encoder.ts'

/** How surely one character speaks for its label. */
const LOGIT = 8

/** An intent classifier of a few kilobytes: each label is spoken for by one character, e.g. `{退: 'refund_request'}`. */
export const writeTinyClassifier = (dir: string, labels: Record<string, string>): void => {
  const characters = Object.keys(labels)
  const table = new Float32Array(TINY_VOCABULARY.length * characters.length)
  for (const [label, character] of characters.entries())
    for (const token of [character, `##${character}`]) {
      const at = TINY_VOCABULARY.indexOf(token)
      if (at < 0) throw new Error(`the tiny vocabulary has no ${token}`)
      table[at * characters.length + label] = LOGIT
    }
  writeTinyEncoder(dir, { dimensions: characters.length, outputs: ['logits'], pooling: null, table })
  writeFileSync(
    join(dir, 'config.json'),
    JSON.stringify({ model_type: 'bert', id2label: Object.fromEntries(Object.values(labels).entries()) }),
  )
}
