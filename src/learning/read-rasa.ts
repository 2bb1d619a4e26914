import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { ReadText } from './sourced.ts'

/** `[text](entity)` or `[text]{"entity": …}` as Rasa marks entities; only the words are kept. */
const ENTITY = /\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})/g
const BULLET = /^\s*[-*+]\s+/

/** Rasa NLU YAML: `nlu:` with `- intent: name` and `examples: |` of `- text` lines. Synonyms, lookups and regexes are passed over. */
export const readRasa = (text: string, path: string): ReadText => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined)
    return fault(`${path}:${error.linePos?.[0].line ?? 1}`, `is not YAML: ${error.message.split('\n')[0]}`)
  const nlu = isMap(document.contents) ? document.contents.get('nlu', true) : undefined
  if (!isSeq(nlu))
    return fault(
      `${path}:1`,
      'has no list under `nlu:`; write Rasa NLU YAML, e.g. nlu: [{intent: greet, examples: "- hi"}]',
    )
  const result: ReadText = { examples: [], faults: [] }
  for (const item of nlu.items) {
    if (!isMap(item) || !item.has('intent')) continue
    const intent = item.get('intent')
    const examples = item.get('examples', true)
    const line = lines.linePos(item.range?.[0] ?? 0).line
    if (typeof intent !== 'string') {
      result.faults.push({ at: `${path}:${line}`, text: `intent is ${JSON.stringify(intent)}; write a name` })
      continue
    }
    if (!isScalar(examples) || typeof examples.value !== 'string') {
      result.faults.push({
        at: `${path}:${line}`,
        text: `intent ${intent} has no examples; write \`examples: |\` and one \`- text\` a line`,
      })
      continue
    }
    // The text of a block begins on the line after its `|`.
    const first =
      lines.linePos(examples.range?.[0] ?? 0).line +
      (examples.type === 'BLOCK_LITERAL' || examples.type === 'BLOCK_FOLDED' ? 1 : 0)
    for (const [i, example] of examples.value.split('\n').entries()) {
      const words = example.replace(BULLET, '').replace(ENTITY, '$1').trim()
      if (words !== '') result.examples.push({ text: words, intent, at: `${path}:${first + i}` })
    }
  }
  return result
}

const fault = (at: string, text: string): ReadText => ({ examples: [], faults: [{ at, text }] })
