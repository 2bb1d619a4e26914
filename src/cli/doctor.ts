import { X509Certificate } from 'node:crypto'
import { access, constants, mkdir, readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Command } from 'commander'
import { chooseVectorIndex } from '../adapters/hnsw/choose.ts'
import { loadHeads } from '../adapters/local/model-files.ts'
import type { EncoderModel } from '../adapters/onnx/encoder-model.ts'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { verifyFiles } from '../adapters/onnx/manifest.ts'
import { readEncoder } from '../adapters/onnx/read-encoder.ts'
import { measureEncoder } from '../adapters/onnx/speed.ts'
import { findTranscribers } from '../adapters/onnx/transcriber.ts'
import { readTranscriberFolder } from '../adapters/onnx/transcriber-folder.ts'
import { readSourceFiles } from '../adapters/sources/source-files.ts'
import { loadDriver } from '../adapters/sqlite/driver.ts'
import { type Config, loadConfig } from '../config.ts'
import { encoderFault } from '../domain/model-version.ts'
import { PROCESS_ROLES } from '../domain/process-role.ts'
import type { Readiness } from '../gateway/operation-routes.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { inWords, verifyTrails } from './audit.ts'
import { createTerminal } from './terminal.ts'

interface Finding {
  part: string
  state: 'ok' | 'degraded' | 'broken'
  text: string
  /** The same for programs, where there is more than a line to say. */
  details?: object
}

const MIN_FREE_SHARE = 0.05
const UPSTREAM_DEADLINE_MS = 2_000
/** Milliseconds: a certificate that ends in two weeks should be renewed now. */
const CERTIFICATE_SOON_MS = 14 * 24 * 3_600_000

export const addDoctor = (program: Command): void => {
  program
    .command('doctor')
    .description('check install, weights, store, knowledge and upstreams; say what to do')
    .option(
      '--deep',
      'read every event of the log and every entry of the audit trail, too; takes as long as there are many',
    )
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk doctor\n  $ npx tabdesk doctor --json | jq .findings\n\nExit code 1 when a part is broken, 0 otherwise.',
    )
    .action(async ({ json, deep }: { json?: boolean; deep?: boolean }) => {
      const config = loadConfig(process.env)
      const findings: Finding[] = []
      for (const [part, check] of [...CHECKS, ...(deep ? DEEP_CHECKS : [])])
        findings.push({ part, ...(await run(() => check(config))) })
      const broken = findings.some(({ state }) => state === 'broken')
      const terminal = createTerminal({ quiet: false })
      if (json) terminal.json({ healthy: !broken, findings })
      else for (const { part, state, text } of findings) terminal.out(`${state.padEnd(9)} ${part.padEnd(13)} ${text}`)
      if (broken) process.exitCode = 1
    })
}

type Check = (config: Config) => Promise<Omit<Finding, 'part'>>

const ok = (text: string): Omit<Finding, 'part'> => ({ state: 'ok', text })
const degraded = (text: string): Omit<Finding, 'part'> => ({ state: 'degraded', text })

const run = async (check: () => Promise<Omit<Finding, 'part'>>): Promise<Omit<Finding, 'part'>> => {
  try {
    return await check()
  } catch (error) {
    return { state: 'broken', text: (error as Error).message }
  }
}

const encoderOf = ({ modelsDir, dataDir, model }: Config): Promise<EncoderModel> =>
  readEncoder(modelsDir, findEncoder(model.encoder, { modelsDir, dataDir }))

const describeEncoder = async (model: EncoderModel): Promise<Omit<Finding, 'part'>> => {
  const { name, dimensions, pooling = 'its own', prefixes, maxTokens, licence, fingerprint, weights } = model
  const { msPerText, hints } = await measureEncoder(model)
  const speed = `${msPerText.toFixed(1)} ms for a text of 16 word pieces on one thread`
  const found = `${name}: ${dimensions} dimensions, ${pooling} pooling, prompts ${JSON.stringify(prefixes.query)} and ${JSON.stringify(prefixes.passage)}, up to ${maxTokens} word pieces, licence ${licence}; ${speed}`
  return {
    ...ok([found, ...hints].join('; ')),
    details: { name, weights, fingerprint, dimensions, pooling, prefixes, maxTokens, licence, msPerText, hints },
  }
}

