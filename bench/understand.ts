import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { pino } from 'pino'
import { compose } from '../src/compose.ts'
import { openModels } from '../src/compose-models.ts'
import { loadConfig } from '../src/config.ts'
import type { Example } from '../src/domain/article.ts'
import type { Understanding } from '../src/domain/understanding.ts'
import { createRandom, shuffled } from '../src/lib/random.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { emptyPages } from '../test/helpers/pages.ts'
import { createLargeShop, type LargeShop, starterExamples } from './large-shop.ts'
import { quantile, round } from './product.ts'

/**
 * The whole understanding of a message over 10,000 examples and 100,000 passages, in the running product, against the bare encoder in a
 * process of its own: one at a time, turn and turn about; then as many as two workers can; then texts that came before. No new text comes twice.
 * NLP.js comes along where `npm ci --prefix eval/peers --ignore-scripts` was run. Usage: tsx bench/understand.ts [rounds]
 */
const [rounds = 5] = process.argv.slice(2).map(Number)
const WORKERS = 2
const WARM_UP = 40
const LATENCY_TEXTS = 200
const CROWD = 16
const CROWD_TEXTS = 300
const REPEATS = 40
const NLP_INTENTS = 150
const PEERS = 'eval/peers'
/** What is to be reached. */
const GOALS = { ratioP50: 1.4, ratioP99: 3, ratioAtOnce: 0.8, repeatsPerSecond: 10_000, loopDelayP99Ms: 5 }
/** Of the clock that Linux counts CPU with. */
const TICK_MS = 10
/** What an import sets going, such as learning the library's words, is over when the process does less than this in a second. */
const IDLE = { watchedMs: 1_000, cpuMs: 50 }
/** Between looks at the event loop: looking every millisecond costs as much as a text does. */
const SAMPLED_MS = 10

const rows = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text)
const texts = rows('eval/starter.jsonl')
const unseen = shuffled(
  [...new Set([...texts, ...rows('knowledge/validation.jsonl'), ...starterExamples().map(({ text }) => text)])],
  createRandom(1),
)
/** Real texts, each once. */
const fresh = (count: number): string[] => {
  if (unseen.length < count)
    throw new Error(`${unseen.length} texts are left, ${count} are wanted: ask for fewer rounds`)
  return unseen.splice(-count)
}

const median = (values: readonly number[]): number => quantile(values, 0.5)
const say = (figures: object): void => console.log(JSON.stringify({ bench: 'understand', ...figures }))

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const releasers = createReleasers()
const log = pino({ level: 'silent' })
const shop: LargeShop = await createLargeShop(dataDir)
const settings = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' })
const config = { ...settings, model: { ...settings.model, heads: shop.heads, workers: WORKERS } }
const models = await openModels(config, releasers, log)
await models.library.replace(shop.articles)
await models.library.settled()
const untilIdle = async (): Promise<void> => {
  for (let busyMs = Number.POSITIVE_INFINITY; busyMs > IDLE.cpuMs; ) {
    const before = process.cpuUsage()
    await setTimeout(IDLE.watchedMs)
    const { user, system } = process.cpuUsage(before)
    busyMs = (user + system) / 1_000
  }
}
const product = await compose(config, { log, version: 'bench', pages: await emptyPages(), models })
await product.listen()
await untilIdle()
const { articles, passages, embedded, state } = models.library.status()
say({ examples: shop.examples, intents: shop.intents, articles, passages, embedded, state, index: models.index.kind })

const bare = Array.from({ length: WORKERS }, () =>
  fork('bench/bare-encoder.ts', { execArgv: ['--import', 'tsx'], serialization: 'advanced' }),
)
await Promise.all(bare.map((child) => once(child, 'message')))
const embedBare = async (child: ChildProcess, batch: string[]): Promise<{ times: number[]; cpuMs: number }> => {
  child.send(batch)
  const [done] = (await once(child, 'message')) as [{ times: number[]; cpuMs: number }]
  return done
}

/** CPU of the encoder's processes so far, from Linux. */
const workersCpuMs = (): number =>
  models.encoder.pids().reduce((sum, pid) => {
    const [, user, system] = /\) \S(?: \S+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return sum + (Number(user) + Number(system)) * TICK_MS
  }, 0)

