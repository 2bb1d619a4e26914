import { Option } from 'commander'
import { parseCount } from './count.ts'

/** Options that the engineer's verbs have in common, said once. */
export const encoderOption = (): Option =>
  new Option(
    '--encoder <dir>',
    'folder of the encoder, or its name in DATA_DIR/models or MODELS_DIR; default: model.encoder',
  )
export const workersOption = (): Option =>
  new Option('--workers <n>', 'encoder processes').argParser(parseCount).default(1)
export const jsonOption = (): Option => new Option('--json', 'one JSON object on stdout')
export const quietOption = (): Option => new Option('--quiet', 'no progress')
