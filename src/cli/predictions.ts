import { join } from 'node:path'
import { loadHeads } from '../adapters/local/model-files.ts'
import { findEncoder, findEncoderBy } from '../adapters/onnx/find-encoder.ts'
import { openSentiment } from '../compose-reading.ts'
import { type Config, loadConfig } from '../config.ts'
import { decide } from '../decision/decide.ts'
import { type Example, OUT_OF_SCOPE } from '../domain/article.ts'
import type { Draft, Policy } from '../domain/decision.ts'
import { type Ballot, type Heads, policyOf } from '../domain/heads.ts'
import type { Language } from '../domain/message.ts'
import type { RankedIntent, Request, Understanding, Vote } from '../domain/understanding.ts'
import type { LabelledPrediction, PredictedRequest, Prediction } from '../learning/evaluate.ts'
import type { EmbeddedExample } from '../learning/rows.ts'
import { judge } from '../pipeline/ensemble.ts'
import { otherLanguageOf } from '../pipeline/other-language.ts'
import { type Lab, type LabKnowledge, openLab, VECTORS } from './lab.ts'
import { createLabHearing } from './lab-hearing.ts'
import { type Terminal, WrongUse } from './terminal.ts'

export interface PredictOptions {
  model: string
  /** Folder or name of the encoder; by default the one of the settings. */
  encoder?: string
  knowledge?: string
  workers: number
}

/** Predictions for texts, in their order, under the policy in force. */
export const predictAll = (
  texts: readonly Example[],
  options: PredictOptions,
  terminal: Terminal,
): Promise<Prediction[]> => withModel(options, terminal, (parts) => predictWith(parts, texts))

/** Opens a model with its encoder and knowledge for as long as `use` takes. */
export const withModel = async <T>(
  options: PredictOptions,
  terminal: Terminal,
  use: (parts: PredictParts) => Promise<T>,
): Promise<T> => {
  const config = loadConfig(process.env)
  const heads = await loadHeads(options.model).catch((error: unknown) => {
    throw new WrongUse(`--model ${options.model} cannot be used. ${(error as Error).message}`)
  })
  const lab = await openLab({
    modelsDir: config.modelsDir,
    encoder: await encoderFor(heads, options.encoder, config),
    vectors: [join(options.model, VECTORS)],
    workers: options.workers,
    terminal,
  })
  try {
    const { fingerprint } = lab.encoder
    if (fingerprint !== heads.manifest.encoder.fingerprint)
      throw new WrongUse(
        `${options.model} was trained on the encoder ${heads.manifest.encoder.fingerprint}, this one is ${fingerprint}: name the right one with --encoder, or train again with \`npx tabdesk train\``,
      )
    const knowledge =
      heads.manifest.knowledge === undefined && options.knowledge === undefined
        ? undefined
        : await lab.openKnowledge(options.knowledge ?? config.knowledgeDir)
    if (knowledge !== undefined && knowledge.fingerprint !== heads.manifest.knowledge)
      terminal.say(
        'the knowledge has changed since the model was trained: its retrieval voter may be weighed a little wrong; train again',
      )
    return await use({ lab, heads, config, ...(knowledge === undefined ? {} : { knowledge }) })
  } finally {
    await lab.close()
  }
}

export interface PredictParts {
  lab: Lab
  heads: Heads
  config: Config
  knowledge?: LabKnowledge
  /** Also asks what would have been said had one voter not been heard. */
  ablate?: boolean
}