const CHECKS: readonly (readonly [string, Check])[] = [
  [
    'node',
    async () => {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
      if (major > 20 || (major === 20 && minor >= 19)) return ok(`Node ${process.versions.node}`)
      throw new Error(`Node ${process.versions.node}: use 20.19 or later`)
    },
  ],
  [
    'weights',
    async (config) => {
      const model = await encoderOf(config)
      await verifyFiles(model)
      return ok(
        model.files.length === 0
          ? `fingerprint ${model.fingerprint}; not part of the product, so there is no sha256 to compare with`
          : `sha256 of every file is right (${model.fingerprint})`,
      )
    },
  ],
  ['encoder', async (config) => describeEncoder(await encoderOf(config))],
  [
    'heads',
    async (config) => {
      const { modelsDir, dataDir, model } = config
      const heads = await loadHeads(join(modelsDir, model.heads)).catch(() =>
        loadHeads(join(dataDir, 'models', model.heads)),
      )
      const fault = encoderFault(heads.manifest, (await encoderOf(config)).fingerprint)
      if (fault !== undefined) throw new Error(`model.heads ${model.heads} cannot work with this encoder: ${fault}`)
      return ok(`${heads.manifest.intents.length} intents`)
    },
  ],
  [
    'voice notes',
    async ({ modelsDir }) => {
      const found = findTranscribers(modelsDir)
      const faults: string[] = []
      for (const [tenant, dir] of found)
        await readTranscriberFolder(dir).catch(({ message }: Error) => faults.push(`${tenant}: ${message}`))
      if (faults.length > 0) return degraded(`${faults.join('; ')}; until then people listen to them`)
      return ok(
        found.length === 0 ? 'not written down: no model is mounted' : `written down for ${found.length} tenants`,
      )
    },
  ],
  [
    'vector index',
    async ({ dataDir }) => {
      const { kind, reason } = chooseVectorIndex(join(dataDir, 'index'))
      return reason === undefined ? ok(kind) : degraded(reason)
    },
  ],
  [
    'store driver',
    async ({ databaseUrl }) => {
      if (databaseUrl !== undefined) {
        const { inspectServer } = await import('../adapters/postgres/open.ts')
        return ok(`PostgreSQL ${await inspectServer(databaseUrl)}`)
      }
      const { name } = await loadDriver()
      return name === 'better-sqlite3'
        ? ok(name)
        : degraded(`${name}: better-sqlite3 does not load; run \`npm ci\` again where there is a C++ compiler`)
    },
  ],
  [
    'gRPC',
    async ({ grpcPort, grpc: { cert, key } }) => {
      if (grpcPort === undefined) return ok('off: GRPC_PORT is not set')
      if (cert === undefined || key === undefined) return ok(`port ${grpcPort}, without TLS`)
      createSecureContext({ cert: await readFile(cert), key: await readFile(key) })
      const { validTo } = new X509Certificate(await readFile(cert))
      const text = `port ${grpcPort}, certificate until ${validTo}`
      return Date.parse(validTo) - Date.now() < CERTIFICATE_SOON_MS ? degraded(`${text}: renew it`) : ok(text)
    },
  ],
  [
    'webhooks',
    async ({ host, port }) => {
      const found = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz`, {
        signal: AbortSignal.timeout(UPSTREAM_DEADLINE_MS),
      }).then(
        async (response) => ((await response.json()) as Readiness).parts?.['webhooks'] ?? 'none',
        () => undefined,
      )
      if (found === undefined) return ok('no server runs here: /readyz tells of them while one does')
      if (found === 'none') return ok('none')
      return found.state === 'ready' ? ok(`${found['endpoints']} endpoints`) : degraded(found.reason ?? found.state)
    },
  ],
  [
    'roles',
    async ({ roles }) => ok(roles.length === PROCESS_ROLES.length ? 'all: gateway, worker, model' : roles.join(', ')),
  ],
  [
    'redis',
    async ({ redisUrl, databaseUrl }) => {
      if (redisUrl === undefined) return ok('none: nothing is shared over it (REDIS_URL)')
      const { inspectRedis } = await import('../adapters/redis/inspect.ts')
      const use =
        databaseUrl === undefined ? 'shares what the mesh has read' : 'hints, presence, turns and texts go over it'
      return inspectRedis(redisUrl).then(
        (found) => ok(`${found}; ${use}`),
        (error: Error) => degraded(`${error.message}; nothing is lost meanwhile, it is slower`),
      )
    },
  ],
  [
    'data folder',
    async ({ dataDir }) => {
      await mkdir(dataDir, { recursive: true })
      await access(dataDir, constants.W_OK)
      const { bavail, blocks } = await statfs(dataDir)
      const free = `${dataDir}, ${Math.round((100 * bavail) / blocks)} % of the disk free`
      return bavail / blocks < MIN_FREE_SHARE ? degraded(`${free}: make room`) : ok(free)
    },
  ],
  [
    'knowledge',
    async ({ knowledgeDir }) => {
      const { articles, faults } = await readKnowledgeFolder(knowledgeDir)
      if (articles.length === 0) throw new Error(`there are no articles in ${knowledgeDir}; set KNOWLEDGE_DIR`)
      return faults.length === 0
        ? ok(`${articles.length} articles`)
        : degraded(`${articles.length} articles, ${faults.length} faults: run \`npx tabdesk knowledge check\``)
    },
  ],
  [
    'upstreams',
    async ({ mesh, demo }) => {
      const { sources, faults } = await readSourceFiles(mesh.sources, process.env)
      if (faults.length > 0)
        throw new Error(`${faults.length} faults in ${mesh.sources}: run \`npx tabdesk mesh check\``)
      if (sources.length > 0)
        return ok(
          `${sources.map(({ definition }) => definition.name).join(', ')}: \`npx tabdesk mesh check\` asks them`,
        )
      if (mesh.baseUrl === undefined)
        return demo
          ? ok('demo services, started with the product')
          : degraded('none: describe them in graphql/*.yaml (docs/mesh.md), or set mesh.baseUrl')
      await fetch(mesh.baseUrl, { signal: AbortSignal.timeout(UPSTREAM_DEADLINE_MS) })
      return ok(mesh.baseUrl)
    },
  ],
]

/** What reads all that is kept. */
const DEEP_CHECKS: readonly (readonly [string, Check])[] = [
  [
    'log',
    async ({ databaseUrl, dataDir }) => {
      const { events, conversations, ms } =
        databaseUrl === undefined
          ? await (await import('../adapters/sqlite/read-only.ts')).verifyStore(dataDir)
          : await (await import('../adapters/postgres/open.ts')).verifyServer(databaseUrl)
      return ok(
        `${events} events of ${conversations} conversations without a gap and as they were written, in ${Math.round(ms)} ms`,
      )
    },
  ],
  [
    'audit trail',
    async (config) => {
      const reports = await verifyTrails(config)
      const broken = reports.find((report) => report.broken !== undefined)
      if (broken !== undefined) throw new Error(`${inWords(broken)}; \`npx tabdesk audit verify\` shows all tenants`)
      return ok(
        `${reports.reduce((sum, { entries }) => sum + entries, 0)} entries of ${reports.length} tenants as they were written`,
      )
    },
  ],
]
