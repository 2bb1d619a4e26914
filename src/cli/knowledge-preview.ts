import { join } from 'node:path'
import { loadHeads } from '../adapters/local/model-files.ts'
import { createModelVersions } from '../adapters/local/model-versions.ts'
import { createEncoder } from '../adapters/onnx/encoder.ts'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { withVectorCache } from '../adapters/onnx/vector-cache.ts'
import { openReadOnly, type ReadOnlyStore } from '../adapters/sqlite/read-only.ts'
import { openPreviews } from '../compose-drafts.ts'
import type { Config } from '../config.ts'
import type { ShopFacts } from '../domain/article.ts'
import { Refusal } from '../domain/errors.ts'
import { policyOf } from '../domain/heads.ts'
import type { DraftPreview } from '../domain/knowledge-import.ts'
import { SHIPPED } from '../domain/model-version.ts'
import type { PreviewDraft } from '../knowledge/import/previewing.ts'
import { ENCODER_WORKERS } from './lab-options.ts'
import type { Terminal } from './terminal.ts'

const DEADLINE_MS = 60_000
const VECTORS = 'vectors.bin'
/** Shown of each list. */
const FIRST = 5

/** Previews as the server makes them, beside it: nothing is written. */
export const openPreviewing = async (
  config: Config,
  facts: ShopFacts,
  log: (message: string) => void,
): Promise<{ preview: PreviewDraft; close(): Promise<void> }> => {
  const versions = createModelVersions({ ...config, heads: config.model.heads, now: () => new Date() })
  const dir = versions.dirOf(SHIPPED)
  const headsDir = versions.dirOf((await versions.live()).current)
  const { mean, manifest } = await loadHeads(headsDir)
  const encoder = await createEncoder({
    modelsDir: config.modelsDir,
    dir: findEncoder(config.model.encoder, config),
    workers: ENCODER_WORKERS,
    deadlineMs: DEADLINE_MS,
    log,
  })
  const vectors = withVectorCache(encoder, { files: [join(dir, VECTORS), join(config.dataDir, VECTORS)], log })
  // What was asked is in the embedded store only.
  const store = config.databaseUrl === undefined ? await openReadOnly(config.dataDir).catch(nothingAsked) : undefined
  const preview = openPreviews({
    ...{ config, encoder, mean: () => mean, facts: () => facts, now: () => new Date() },
    store: {
      turns: async (filter) => store?.turns(filter) ?? { turns: [] },
      events: async (...args) => store?.events(...args),
    },
    recalls: () => 0,
    // What agents chose, what outcomes took back and what plug-in voters say is the server's.
    bot: async () => ({
      headsDir,
      policy: policyOf(config.policy, manifest.policy),
      learned: [],
      provable: config.mesh.visitorProof,
    }),
    embed: (texts) => vectors.embed(texts, { bulk: true }),
  })
  return {
    preview,
    close: async () => {
      store?.close()
      await vectors.close()
    },
  }
}

/** Before the first start there is no store. */
const nothingAsked = (error: unknown): ReadOnlyStore | undefined => {
  if (error instanceof Refusal && error.code === 'bad_input') return undefined
  throw error
}

/** The preview in short: counts, and the first few of each list. */
export const printPreview = (terminal: Terminal, preview: DraftPreview): void => {
  const { duplicates, contradictions, personal, effects, more } = preview
  const count = (name: string, list: readonly unknown[]): string => `${list.length + (more[name] ?? 0)}`
  terminal.out(
    `  ${count('contradictions', contradictions)} contradictions, ${count('duplicates', duplicates)} near-duplicates, ${count('personal', personal)} places with personal data`,
  )
  for (const { article, other, values, score } of contradictions.slice(0, FIRST))
    terminal.out(`  contradiction ${score}: ${article} says ${values[0]}, ${other} says ${values[1]}`)
  for (const { question, other, otherQuestion, score } of duplicates.slice(0, FIRST))
    terminal.out(`  near-duplicate ${score}: ${question} ~ ${otherQuestion} (${other})`)
  for (const { article, field, type, shown } of personal.slice(0, FIRST))
    terminal.out(`  personal data: ${article} ${field}, ${type} ${shown}`)
  terminal.out(
    `  of ${effects.tried} ${effects.from === 'customers' ? 'messages of customers' : 'examples'} ${count('effects', effects.changed)} would be answered otherwise: ${effects.gained} more answered, ${effects.lost} not any more`,
  )
  for (const { question, before, after } of effects.changed.slice(0, FIRST))
    terminal.out(`  ${question}: ${before?.article ?? 'nothing'} → ${after?.article ?? 'nothing'}`)
}
