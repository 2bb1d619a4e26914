import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { env, pipeline } from '@xenova/transformers'
import type { Phrase } from '../../ports/translator.ts'

/** Tokens of the longest sentence that a model may say; more is a model that repeats itself. */
const MAX_SENTENCE_TOKENS = 256

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
  const say = async (sentence: string): Promise<string> => {
    const [said] = (await model(sentence, { max_new_tokens: MAX_SENTENCE_TOKENS })) as { translation_text: string }[]
    return said?.translation_text.trim() ?? ''
  }
  return async ({ text, from, to }) => {
    const lines: string[] = []
    for (const line of text.split('\n')) {
      const said: string[] = []
      for (const sentence of sentencesOf(line, from)) {
        const words = await say(sentence)
        // A translation with a hole in it would be taken for the whole.
        if (words === '') throw new Error('it has no words for a sentence')
        said.push(words)
      }
      lines.push(said.join(to === 'zh' ? '' : ' '))
    }
    return lines.join('\n')
  }
}

/** These models were trained on sentences, and lose the thread in more. */
const sentencesOf = (line: string, language: Phrase['from']): string[] =>
  [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(line)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '')
