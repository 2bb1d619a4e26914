// NLP.js as its README shows it: one NlpManager with its defaults, its own threshold for "None".
import { readFileSync, writeFileSync } from 'node:fs'
import { NlpManager } from 'node-nlp'

const [input, output] = process.argv.slice(2)
const { language, train, test } = JSON.parse(readFileSync(input, 'utf8'))
// A set may have an intent of its own that is named None: then the answer None is that intent.
const known = new Set(train.map(({ intent }) => intent))

const manager = new NlpManager({ languages: [language], autoSave: false, nlu: { log: false } })
for (const { text, intent } of train) manager.addDocument(language, text, intent)
const started = performance.now()
await manager.train()
const trained = performance.now()

const predictions = []
for (const text of test) {
  const { intent, score } = await manager.process(language, text)
  predictions.push({ intent: intent === 'None' && !known.has('None') ? null : intent, confidence: score })
}
const seconds = { train: (trained - started) / 1000, predict: (performance.now() - trained) / 1000 }
writeFileSync(output, JSON.stringify({ seconds, predictions }))