/** One at a time. */
const latency = async () => {
  const bareMs: number[] = []
  const wholeMs: number[] = []
  const laps: Record<string, number[]> = {}
  for (const [i, text] of fresh(WARM_UP + LATENCY_TEXTS).entries()) {
    const { times } = await embedBare(bare[0] as ChildProcess, [text])
    const started = performance.now()
    const { timings } = await models.understand(text)
    const took = performance.now() - started
    if (i < WARM_UP) continue
    bareMs.push(...times)
    wholeMs.push(took)
    for (const [step, ms] of Object.entries(timings)) laps[step] = [...(laps[step] ?? []), ms]
  }
  const spread = (times: number[]) => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99) })
  return { bare: spread(bareMs), whole: spread(wholeMs), laps }
}

/** As many as there is room for. */
const throughput = async () => {
  const share = Math.ceil(CROWD_TEXTS / WORKERS)
  const bareStarted = performance.now()
  const alone = await Promise.all(bare.map((child) => embedBare(child, fresh(share))))
  const barePerSecond = (share * WORKERS) / (performance.now() - bareStarted)
  const bareCpuMs = alone.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / (share * WORKERS)
  const workersBefore = workersCpuMs()
  const delay = monitorEventLoopDelay({ resolution: SAMPLED_MS })
  const cpu = process.cpuUsage()
  delay.enable()
  const started = performance.now()
  const done = await crowd(fresh(CROWD_TEXTS), (text) => models.understand(text))
  const perSecond = CROWD_TEXTS / (performance.now() - started)
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const gatewayCpuMs = (user + system) / 1_000 / CROWD_TEXTS
  const workerCpuMs = (workersCpuMs() - workersBefore) / CROWD_TEXTS
  return {
    ratio: perSecond / barePerSecond,
    perSecond: perSecond * 1_000,
    barePerSecond: barePerSecond * 1_000,
    loopDelayP99Ms: delay.percentile(99) / 1e6 - SAMPLED_MS,
    cpu: { bareCpuMs, gatewayCpuMs, workerCpuMs, ratio: bareCpuMs / (gatewayCpuMs + workerCpuMs) },
    embedded: done.reduce((sum, { vectors = [] }) => sum + vectors.length, 0) / done.length,
    degraded: done.filter((one) => one.degraded.length > 0).length,
  }
}

const crowd = async <T>(queue: string[], work: (text: string) => Promise<T>): Promise<T[]> => {
  const done: T[] = []
  await Promise.all(
    Array.from({ length: CROWD }, async () => {
      for (let text = queue.pop(); text !== undefined; text = queue.pop()) done.push(await work(text))
    }),
  )
  return done
}

/** Texts that came before: written alike, and written otherwise though they read alike. */
const repeats = async () => {
  const known = texts.slice(0, CROWD_TEXTS)
  await crowd([...known], (text) => models.understand(text))
  const rate = async (variants: string[]): Promise<{ perSecond: number; remembered: number }> => {
    const started = performance.now()
    const done: Understanding[] = await crowd(variants, (text) => models.understand(text))
    const seconds = (performance.now() - started) / 1_000
    return {
      perSecond: done.length / seconds,
      remembered: done.filter(({ timings }) => 'remembered' in timings).length / done.length,
    }
  }
  const exact = await rate(Array.from({ length: REPEATS }, () => known).flat())
  const spaced = Array.from({ length: REPEATS / 4 }, (_, i) =>
    known.map((text) => `${text}${' '.repeat(i + 1)}`),
  ).flat()
  return { exact, asRead: await rate(spaced) }
}

const runs: {
  latency: Awaited<ReturnType<typeof latency>>
  throughput: Awaited<ReturnType<typeof throughput>>
  repeats: Awaited<ReturnType<typeof repeats>>
}[] = []
for (let i = 0; i < rounds; i++)
  runs.push({ latency: await latency(), throughput: await throughput(), repeats: await repeats() })
