import type { AutonomyWatch } from './compose-autonomy.ts'
import type { Cluster } from './compose-cluster.ts'
import type { Grpc } from './compose-grpc.ts'
import type { Mesh } from './compose-mesh.ts'
import type { Models } from './compose-models.ts'
import type { Proof } from './compose-proof.ts'
import type { HeardFiles } from './compose-transcription.ts'
import type { Translations } from './compose-translation.ts'
import type { Webhooks } from './compose-webhooks.ts'
import type { Config } from './config.ts'
import type { PartState, Readiness } from './gateway/operation-routes.ts'
import type { OpenedStore } from './ports/opened-store.ts'

export interface ReadinessParts {
  store: OpenedStore
  models: Models
  mesh: Mesh
  proof: Pick<Proof, 'states'>
  autonomy: Pick<AutonomyWatch, 'state'>
  cluster: Pick<Cluster, 'states'>
  config: Pick<Config, 'roles'>
  files: Pick<HeardFiles, 'state' | 'hearing'>
  webhooks: Pick<Webhooks, 'states'>
  grpc: Pick<Grpc, 'states'>
  translation: Pick<Translations, 'state'>
  draining: boolean
}

/** Each part by name. Only a store that takes no writes, or draining, makes us unready: everything else degrades. */
export const readinessOf = async (
  {
    store,
    models,
    mesh,
    proof,
    autonomy,
    cluster,
    config,
    files,
    webhooks,
    grpc,
    translation,
    draining,
  }: ReadinessParts,
  report: (readiness: Readiness) => Readiness,
): Promise<Readiness> => {
  const parts: Record<string, PartState> = {
    store: await storeState(store),
    encoder: encoderState(models),
    vectorIndex: {
      ...(models.index.reason === undefined ? READY : { state: 'degraded', reason: models.index.reason }),
      kind: models.index.kind,
    },
    attachments: await files.state(),
    knowledge: knowledgeState(models),
    model: modelState(models),
    autonomy: autonomy.state(),
    translator: translation.state(),
    transcriber: files.hearing(),
    ...models.voters.states(),
    ...mesh.states(),
    ...proof.states(),
    ...cluster.states(),
    ...webhooks.states(),
    ...grpc.states(),
  }
  if (draining) parts['gateway'] = { state: 'down', reason: 'draining' }
  return report({ roles: config.roles, ready: !draining && parts['store']?.state !== 'down', parts })
}

const READY = { state: 'ready' } as const

const storeState = async (store: OpenedStore): Promise<PartState> => {
  try {
    const { driver, version, sizeBytes } = await store.health()
    const { ms, events, verified } = store.opened
    const opened = {
      ms: Math.round(ms),
      events,
      ...(verified === undefined ? {} : { verified: { ...verified, ms: Math.round(verified.ms) } }),
    }
    const fallback =
      driver !== 'prebuilt'
        ? READY
        : ({
            state: 'degraded',
            reason:
              'better-sqlite3 does not load, its prebuilt stand-in works: run `npm ci` again where there is a C++ compiler',
          } as const)
    return { ...fallback, driver, version, sizeBytes, opened }
  } catch (error) {
    const since = store.outage?.()?.since
    return { state: 'down', ...(since === undefined ? {} : { since }), reason: (error as Error).message }
  }
}

const encoderState = ({ encoder }: Models): PartState => {
  const { state, restarts, queued, reason } = encoder.status()
  const details = { restarts, queued, ...(reason === undefined ? {} : { reason }) }
  if (state === 'ready') return { state: reason === undefined ? 'ready' : 'degraded', ...details }
  return {
    state: 'degraded',
    ...details,
    reason: reason ?? 'the encoder is starting: words alone decide, more messages go to people',
  }
}

const modelState = ({ live }: Models): PartState => {
  const fault = live.fault()
  const shadow = live.shadow()?.version
  const details = { version: live.current().version, ...(shadow === undefined ? {} : { shadow }) }
  if (fault === undefined) return { ...READY, ...details }
  return { state: 'degraded', ...details, reason: `${fault}; the version named here works on` }
}

const knowledgeState = ({ library, knowledge }: Models): PartState => {
  const { state, articles, passages, embedded, reason } = library.status()
  const vetoes = knowledge?.vetoes.status()
  const details = {
    ...{ articles, passages, embedded },
    ...(vetoes === undefined ? {} : { antiAnswers: vetoes.inForce, antiAnswersWaiting: vetoes.waiting }),
  }
  if (state === 'ready' && vetoes?.reason === undefined) return { state: 'ready', ...details }
  return {
    state: 'degraded',
    ...details,
    reason:
      reason ??
      vetoes?.reason ??
      (articles === 0 ? 'there are no articles: import some' : 'vectors are being made: words alone find passages'),
  }
}
