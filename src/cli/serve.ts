import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { pino } from 'pino'
import { compose, type Product } from '../compose.ts'
import { type Config, loadConfig } from '../config.ts'
import { DEFAULT_TENANT } from '../gateway/auth.ts'
import { EXIT } from './terminal.ts'

const SIGN_IN_SECONDS = 12 * 3600
/** After this a shutdown that hangs is cut short; supervisors commonly allow 30 s. */
const HARD_DEADLINE_MS = 25_000
const SIGN_IN_ROLES = ['agent', 'supervisor', 'knowledge', 'admin'] as const

export const addServe = (program: Command): void => {
  program
    .command('serve')
    .description('run the product: gateway, models, knowledge, mesh, pages')
    .option('--roles <list>', 'what this process does: any of gateway, worker, model (all by default; as ROLES)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk serve\n  $ npx tabdesk serve --roles gateway\n  $ PORT=8080 DATA_DIR=/var/lib/tabdesk npx tabdesk serve\n\nSettings: environment variables and tabdesk.config.yaml, see docs/configuration.md.',
    )
    .action(serve)
}

const serve = async ({ roles }: { roles?: string }): Promise<void> => {
  const started = performance.now()
  const config = loadConfig(roles === undefined ? process.env : { ...process.env, ROLES: roles })
  const log = pino({ level: config.logLevel, redact: ['req.headers.authorization', 'token'] }, pino.destination(2))
  const version = (
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  ).version
  const product = await compose(config, {
    log,
    version,
    pages: fileURLToPath(new URL('../../dist/web', import.meta.url)),
  })
  stopOnSignals(product, log)
  const url = await product.listen()
  const readyMs = Math.round(performance.now() - started)
  const { open, owed } = product.recovered()
  log.info(
    { url, readyMs, owed, open, events: product.store.opened.events, openMs: Math.round(product.store.opened.ms) },
    'ready',
  )
  await announce(config, product, { url, readyMs, version })
}

const stopOnSignals = (product: Product, log: pino.Logger): void => {
  let stopping = false
  const stop = (signal: string): void => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'draining')
    setTimeout(() => process.exit(EXIT.broke), HARD_DEADLINE_MS).unref()
    product.close().then(
      () => process.exit(EXIT.good),
      (error: unknown) => {
        log.error({ err: error }, 'closing failed')
        process.exit(EXIT.broke)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
}

/** For programs one JSON line; for people the links, each with its own token in the fragment, which never reaches a server. */
const announce = async (
  config: Config,
  { tokens }: Product,
  at: { url: string; readyMs: number; version: string },
): Promise<void> => {
  const { url } = at
  if (!process.stdout.isTTY) {
    process.stdout.write(
      `${JSON.stringify({ ready: true, ...at, console: `${url}/`, ...(config.demo ? { demo: `${url}/demo` } : {}), health: `${url}/readyz` })}\n`,
    )
    return
  }
  const lines = [
    '',
    `  Tabdesk ${at.version} is ready (${at.readyMs} ms)`,
    '',
    `  console   ${url}/`,
    `  knowledge ${url}/knowledge`,
    ...(config.demo ? [`  demo shop ${url}/demo`] : []),
    `  health    ${url}/readyz`,
    '',
  ]
  if (config.demo) {
    lines.push('  sign in as')
    for (const role of SIGN_IN_ROLES) {
      const token = await tokens.sign(
        { sub: `demo-${role}`, role, tenant: DEFAULT_TENANT, name: role[0]?.toUpperCase() + role.slice(1) },
        SIGN_IN_SECONDS,
      )
      lines.push(`  ${role.padEnd(10)} ${url}/${role === 'knowledge' ? 'knowledge' : ''}#token=${token}`)
    }
    lines.push('')
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