const of = (pick: (run: (typeof runs)[number]) => number, digits = 2): number => round(median(runs.map(pick)), digits)
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const stages = Object.keys(runs[0]?.latency.laps ?? {})
const ratioP50 = of((run) => run.latency.whole.p50 / run.latency.bare.p50)
const ratioP99 = of((run) => run.latency.whole.p99 / run.latency.bare.p99)
const ratioAtOnce = of((run) => run.throughput.ratio)
const loopDelayP99Ms = of((run) => run.throughput.loopDelayP99Ms)
const repeatsPerSecond = of((run) => Math.min(run.repeats.exact.perSecond, run.repeats.asRead.perSecond), 0)
say({
  oneAtATime: {
    bareMs: { p50: of((run) => run.latency.bare.p50), p99: of((run) => run.latency.bare.p99) },
    wholeMs: { p50: of((run) => run.latency.whole.p50), p99: of((run) => run.latency.whole.p99) },
    ratioP50,
    ratioP99,
    aboveBareMsP50: of((run) => run.latency.whole.p50 - run.latency.bare.p50),
  },
  stagesP50Ms: Object.fromEntries(stages.map((step) => [step, of((run) => median(run.latency.laps[step] ?? []), 3)])),
  shareOfStages: Object.fromEntries(
    stages.map((step) => [
      step,
      of(({ latency: { laps } }) => total(laps[step] ?? []) / total(Object.values(laps).flat()), 3),
    ]),
  ),
  atOnce: {
    perSecond: of((run) => run.throughput.perSecond, 0),
    barePerSecond: of((run) => run.throughput.barePerSecond, 0),
    ratio: ratioAtOnce,
    loopDelayP99Ms,
    embeddedTextsPerMessage: of((run) => run.throughput.embedded),
    degraded: of((run) => run.throughput.degraded, 0),
  },
  cpuMsPerText: {
    bareEncoder: of((run) => run.throughput.cpu.bareCpuMs),
    gateway: of((run) => run.throughput.cpu.gatewayCpuMs),
    encoders: of((run) => run.throughput.cpu.workerCpuMs),
    ratio: of((run) => run.throughput.cpu.ratio),
  },
  repeats: {
    exactPerSecond: of((run) => run.repeats.exact.perSecond, 0),
    asReadPerSecond: of((run) => run.repeats.asRead.perSecond, 0),
    remembered: of((run) => Math.min(run.repeats.exact.remembered, run.repeats.asRead.remembered), 3),
  },
  goals: {
    ratioP50: { atMost: GOALS.ratioP50, reached: ratioP50 <= GOALS.ratioP50 },
    ratioP99: { atMost: GOALS.ratioP99, reached: ratioP99 <= GOALS.ratioP99 },
    ratioAtOnce: { atLeast: GOALS.ratioAtOnce, reached: ratioAtOnce >= GOALS.ratioAtOnce },
    repeatsPerSecond: { atLeast: GOALS.repeatsPerSecond, reached: repeatsPerSecond >= GOALS.repeatsPerSecond },
    loopDelayP99Ms: { atMost: GOALS.loopDelayP99Ms, reached: loopDelayP99Ms <= GOALS.loopDelayP99Ms },
  },
  rounds,
})
for (const child of bare) child.kill('SIGKILL')
await product.close()
await releasers.releaseAll()
await rm(dataDir, { recursive: true, force: true })

if (existsSync(join(PEERS, 'node_modules/node-nlp'))) await measureNlpJs(PEERS)
else say({ skipped: `NLP.js: run npm ci --prefix ${PEERS} --ignore-scripts` })

/** Its own cost for the same texts, one language each as it wants it, on the starter's examples. */
async function measureNlpJs(dir: string): Promise<void> {
  interface Manager {
    addDocument(language: string, text: string, intent: string): void
    train(): Promise<void>
    process(language: string, text: string): Promise<unknown>
  }
  const { NlpManager } = createRequire(resolve(dir, 'package.json'))('node-nlp') as {
    NlpManager: new (options: object) => Manager
  }
  const manager = new NlpManager({ languages: ['en', 'zh'], forceNER: false, nlu: { log: false }, autoSave: false })
  const examples: Example[] = starterExamples()
  const intents = new Set([...new Set(examples.map(({ intent }) => intent))].slice(0, NLP_INTENTS))
  for (const { text, intent, lang } of examples)
    if (intents.has(intent)) manager.addDocument(lang ?? 'en', text, intent)
  const trained = performance.now()
  await manager.train()
  const trainSeconds = (performance.now() - trained) / 1_000
  const times: number[] = []
  const cpu = process.cpuUsage()
  const batch = texts.slice(0, CROWD_TEXTS)
  for (const text of batch) {
    const started = performance.now()
    await manager.process(/\p{Script=Han}/u.test(text) ? 'zh' : 'en', text)
    times.push(performance.now() - started)
  }
  const { user, system } = process.cpuUsage(cpu)
  say({
    peer: 'NLP.js 4.27',
    intents: intents.size,
    trainSeconds: round(trainSeconds, 1),
    p50Ms: round(quantile(times, 0.5), 3),
    p99Ms: round(quantile(times, 0.99), 3),
    cpuMsPerText: round((user + system) / 1_000 / batch.length, 3),
  })
}
