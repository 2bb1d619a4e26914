import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadHeads } from '../src/adapters/local/model-files.ts'
import { openLab } from '../src/cli/lab.ts'
import { createTerminal } from '../src/cli/terminal.ts'
import { languageOf } from '../src/pipeline/language.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { createHearing, createUnderstand } from '../src/pipeline/pipeline.ts'

const MODEL = 'models/starter'
const BATCH_MS = 120_000
const NEUTRAL = { score: 0, anger: 0 }

/** The starter model as the product hears with it, without entities and sentiment, for the scripts of this folder. */
export const openHearing = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tabdesk-eval-'))
  const lab = await openLab({
    modelsDir: 'models',
    vectors: [join(folder, 'vectors.bin'), join(MODEL, 'vectors.bin')],
    workers: 1,
    terminal: createTerminal({ quiet: true }),
  })
  const knowledge = await lab.openKnowledge('knowledge')
  const parts = {
    ...knowledge,
    fingerprint: () => knowledge.fingerprint,
    encoder: { fingerprint: lab.encoder.fingerprint, embed: lab.vectorsOf },
    heads: await loadHeads(MODEL),
    readOff: (written: string) => ({
      text: normalise(written),
      language: languageOf(written),
      entities: [],
      sentiment: NEUTRAL,
    }),
    now: () => new Date(),
    deadlineMs: BATCH_MS,
  }
  return {
    /** One request, and what needs no encoder. */
    hearing: createHearing(parts),
    understand: createUnderstand(parts),
    policy: parts.heads.manifest.policy,
    close: async (): Promise<void> => {
      await lab.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Lines of JSON. */
export const readLines = async <T>(file: string): Promise<T[]> =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

export const percent = (right: number, of: number): string =>
  of === 0 ? 'none' : `${((100 * right) / of).toFixed(1)} % (${right} of ${of})`
