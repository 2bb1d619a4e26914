import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Heads, HeadsManifest, LoadedHeads } from '../../domain/heads.ts'

/** What people may read: everything but the weights, and how to find those in the other file. */
const MANIFEST = 'model.json'
/** The weights, one after the other, little-endian. */
const WEIGHTS = 'heads.bin'

const FINGERPRINT_DIGITS = 16
const FORMAT: HeadsManifest['format'] = 2

interface ModelFile extends HeadsManifest {
  weights: { sha256: string; parts: { name: PartName; length: number }[] }
}

/** Each array of the heads by name, in the order of the file; those of wide elements first, so that all lie aligned. */
const PARTS = {
  mean: { type: Float32Array, of: (heads: Heads) => heads.mean },
  linearWeights: { type: Float32Array, of: (heads: Heads) => heads.linear.weights },
  linearBias: { type: Float32Array, of: (heads: Heads) => heads.linear.bias },
  ngramKeys: { type: Uint32Array, of: (heads: Heads) => heads.ngrams.keys },
  ngramIdf: { type: Float32Array, of: (heads: Heads) => heads.ngrams.idf },
  ngramScales: { type: Float32Array, of: (heads: Heads) => heads.ngrams.scales },
  ngramBias: { type: Float32Array, of: (heads: Heads) => heads.ngrams.bias },
  neighbourAxes: { type: Float32Array, of: (heads: Heads) => heads.neighbours.axes },
  kernelScales: { type: Float32Array, of: (heads: Heads) => heads.kernel.scales },
  neighbourStarts: { type: Uint32Array, of: (heads: Heads) => heads.neighbours.starts },
  ngramWeights: { type: Int8Array, of: (heads: Heads) => heads.ngrams.weights },
  neighbourVectors: { type: Int8Array, of: (heads: Heads) => heads.neighbours.vectors },
  kernelWeights: { type: Int8Array, of: (heads: Heads) => heads.kernel.weights },
} as const
type PartName = keyof typeof PARTS
const NAMES = Object.keys(PARTS) as PartName[]

/** Writes the heads into a folder; the same heads give the same bytes. The manifest comes last: without it there is no model. */
export const saveHeads = async (dir: string, heads: Heads): Promise<void> => {
  const arrays = NAMES.map((name) => PARTS[name].of(heads))
  const bytes = Buffer.concat(arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)))
  const parts = NAMES.map((name, i) => ({ name, length: arrays[i]?.length ?? 0 }))
  const file: ModelFile = { ...heads.manifest, weights: { sha256: sha256(bytes), parts } }
  await mkdir(dir, { recursive: true })
  await replace(join(dir, WEIGHTS), bytes)
  await replace(join(dir, MANIFEST), `${JSON.stringify(file, neverInWords, 1)}\n`)
}

/**
 * Reads what `saveHeads` wrote.
 * @throws Error that names the file, what is wrong with it, and the command that makes a new one
 */
export const loadHeads = async (dir: string): Promise<LoadedHeads> => {
  const described = await read(dir, MANIFEST)
  const { weights, ...manifest } = readManifest(described, dir)
  const bytes = await read(dir, WEIGHTS)
  if (sha256(bytes) !== weights.sha256)
    throw unusable(
      dir,
      WEIGHTS,
      `its sha256 is ${sha256(bytes).slice(0, 12)}…, ${MANIFEST} says ${weights.sha256.slice(0, 12)}…`,
    )
  // A buffer of its own: the bytes that were read may lie anywhere in a shared one.
  const buffer = new Uint8Array(bytes).buffer
  const found = new Map<PartName, Part>()
  let at = 0
  for (const { name, length } of weights.parts) {
    const { type } = PARTS[name] ?? {}
    if (type === undefined)
      throw unusable(dir, MANIFEST, `it names a part ${JSON.stringify(name)} that this version does not know`)
    found.set(name, new type(buffer, at, length))
    at += length * type.BYTES_PER_ELEMENT
  }
  const part = <T extends Part>(name: PartName): T => {
    const array = found.get(name)
    if (array === undefined) throw unusable(dir, MANIFEST, `the part ${name} is missing`)
    return array as T
  }
  return {
    // The manifest holds the sha256 of the weights, so it speaks for both files.
    fingerprint: sha256(described).slice(0, FINGERPRINT_DIGITS),
    manifest,
    mean: part('mean'),
    linear: { weights: part('linearWeights'), bias: part('linearBias') },
    ngrams: {
      keys: part('ngramKeys'),
      idf: part('ngramIdf'),
      scales: part('ngramScales'),
      bias: part('ngramBias'),
      weights: part('ngramWeights'),
    },
    neighbours: {
      axes: part('neighbourAxes'),
      starts: part('neighbourStarts'),
      vectors: part('neighbourVectors'),
    },
    kernel: { weights: part('kernelWeights'), scales: part('kernelScales') },
  }
}

type Part = Float32Array | Uint32Array | Int8Array

/** A bar that nothing reaches, which JSON has no number for. */
const NEVER = 'never'
const neverInWords = (_: string, value: unknown): unknown => (value === Number.POSITIVE_INFINITY ? NEVER : value)
const barsIn = (bars: Record<string, number | typeof NEVER> = {}): Record<string, number> =>
  Object.fromEntries(
    Object.entries(bars).map(([intent, bar]) => [intent, bar === NEVER ? Number.POSITIVE_INFINITY : bar]),
  )

const read = async (dir: string, name: string): Promise<Buffer> => {
  try {
    return await readFile(join(dir, name))
  } catch (error) {
    throw unusable(
      dir,
      name,
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message,
    )
  }
}

const readManifest = (bytes: Buffer, dir: string): ModelFile => {
  let file: Partial<ModelFile>
  try {
    file = JSON.parse(bytes.toString('utf8')) as Partial<ModelFile>
  } catch (error) {
    throw unusable(dir, MANIFEST, `it is not JSON: ${(error as Error).message}`)
  }
  if (file.format !== FORMAT)
    throw unusable(dir, MANIFEST, `its format is ${JSON.stringify(file.format)}, this version reads ${FORMAT}`)
  if (!Array.isArray(file.intents) || !Array.isArray(file.weights?.parts))
    throw unusable(dir, MANIFEST, 'it has no intents or no weights')
  if (file.policy !== undefined) file.policy.answerAboveByIntent = barsIn(file.policy.answerAboveByIntent)
  return file as ModelFile
}

const unusable = (dir: string, name: string, why: string): Error =>
  new Error(
    `Model file ${join(dir, name)}: ${why}. Make it with \`npx tabdesk train --data EXAMPLES --out ${dir}\`, or bring it back with \`git checkout\`.`,
  )

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const replace = async (path: string, content: string | Buffer): Promise<void> => {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, path)
}
