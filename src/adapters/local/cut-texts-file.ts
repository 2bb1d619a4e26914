import { readFile } from 'node:fs/promises'
import type { CutTexts } from '../../domain/cut-texts.ts'
import { absent, writeOver } from './whole-file.ts'

/** First line of the file; the arrays follow in the order of their names here, little endian. */
interface Head {
  format: typeof FORMAT
  /** Of whatever decides how a text is cut. */
  fingerprint: string
  vocabulary: string[]
  keys: number
  words: number
}

const FORMAT = 'tabdesk-cut-texts-1'
const NEWLINE = 0x0a

/** Undefined where there is none, and where it was made by something else or is damaged: it is made anew then. */
export const readCutTexts = async (path: string, fingerprint: string): Promise<CutTexts | undefined> => {
  const bytes = await readFile(path).catch(absent)
  if (bytes === undefined) return undefined
  const head = headOf(bytes)
  if (head?.format !== FORMAT || head.fingerprint !== fingerprint) return undefined
  const sizes = [8 * head.keys, 4 * (head.keys + 1), 4 * head.words]
  const body = bytes.subarray(bytes.indexOf(NEWLINE) + 1)
  if (body.length !== sizes.reduce((sum, size) => sum + size, 0)) return undefined
  let from = 0
  const [keys = NOTHING, starts = NOTHING, words = NOTHING] = sizes.map((size) => {
    const part = Uint8Array.from(body.subarray(from, from + size)).buffer
    from += size
    return part
  })
  const cut = {
    vocabulary: head.vocabulary,
    keys: new Float64Array(keys),
    starts: new Int32Array(starts),
    words: new Int32Array(words),
  }
  return isWhole(cut) ? cut : undefined
}

/** Replaces it whole. */
export const writeCutTexts = async (path: string, fingerprint: string, cut: CutTexts): Promise<void> => {
  const { vocabulary, keys, starts, words } = cut
  const head = { format: FORMAT, fingerprint, vocabulary, keys: keys.length, words: words.length }
  await writeOver(path, async (file) => {
    await file.writeFile(`${JSON.stringify(head)}\n`)
    for (const { buffer, byteOffset, byteLength } of [keys, starts, words])
      await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength))
  })
}

const NOTHING = new ArrayBuffer(0)

const headOf = (bytes: Buffer): Head | undefined => {
  try {
    return JSON.parse(bytes.toString('utf8', 0, Math.max(0, bytes.indexOf(NEWLINE)))) as Head
  } catch {
    return undefined
  }
}

/** Every word that is named is there: a file may be damaged and still have the right length. */
const isWhole = ({ vocabulary, keys, starts, words }: CutTexts): boolean =>
  starts[0] === 0 &&
  starts[keys.length] === words.length &&
  starts.every((start, i) => i === 0 || start >= (starts[i - 1] as number)) &&
  words.every((place) => place >= 0 && place < vocabulary.length)
