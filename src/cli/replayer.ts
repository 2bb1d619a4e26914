import { loadHeads } from '../adapters/local/model-files.ts'
import { createEncoder } from '../adapters/onnx/encoder.ts'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { readEncoder } from '../adapters/onnx/read-encoder.ts'
import type { ReadOnlyStore } from '../adapters/sqlite/read-only.ts'
import { openReaders } from '../compose-reading.ts'
import { type Config, freshnessOf } from '../config.ts'
import { replayTurn } from '../conversation/replay.ts'
import { decide } from '../decision/decide.ts'
import { decideAgain } from '../decision/decide-again.ts'
import { createDraftReplies } from '../delivery/draft.ts'
import { readOrderAnswer } from '../delivery/order-answer.ts'
import { isValidAt } from '../domain/article.ts'
import type { Policy } from '../domain/decision.ts'
import { type LoadedHeads, policyOf } from '../domain/heads.ts'
import type { Library } from '../domain/library.ts'
import type { Language } from '../domain/message.ts'
import type { RecordedTurn, TurnInputs } from '../domain/record.ts'
import type { Understand } from '../domain/understanding.ts'
import type { ReplayChange } from '../learning/replay-change.ts'
import type { Replayed } from '../learning/replay-report.ts'
import { textKey } from '../lib/text-key.ts'
import { createKnownVectors } from '../pipeline/known-vectors.ts'
import { normalise } from '../pipeline/normalise.ts'
import { createUnderstand } from '../pipeline/pipeline.ts'
import { heardAgain } from '../pipeline/plug-ins/heard-again.ts'
import type { Encoder } from '../ports/encoder.ts'
import { openShelf } from './replay-shelf.ts'
import { WrongUse } from './terminal.ts'

/** Decides recorded turns again. */
export interface Replayer {
  replay(turn: RecordedTurn): Promise<Replayed>
  close(): Promise<void>
}

export interface ReplayerParts {
  config: Config
  store: Pick<ReadOnlyStore, 'records' | 'events'>
  change: ReplayChange
  log(message: string): void
}

/** Milliseconds for the texts of changed knowledge, which nobody waits for. */
const BULK_DEADLINE_MS = 120_000
/** No vector is ever waited for. */
const NEVER_MS = 2 ** 31 - 1

/**
 * Where only the policy changes, recorded understandings are decided again; else the very turn runs again with recorded vectors, under
 * the heads and the knowledge of then, or those of the change.
 */