/** As `predictAll`, with what is open already. */
export const predictWith = async (
  { lab, heads, config, knowledge, ablate = false }: PredictParts,
  texts: readonly Example[],
): Promise<(Prediction & Pick<LabelledPrediction, 'without'>)[]> => {
  const policy = policyOf(config.policy, heads.manifest.policy)
  const hear = createLabHearing({ lab, heads, knowledge, outOfScopeAbove: policy.outOfScopeAbove })
  const sentiment = await openSentiment(config.knowledgeDir, config.modelsDir)
  const embedded = await lab.embed(texts, 'messages')
  const predictions: (Prediction & Pick<LabelledPrediction, 'without'>)[] = []
  for (const [i, message] of embedded.entries()) {
    const written = texts[i]?.text ?? message.text
    const { heard, ballots } = await hear(written, message.language)
    const otherLanguage = otherLanguageOf(written)
    const understanding = {
      ...heard,
      sentiment: sentiment(written, { vector: message.vector, encoder: lab.encoder.fingerprint }),
      ...(otherLanguage === undefined ? {} : { otherLanguage }),
    }
    const { verdict, votes, requests } = heard
    predictions.push({
      text: written,
      intent: verdict.intent,
      confidence: verdict.confidence,
      decision: decisionOf(understanding, message, policy),
      language: message.language,
      votes: votes.map(voteOf),
      outOfScope: verdict.outOfScope,
      best: verdict.ranked[0]?.intent ?? OUT_OF_SCOPE,
      ...(requests === undefined ? {} : { requests: requests.map((request) => requestIn(heard, request)) }),
      ...(ablate ? { without: withoutEach(ballots, heads) } : {}),
    })
  }
  return predictions
}

const requestIn = ({ affirmed, text }: Understanding, { start, end, verdict }: Request): PredictedRequest => ({
  text: (affirmed ?? text).slice(start, end),
  intent: verdict.intent,
  confidence: verdict.confidence,
})

/** The best in-scope intent with each voter's weight at 0, the others' as they were fitted beside it. */
const withoutEach = (ballots: readonly Ballot[], { manifest: { intents, stacks } }: Heads): Record<string, string> =>
  Object.fromEntries(
    ballots.map(({ voter }) => {
      const stack = { ...stacks.full, weights: { ...stacks.full.weights, [voter]: 0 } }
      return [voter, judge(ballots, intents, stack, Number.POSITIVE_INFINITY).verdict.intent]
    }),
  )

/** A voter that says `out_of_scope` also says which intent it would have been. */
const voteOf = ({ voter, intent, confidence, ranked }: Vote): Prediction['votes'][number] => {
  const best = intent === OUT_OF_SCOPE ? ranked.find((one) => one.intent !== OUT_OF_SCOPE)?.intent : undefined
  return { voter, intent, confidence, ...(best === undefined ? {} : { best }) }
}

/** The one that is asked for; else the one that the heads were trained on, wherever among the models it lies. */
const encoderFor = async ({ manifest }: Heads, asked: string | undefined, config: Config): Promise<string> => {
  const set = findEncoder(asked ?? config.model.encoder, config)
  return asked === undefined ? ((await findEncoderBy(manifest.encoder.fingerprint, set, config)) ?? set) : set
}

const MOST_DRAFTS = 3

/** What would be done about the message if every intent had an article that may be sent, in a conversation that just began. */
const decisionOf = (
  understanding: Understanding,
  { language }: EmbeddedExample,
  policy: Policy,
): Prediction['decision'] => {
  const { requests = [] } = understanding
  return decide(
    {
      understanding,
      conversation: { state: 'bot', humanSpoke: false, misses: 0 },
      drafts: [...requests.map(({ verdict }) => verdict), ...understanding.verdict.ranked.slice(0, MOST_DRAFTS)].map(
        (ranked) => draftOf(ranked, language),
      ),
      label: (intent) => intent,
    },
    policy,
  ).kind
}

const draftOf = ({ intent, confidence }: RankedIntent, language: Language): Draft => ({
  text: '',
  language,
  intent,
  mode: 'auto',
  courtesy: false,
  missing: [],
  source: { article: intent, version: '', title: intent },
  passage: { article: intent, version: '', intent, language, text: '', score: confidence, lexical: 0 },
  reads: {},
})
