import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readEncoder } from './read-encoder.ts'

interface Places {
  dataDir: string
  modelsDir: string
}

/**
 * The folder of the encoder that is asked for: a path, or a name in DATA_DIR/models, where one's own wins, or MODELS_DIR.
 * One that is nowhere is given as if it were in MODELS_DIR: who reads it says that it is not there.
 */
export const findEncoder = (name: string, { dataDir, modelsDir }: Places): string => {
  if (/[/\\]/.test(name)) return resolve(name)
  const shipped = join(modelsDir, name)
  return [join(dataDir, 'models', name), shipped, resolve(name)].find((place) => existsSync(place)) ?? shipped
}

/** The folder, `first` before any other in DATA_DIR/models and MODELS_DIR, whose encoder has this fingerprint; undefined where none has. */
export const findEncoderBy = async (
  fingerprint: string,
  first: string,
  { dataDir, modelsDir }: Places,
): Promise<string | undefined> => {
  const folders = await Promise.all(
    [join(dataDir, 'models'), modelsDir].map(async (place) =>
      (await readdir(place).catch(() => [])).map((name) => join(place, name)),
    ),
  )
  for (const dir of new Set([first, ...folders.flat().sort()])) {
    if (!existsSync(join(dir, 'tokenizer.json'))) continue
    const found = await readEncoder(modelsDir, dir).catch(() => undefined)
    if (found?.fingerprint === fingerprint) return dir
  }
  return undefined
}
