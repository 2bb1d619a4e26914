import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { MIN_SECRET_BYTES } from './config-code-hook.ts'
import { fileSchema } from './config-file.ts'
import { PROCESS_ROLES, type ProcessRole } from './domain/process-role.ts'
import type { Freshness } from './domain/slots.ts'
import { parseRedisAddress } from './lib/redis-address.ts'

/** A setting that cannot be used: names the field, the value and the fix. The start ends with exit code 2. */
export class ConfigError extends Error {
  readonly faults: string[]

  constructor(faults: string[]) {
    super(`configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4600),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  JWT_SECRET: z.string().optional(),
  MODELS_DIR: z.string().min(1).default('./models'),
  KNOWLEDGE_DIR: z.string().min(1).default('./knowledge'),
  DEMO: z.enum(['true', 'false', '1', '0']).optional(),
  DEMO_FAULTS: z.enum(['none', 'chaos']).optional(),
  NODE_ENV: z.string().optional(),
  CONFIG: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  GRPC_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  ROLES: z.string().default(PROCESS_ROLES.join()),
  S3_URL: z.string().optional(),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
})

export interface Config extends z.infer<typeof fileSchema> {
  port: number
  host: string
  dataDir: string
  jwtSecret: string | undefined
  /** PostgreSQL instead of the embedded store. */
  databaseUrl: string | undefined
  /** Of what processes share; it speeds up, nothing rests on it. */
  redisUrl: string | undefined
  /** Absent: no gRPC. */
  grpcPort: number | undefined
  /** What this process does of what the product does; all by default. */
  roles: readonly ProcessRole[]
  /** Files of people lie in this bucket instead of DATA_DIR. */
  s3: S3Settings | undefined
  modelsDir: string
  knowledgeDir: string
  demo: boolean
  production: boolean
  logLevel: string
}

export interface S3Settings {
  url: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  region: string
}

/**
 * Environment and file to Config; all faults at once, before anything is opened.
 * @throws ConfigError
 */
export const loadConfig = (env: NodeJS.ProcessEnv, root = process.cwd()): Config => {
  const faults: string[] = []
  const clean = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const environment = environmentSchema.safeParse(clean)
  if (!environment.success) faults.push(...environment.error.issues.map((issue) => fault(issue, clean)))
  const file = readFile(env['CONFIG'], root, faults)
  const settings = fileSchema.safeParse(file ?? {})
  if (!settings.success) faults.push(...settings.error.issues.map((issue) => fault(issue, file)))
  if (!environment.success || !settings.success || faults.length > 0) throw new ConfigError(faults)
  const e = environment.data
  if (e.JWT_SECRET !== undefined && Buffer.byteLength(e.JWT_SECRET) < MIN_SECRET_BYTES)
    faults.push(
      `JWT_SECRET has ${Buffer.byteLength(e.JWT_SECRET)} bytes: use at least ${MIN_SECRET_BYTES}, e.g. \`openssl rand -hex 32\`, or leave it out to have one generated`,
    )
  if (e.DATABASE_URL !== undefined && !isDatabaseUrl(e.DATABASE_URL))
    faults.push(
      'DATABASE_URL is no address of a PostgreSQL database: write postgres://user:password@host:5432/database, special characters as %40',
    )
  if (e.GRPC_PORT !== undefined) faults.push(...grpcFaults(e.HOST, settings.data.grpc))
  if (e.REDIS_URL !== undefined && parseRedisAddress(e.REDIS_URL) === undefined)
    faults.push(
      'REDIS_URL is no address of a Redis: write redis://[user:password@]host:6379[/database], or rediss:// for TLS; several nodes of a cluster with commas between them, without a database',
    )
  faults.push(...s3Faults(e))
  const roles = PROCESS_ROLES.filter((role) => e.ROLES.split(',').some((said) => said.trim() === role))
  faults.push(...rolesFaults(e))
  const production = e.NODE_ENV === 'production'
  const demo = e.DEMO === undefined ? !production : e.DEMO === 'true' || e.DEMO === '1'
  if (e.DEMO_FAULTS !== undefined && !demo)
    faults.push('DEMO_FAULTS is set where there is no demo shop: unset it, or set DEMO=true')
  if (faults.length > 0) throw new ConfigError(faults)
  const { demoFaults } = settings.data
  return {
    ...settings.data,
    demoFaults: e.DEMO_FAULTS === undefined ? demoFaults : { ...demoFaults, preset: e.DEMO_FAULTS },
    mesh: { ...settings.data.mesh, sources: resolve(root, settings.data.mesh.sources) },
    port: e.PORT,
    host: e.HOST,
    dataDir: resolve(root, e.DATA_DIR),
    jwtSecret: e.JWT_SECRET,
    databaseUrl: e.DATABASE_URL,
    redisUrl: e.REDIS_URL,
    grpcPort: e.GRPC_PORT,
    roles,
    s3: s3Of(e),
    modelsDir: resolve(root, e.MODELS_DIR),
    knowledgeDir: resolve(root, e.KNOWLEDGE_DIR),
    demo,
    production,
    logLevel: e.LOG_LEVEL,
  }
}

const readFile = (named: string | undefined, root: string, faults: string[]): unknown => {
  const path = resolve(root, named ?? 'tabdesk.config.yaml')
  if (!existsSync(path)) {
    if (named !== undefined)
      faults.push(`CONFIG is ${JSON.stringify(named)}: there is no such file; create it or unset CONFIG`)
    return undefined
  }
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (error) {
    faults.push(`${path} is not YAML: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
}

const fault = (issue: z.core.$ZodIssue, input: unknown): string => {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys')
    return `${[...issue.path, ''].join('.')}${issue.keys.join(', ')}: no such setting; remove it or correct its name`
  if (issue.path.includes('eventSecrets') || issue.path.at(-1) === 'secret') return `${path}: ${issue.message}`
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  return `${path || 'the file'} is ${JSON.stringify(value)}: ${issue.message}`
}

/** Names that only this machine reaches. */
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

const grpcFaults = (host: string, { cert, key, allowPlain }: z.infer<typeof fileSchema>['grpc']): string[] => {
  if ((cert === undefined) !== (key === undefined))
    return ['grpc.cert and grpc.key belong together: name both files, or none']
  if (cert !== undefined || allowPlain || LOOPBACK.includes(host)) return []
  return [
    `GRPC_PORT without TLS would be open on HOST ${host}: name grpc.cert and grpc.key, or set grpc.allowPlain behind a proxy that has TLS`,
  ]
}

/** How old what the bot says alone may be, in milliseconds. */
export const freshnessOf = ({ mesh: { freshnessMinutes } }: Config): Freshness =>
  Object.fromEntries(Object.entries(freshnessMinutes).map(([group, age]) => [group, age * 60_000])) as Freshness

type Environment = z.infer<typeof environmentSchema>

/** All four or none: half of them is a mistake that should not end in files on this disk. */
const s3Faults = ({ S3_URL, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }: Environment): string[] => {
  const needed = { S3_URL, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []))
  const faults: string[] = []
  if (missing.length > 0 && missing.length < Object.keys(needed).length)
    faults.push(
      `${missing.join(', ')} must be set, too: files go to a bucket where S3_URL, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY all are`,
    )
  if (S3_URL !== undefined && !(URL.canParse(S3_URL) && ['http:', 'https:'].includes(new URL(S3_URL).protocol)))
    faults.push(
      'S3_URL is no address: write https://s3.eu-central-1.amazonaws.com, or http://minio:9000; the bucket goes to S3_BUCKET',
    )
  if (S3_BUCKET !== undefined && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(S3_BUCKET))
    faults.push(
      `S3_BUCKET is ${JSON.stringify(S3_BUCKET)}: a bucket has 3 to 63 lower-case letters, digits, dots and dashes`,
    )
  return faults
}

const s3Of = (e: Environment): S3Settings | undefined =>
  e.S3_URL === undefined
    ? undefined
    : {
        url: e.S3_URL,
        bucket: e.S3_BUCKET as string,
        accessKeyId: e.S3_ACCESS_KEY_ID as string,
        secretAccessKey: e.S3_SECRET_ACCESS_KEY as string,
        region: e.S3_REGION,
      }

const rolesFaults = ({ ROLES, DATABASE_URL, REDIS_URL }: z.infer<typeof environmentSchema>): string[] => {
  const said = ROLES.split(',').map((role) => role.trim())
  if (!said.every((role) => (PROCESS_ROLES as readonly string[]).includes(role)))
    return [`ROLES is ${JSON.stringify(ROLES)}: write any of ${PROCESS_ROLES.join(', ')} with commas between them`]
  const missing = Object.entries({ DATABASE_URL, REDIS_URL }).flatMap(([name, url]) =>
    url === undefined ? [name] : [],
  )
  if (missing.length === 0 || PROCESS_ROLES.every((role) => said.includes(role))) return []
  return [
    `ROLES is ${JSON.stringify(ROLES)}, but the processes that do the rest are met over a database and a Redis: set ${missing.join(' and ')}, or leave ROLES out`,
  ]
}

const isDatabaseUrl = (text: string): boolean =>
  URL.canParse(text) &&
  ['postgres:', 'postgresql:'].includes(new URL(text).protocol) &&
  new URL(text).hostname !== '' &&
  new URL(text).pathname.length > 1
