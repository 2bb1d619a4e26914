import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BaseStreamer, env, pipeline, type TextStreamer } from '@xenova/transformers'
import type { Phrase } from '../../ports/translator.ts'

/** Tokens of the longest sentence that a model may say; more is a model that repeats itself. */
const MAX_SENTENCE_TOKENS = 256
/** Tokens beyond which a sentence is said clause by clause: what it says may take twice as many. */
const MAX_READ_TOKENS = 120
/** Behind a comma, but for one within a number. */
const CLAUSES = /(?<=[，；、;]|,(?!\d))/

/** A folder as Hugging Face has it: `config.json`, tokenizer, `onnx/encoder_model*.onnx` and `onnx/decoder_model_merged*.onnx`. */
export const loadTranslator = async (dir: string): Promise<(phrase: Phrase) => Promise<string>> => {
  env.allowRemoteModels = false
  env.localModelPath = dirname(dir)
  const isQuantized = existsSync(join(dir, 'onnx', 'encoder_model_quantized.onnx'))
  const model = await pipeline('translation', basename(dir), {
    local_files_only: true,
    dtype: isQuantized ? 'q8' : 'fp32',
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1, enableCpuMemArena: false },
  })
  const tokensOf = (text: string): number => model.tokenizer.encode(text).length
  const say = async (sentence: string): Promise<string> => {
    // The library would drop what goes beyond, and say nothing of it.
    if (tokensOf(sentence) > model.tokenizer.model_max_length) throw new Error('a sentence is longer than it can read')
    const steps = new StepCounter()
    const options = { max_new_tokens: MAX_SENTENCE_TOKENS, streamer: steps as BaseStreamer as TextStreamer }
    const [said] = (await model(sentence, options)) as { translation_text: string }[]
    // A translation with a hole in it would be taken for the whole.
    if (steps.taken >= MAX_SENTENCE_TOKENS) throw new Error('it did not come to the end of a sentence')
    const words = said?.translation_text.trim() ?? ''
    if (words === '') throw new Error('it has no words for a sentence')
    return words
  }
  return async ({ text, from, to }) => {
    const lines: string[] = []
    for (const line of text.split('\n')) {
      const said: string[] = []
      for (const sentence of sentencesOf(line, from))
        for (const piece of piecesOf(sentence, tokensOf)) said.push(await say(piece))
      lines.push(said.join(to === 'zh' ? '' : ' '))
    }
    return lines.join('\n')
  }
}

class StepCounter extends BaseStreamer {
  /** The first token is what it starts from. */
  taken = -1
  override put(): void {
    this.taken++
  }
  override end(): void {}
}

/** These models were trained on sentences, and lose the thread in more. */
const sentencesOf = (line: string, language: Phrase['from']): string[] =>
  [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(line)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '')

/** A sentence, or where it is long its clauses, as many together as can be read at once. */
const piecesOf = (sentence: string, tokensOf: (text: string) => number): string[] => {
  if (tokensOf(sentence) <= MAX_READ_TOKENS) return [sentence]
  const pieces: string[] = []
  let tokens = Number.POSITIVE_INFINITY
  for (const clause of sentence.split(CLAUSES)) {
    const more = tokensOf(clause)
    tokens += more
    if (tokens <= MAX_READ_TOKENS) pieces[pieces.length - 1] += clause
    else {
      pieces.push(clause)
      tokens = more
    }
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '')
}
