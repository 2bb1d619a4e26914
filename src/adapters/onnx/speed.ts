import { basename } from 'node:path'
import { int8Way } from './cpu.ts'
import type { EncoderModel } from './encoder-model.ts'
import { loadModel } from './model.ts'

export interface EncoderSpeed {
  /** Milliseconds for a text of 16 word pieces on one thread, median. */
  msPerText: number
  /** What would make it faster or safer on this machine. */
  hints: string[]
}

const TOKENS = 16
const WARM_UP_RUNS = 5
const RUNS = 25
/** Longer than 16 word pieces in any vocabulary. */
const TEXT =
  '我昨天下的订单怎么还没有发货呀，能不能帮我催一下？ Where is my parcel, it should have been here by yesterday.'
/** A message waits for the encoder once, an agent's list of suggestions several times. */
const SLOW_MS = 20

/** Loads the encoder in this process and times it. */
export const measureEncoder = async (model: EncoderModel): Promise<EncoderSpeed> => {
  const loaded = await loadModel(model)
  const times: number[] = []
  for (let run = 0; run < WARM_UP_RUNS + RUNS; run++) {
    const started = performance.now()
    await loaded.embed(model.prefixes.query + TEXT, TOKENS)
    if (run >= WARM_UP_RUNS) times.push(performance.now() - started)
  }
  const msPerText = times.sort((a, b) => a - b)[RUNS >> 1] as number
  return { msPerText, hints: await hintsFor(model, msPerText) }
}

const hintsFor = async ({ weights }: EncoderModel, msPerText: number): Promise<string[]> => {
  const int8 = /quantized|int8/.test(basename(weights))
  const way = await int8Way()
  const hints: string[] = []
  if (int8 && way === undefined)
    hints.push(
      'this CPU has no VNNI: 8-bit sums are slower and may saturate; compare with float32 weights by `npx tabdesk eval`',
    )
  if (!int8 && way !== undefined && way !== 'unknown')
    hints.push(`this CPU has ${way}: int8 weights (onnx/model_quantized.onnx) would be some three times as fast`)
  if (msPerText > SLOW_MS)
    hints.push('too slow for live chat: take a smaller encoder, or more `model.workers` than one')
  return hints
}
