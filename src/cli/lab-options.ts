import { availableParallelism } from 'node:os'
import { Option } from 'commander'
import { parseCount } from './count.ts'

/** Encoder processes unless told otherwise: nothing else works while texts are embedded, but each takes 200 MB of memory. */
const MOST_WORKERS = 4
export const ENCODER_WORKERS = Math.min(MOST_WORKERS, availableParallelism())

/** Options that the engineer's verbs have in common, said once. */
export const encoderOption = (): Option =>
  new Option(
    '--encoder <dir>',
    'folder of the encoder, or its name in DATA_DIR/models or MODELS_DIR; default: model.encoder',
  )
export const workersOption = (): Option =>
  new Option('--workers <n>', 'encoder processes')
    .argParser(parseCount)
    .default(ENCODER_WORKERS, `one a core, at most ${MOST_WORKERS}`)
export const jsonOption = (): Option => new Option('--json', 'one JSON object on stdout')
export const quietOption = (): Option => new Option('--quiet', 'no progress')