export const openReplayer = async ({ config, store, change, log }: ReplayerParts): Promise<Replayer> => {
  const encoder = await openWhenAsked(config, log)
  try {
    const [shelf, { folder, products, ...readers }] = await Promise.all([
      openShelf({ config, encoder, log }),
      change.knowledge === undefined
        ? openReaders(config.knowledgeDir, config.modelsDir, config.dataDir)
        : openReaders(change.knowledge, config.modelsDir),
    ])
    const changedHeads = change.heads === undefined ? undefined : await headsOf(change.heads, encoder.fingerprint)
    const changedLibrary = change.knowledge === undefined ? undefined : await shelf.libraryOf(change.knowledge)
    const intents = new Map(folder.intents.map((intent) => [intent.intent, intent]))
    const onlyPolicy = change.policy !== undefined && changedHeads === undefined && changedLibrary === undefined

    const policyFor = (recorded: Policy): Policy => {
      const { answerAbove, outOfScopeAbove } = config.policy
      const fitted =
        changedHeads === undefined
          ? recorded
          : policyOf({ ...recorded, answerAbove, outOfScopeAbove }, changedHeads.manifest.policy)
      // What outcomes took back stays so under other heads.
      const reduced = (recorded.reduced ?? []).map((intent) => [intent, Number.POSITIVE_INFINITY] as const)
      const bars = { ...fitted.answerAboveByIntent, ...Object.fromEntries(reduced) }
      return { ...fitted, ...change.policy, answerAboveByIntent: { ...bars, ...change.policy?.answerAboveByIntent } }
    }
    const labelOf =
      (library: Library | undefined) =>
      (intent: string, language: Language): string =>
        library?.articles().find((article) => article.intent === intent)?.title[language] ||
        intents.get(intent)?.[language] ||
        intent

    let now: Complete | undefined
    const known = createKnownVectors(encoder.fingerprint)
    const made = new Map<string, Understand>()
    const understandWith = (heads: LoadedHeads, library: Library): Understand => {
      const key = `${heads.fingerprint} ${library.fingerprint()}`
      const found = made.get(key)
      if (found !== undefined) return found
      const understand = createUnderstand({
        encoder: known,
        heads,
        // What was found then by a vector is on record; what was only skimmed, or not asked for then, is searched now.
        search: (query) => {
          const { record, inputs } = now as Complete
          const key = textKey(query.text)
          const then =
            query.vector !== undefined && record.understanding.fingerprints['index'] === library.fingerprint()
              ? inputs.vectors.find((one) => one.key === key)
              : undefined
          return then === undefined ? library.search(query) : [...then.passages]
        },
        ...readers,
        plugIns: async ({ text }) => {
          const { record, inputs } = now as Complete
          const key = textKey(text)
          const then = inputs.vectors.find((one) => one.key === key)
          return heardAgain(then === undefined ? record.understanding : { votes: then.plugIns ?? [] })
        },
        readAsMeant: (text) => {
          const key = textKey(text)
          return (now as Complete).inputs.vectors.find((one) => one.key === key)?.meant ?? text
        },
        vectorOfPassage: async (text) => known.find(text),
        veto: ({ text }) => {
          const key = textKey(text)
          return [...((now as Complete).inputs.vectors.find((one) => one.key === key)?.vetoed ?? [])]
        },
        now: () => new Date((now as Complete).inputs.at),
        fingerprint: library.fingerprint,
        deadlineMs: NEVER_MS,
      })
      made.set(key, understand)
      return understand
    }

    const decideOnly = async ({ record, inputs, text }: Complete): Promise<Replayed> => {
      const label = labelOf(await shelf.library(record.understanding.fingerprints['index'] ?? ''))
      const turn = { record, inputs, text: normalise(text), label }
      return { ok: true, ...decideAgain(decide, turn, policyFor(record.policy)) }
    }

    const runAgain = async (turn: Complete): Promise<Replayed> => {
      const { fingerprints, degraded } = turn.record.understanding
      const heads = changedHeads ?? (await shelf.heads(fingerprints['heads'] ?? ''))
      if (heads === undefined) return { ok: false, why: 'heads_missing' }
      const library = changedLibrary ?? (await shelf.library(fingerprints['index'] ?? ''))
      if (library === undefined) return { ok: false, why: 'knowledge_missing' }
      known.forget()
      known.learn(turn.inputs.vectors)
      const missed = known.missed()
      now = turn
      const again = await replayTurn({
        turn,
        events: store.events,
        records: (tenant, conversation) => store.records(tenant, { conversation, limit: MOST_OF_A_CONVERSATION }),
        understand: understandWith(heads, library),
        draftReplies: createDraftReplies({
          article: library.article,
          articlesOf: (intent, at) =>
            library.articles().filter((article) => article.intent === intent && isValidAt(article, at)),
          facts: library.facts,
          product: (sku) => products.find(sku),
          freshness: freshnessOf(config),
          provable: turn.inputs.drafts.some(({ needsIdentity }) => needsIdentity === true),
        }),
        decide,
        policy: () => policyFor(turn.record.policy),
        label: labelOf(library),
        domainOf: (intent) => intents.get(intent)?.domain,
        readOrderAnswer,
      })
      if (again === undefined) return { ok: false, why: 'taken_back' }
      // A turn that ran without the encoder then runs without it again.
      return { ok: true, ...again, blind: known.missed() > missed && degraded.length === 0 }
    }

    return {
      replay: async (turn) => {
        if (turn.text === undefined) return { ok: false, why: 'taken_back' }
        if (!isComplete(turn)) return { ok: false, why: 'no_inputs' }
        return onlyPolicy ? decideOnly(turn) : runAgain(turn)
      },
      close: () => encoder.close(),
    }
  } catch (error) {
    await encoder.close()
    throw error
  }
}

/** Starts the encoder only for texts whose vectors are kept nowhere: most replays need none. */
const openWhenAsked = async (config: Config, log: (message: string) => void): Promise<Encoder> => {
  const dir = findEncoder(config.model.encoder, config)
  const { fingerprint, dimensions } = await readEncoder(config.modelsDir, dir)
  let started: Promise<Encoder> | undefined
  const start = (): Promise<Encoder> =>
    createEncoder({ modelsDir: config.modelsDir, dir, workers: 1, deadlineMs: BULK_DEADLINE_MS, log })
  return {
    fingerprint,
    dimensions,
    embed: async (texts, options) => {
      started ??= start()
      return (await started).embed(texts, options)
    },
    status: () => ({ state: 'ready', restarts: 0, queued: 0 }),
    close: async () => (await started)?.close(),
  }
}

type Complete = RecordedTurn & { text: string; inputs: TurnInputs }

const MOST_OF_A_CONVERSATION = 1_000

const isComplete = (turn: RecordedTurn): turn is Complete => turn.text !== undefined && turn.inputs !== undefined

const headsOf = async (dir: string, encoder: string): Promise<LoadedHeads> => {
  const heads = await loadHeads(dir).catch((error: Error) => {
    throw new WrongUse(`heads ${dir} cannot be used. ${error.message}`)
  })
  if (heads.manifest.encoder.fingerprint !== encoder)
    throw new WrongUse(
      `heads ${dir} were trained on the encoder ${heads.manifest.encoder.fingerprint}, recorded vectors are of ${encoder}`,
    )
  return heads
}
