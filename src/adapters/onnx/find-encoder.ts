import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the encoder that is asked for by name: one's own in DATA_DIR/models wins over MODELS_DIR. */
export const findEncoder = (name: string, { dataDir, modelsDir }: { dataDir: string; modelsDir: string }): string => {
  const own = join(dataDir, 'models', name)
  return existsSync(own) ? own : join(modelsDir, name)
}
