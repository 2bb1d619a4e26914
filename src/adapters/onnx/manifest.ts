import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import type { EncoderModel } from './encoder-model.ts'
import { POOLINGS } from './pooling.ts'

const REMEDY = 'Bring it back with `git checkout models`, or clone the repository again.'
const READ_CHUNK_BYTES = 1024 * 1024

const Manifest = z.object({
  encoder: z.object({
    dir: z.string().min(1),
    weights: z.string().min(1),
    files: z
      .array(
        z.object({
          path: z.string(),
          sha256: z.string().regex(/^[0-9a-f]{64}$/),
          bytes: z.number().int().nonnegative(),
        }),
      )
      .min(1),
    licence: z.string(),
    source: z.string(),
    dimensions: z.number().int().positive(),
    prefixes: z.object({ query: z.string(), passage: z.string() }),
    pooling: z.enum(POOLINGS).default('mean'),
    maxTokens: z.number().int().positive().default(512),
  }),
})

/** Reads `manifest.json`; touches none of the files it names. Throws an Error that names the file, the fault and the fix. */
export const readManifest = async (modelsDir: string): Promise<EncoderModel> => {
  const file = join(resolve(modelsDir), 'manifest.json')
  const { encoder } = parse(file, await readText(file))
  const weights = encoder.files.find((entry) => entry.path === encoder.weights)
  if (weights === undefined)
    throw new Error(`${file}: encoder.weights "${encoder.weights}" is not among encoder.files.`)
  const dir = join(resolve(modelsDir), encoder.dir)
  return {
    name: encoder.dir,
    dir,
    weights: join(dir, weights.path),
    fingerprint: weights.sha256.slice(0, 16),
    dimensions: encoder.dimensions,
    pooling: encoder.pooling,
    beyondPooling: [],
    prefixes: encoder.prefixes,
    maxTokens: encoder.maxTokens,
    licence: encoder.licence,
    files: encoder.files.map((entry) => ({ ...entry, path: join(dir, entry.path) })),
  }
}

/** The folder of the encoder that came with the product; undefined where there is no manifest. */
export const shippedFolder = async (modelsDir: string): Promise<string | undefined> => {
  const file = join(resolve(modelsDir), 'manifest.json')
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined
  return join(resolve(modelsDir), parse(file, await readText(file)).encoder.dir)
}

/**
 * Checks that every file that is stated with size and sha256 is there as stated.
 * Throws an Error naming the first bad file, what was expected, what was found and what to run.
 */
export const verifyFiles = async ({ files }: Pick<EncoderModel, 'files'>): Promise<void> => {
  await Promise.all(files.map(verifyFile))
}

const verifyFile = async ({ path, sha256, bytes }: EncoderModel['files'][number]): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Error(`Model file ${path} is missing. ${REMEDY}`)
  if (found.size !== bytes) throw new Error(`Model file ${path} has ${found.size} bytes, expected ${bytes}. ${REMEDY}`)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: READ_CHUNK_BYTES })) hash.update(chunk)
  const digest = hash.digest('hex')
  if (digest !== sha256) throw new Error(`Model file ${path} has sha256 ${digest}, expected ${sha256}. ${REMEDY}`)
}

const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Error(`Model manifest ${file} cannot be read. ${REMEDY}`, { cause })
  }
}

const parse = (file: string, text: string): z.infer<typeof Manifest> => {
  try {
    return Manifest.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
    throw new Error(`Model manifest ${file} is not valid: ${why}. ${REMEDY}`, { cause })
  }
}
