import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as z from 'zod'

/** An encoder's files as `models/manifest.json` names them; paths absolute. */
export interface EncoderModel {
  dir: string
  weights: string
  /** sha256 of the weights, first 16 hex digits. */
  fingerprint: string
  dimensions: number
  prefixes: { query: string; passage: string }
  files: { path: string; sha256: string; bytes: number }[]
}

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
    dir,
    weights: join(dir, weights.path),
    fingerprint: weights.sha256.slice(0, 16),
    dimensions: encoder.dimensions,
    prefixes: encoder.prefixes,
    files: encoder.files.map((entry) => ({ ...entry, path: join(dir, entry.path) })),
  }
}

/**
 * Reads the manifest and checks that every file it names is there with its size and sha256.
 * Throws an Error naming the first bad file, what was expected, what was found and what to run.
 */
export const verifyManifest = async (modelsDir: string): Promise<EncoderModel> => {
  const model = await readManifest(modelsDir)
  await Promise.all(model.files.map(verifyFile))
  return model
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
