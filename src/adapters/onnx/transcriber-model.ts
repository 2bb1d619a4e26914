import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Transcript, VOICE_HZ } from '../../domain/transcript.ts'
import { readTranscriberFolder } from './transcriber-folder.ts'

/** Samples read at once: time and memory of these networks grow with the square. */
const LONGEST_PIECE = 20 * VOICE_HZ
/** Samples before its end in which the quietest place is looked for to cut. */
const CUT_WITHIN = 5 * VOICE_HZ
/** Samples of which the loudness is one: 20 ms. */
const STRIDE = VOICE_HZ / 50
/** Keeps silence from being divided by nothing; as the models were trained. */
const LEAST_VARIANCE = 1e-7

/** What of a piece was heard: its words, the sum of the likelihoods of what it says, and how many these are. */
interface Piece {
  text: string
  sure: number
  frames: number
}

/**
 * A network trained with CTC, loaded in this process; samples are mono, 16 bit, 16 kHz. Greedy: the likeliest output of each frame,
 * what is repeated once, blanks dropped. `confidence` is the mean likelihood of the frames that are not blank.
 * @throws Error naming what is wrong with the folder or the network
 */
export const loadTranscriber = async (dir: string): Promise<(samples: Int16Array) => Promise<Transcript>> => {
  const { weights, tokens, blank, normalises, language } = await readTranscriberFolder(dir)
  const session = await InferenceSession.create(weights, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    logSeverityLevel: 3,
  })
  const unknown = session.inputNames.filter((name) => !['input_values', 'attention_mask'].includes(name))
  if (!session.inputNames.includes('input_values') || unknown.length > 0)
    throw new Error(`the network takes ${session.inputNames.join(', ')}: it must take input_values, raw samples`)
  if (!session.outputNames.includes('logits'))
    throw new Error(
      `the network gives ${session.outputNames.join(', ')}: it must give logits; export it with its CTC head`,
    )

  const hear = async (samples: Float32Array): Promise<Piece> => {
    const shape = [1, samples.length]
    const { logits } = await session.run(
      {
        input_values: new Tensor('float32', samples, shape),
        ...(session.inputNames.includes('attention_mask')
          ? { attention_mask: new Tensor('int64', new BigInt64Array(samples.length).fill(1n), shape) }
          : {}),
      },
      ['logits'],
    )
    const size = logits?.dims.at(-1)
    if (!(logits?.data instanceof Float32Array) || size === undefined || size < tokens.length)
      throw new Error(`the network gives ${logits?.type} of ${size} outputs, vocab.json has ${tokens.length}`)
    return decoded(logits.data, size, { tokens, blank })
  }
  return async (samples) => {
    const pieces: Piece[] = []
    for (const piece of piecesOf(samples)) pieces.push(await hear(floats(piece, normalises)))
    const frames = pieces.reduce((sum, piece) => sum + piece.frames, 0)
    return {
      text: written(pieces.map(({ text }) => text).join(' ')),
      confidence: frames === 0 ? 0 : pieces.reduce((sum, { sure }) => sum + sure, 0) / frames,
      ...(language === undefined ? {} : { language }),
    }
  }
}

const decoded = (
  logits: Float32Array,
  size: number,
  { tokens, blank }: { tokens: readonly string[]; blank: number },
): Piece => {
  const piece: Piece = { text: '', sure: 0, frames: 0 }
  let before = blank
  for (let at = 0; at + size <= logits.length; at += size) {
    let best = 0
    for (let i = 1; i < size; i++) if ((logits[at + i] as number) > (logits[at + best] as number)) best = i
    if (best !== blank) {
      let sum = 0
      for (let i = 0; i < size; i++) sum += Math.exp((logits[at + i] as number) - (logits[at + best] as number))
      piece.sure += 1 / sum
      piece.frames += 1
      if (best !== before) piece.text += tokens[best] ?? ''
    }
    before = best
  }
  return piece
}

/** Cut where it is quiet, so that no word is. */
const piecesOf = (samples: Int16Array): Int16Array[] => {
  const pieces: Int16Array[] = []
  let rest = samples
  while (rest.length > LONGEST_PIECE) {
    const cut = quietest(rest, LONGEST_PIECE - CUT_WITHIN, LONGEST_PIECE)
    pieces.push(rest.subarray(0, cut))
    rest = rest.subarray(cut)
  }
  pieces.push(rest)
  return pieces
}

const quietest = (samples: Int16Array, from: number, to: number): number => {
  let best = to
  let least = Number.POSITIVE_INFINITY
  for (let at = from; at + STRIDE <= to; at += STRIDE) {
    let loudness = 0
    for (let i = at; i < at + STRIDE; i++) loudness += Math.abs(samples[i] as number)
    if (loudness < least) {
      least = loudness
      best = at
    }
  }
  return best
}

const floats = (samples: Int16Array, normalises: boolean): Float32Array => {
  const out = Float32Array.from(samples, (sample) => sample / 0x8000)
  if (!normalises) return out
  const mean = out.reduce((sum, x) => sum + x, 0) / out.length
  const variance = out.reduce((sum, x) => sum + (x - mean) ** 2, 0) / out.length
  const scale = 1 / Math.sqrt(variance + LEAST_VARIANCE)
  return out.map((x) => (x - mean) * scale)
}

/** Spaces as people set them, and capitals: many models know but these. */
const written = (text: string): string => {
  const spaced = text
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim()
  if (/\p{Ll}/u.test(spaced)) return spaced
  const lower = spaced.toLowerCase()
  return lower.slice(0, 1).toUpperCase() + lower.slice(1)
}
