import { resolve } from 'node:path'
import { readEncoderFolder } from './encoder-folder.ts'
import type { EncoderModel } from './encoder-model.ts'
import { readManifest, shippedFolder } from './manifest.ts'

/**
 * The encoder of a folder: the shipped one as `models/manifest.json` states it, any other as its own files do. Without `dir` the shipped one.
 * @throws Error naming the file, what is wrong with it and what to do
 */
export const readEncoder = async (modelsDir: string, dir?: string): Promise<EncoderModel> => {
  if (dir === undefined || resolve(dir) === (await shippedFolder(modelsDir))) return readManifest(modelsDir)
  return readEncoderFolder(resolve(dir))
}
