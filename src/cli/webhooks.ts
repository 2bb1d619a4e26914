import type { Command } from 'commander'
import { hasSecret, readOrCreateSecret } from '../adapters/local/secret.ts'
import { loadConfig } from '../config.ts'
import { createTokens, DEFAULT_TENANT } from '../gateway/auth.ts'
import { createTerminal, WrongUse } from './terminal.ts'

/** Seconds that the token of one command lives. */
const TOKEN_SECONDS = 60
const DEADLINE_MS = 10_000

interface Options {
  server?: string
  tenant: string
  json?: boolean
}

interface Shown {
  id: string
  url: string
  kinds: string[]
  state: string
  reason?: string
  failingSince?: string
}

interface ShownDelivery {
  id: number
  kind: string
  at: string
  conversation: string
  seq: number
  state: string
  attempts: number
  fault?: string
}

/** `webhooks list | deliveries | replay`: a running server's, by its HTTP face. */
export const addWebhooks = (program: Command): void => {
  const webhooks = program.command('webhooks').description('events for other programs: endpoints, deliveries, replay')
  const verb = (name: string, text: string, example: string): Command =>
    webhooks
      .command(name)
      .description(text)
      .option('--server <url>', 'where it runs; default: HOST and PORT of this configuration')
      .option('--tenant <tenant>', 'company', DEFAULT_TENANT)
      .option('--json', 'the answer as one JSON object on stdout')
      .addHelpText('after', `\nExample:\n  $ npx tabdesk webhooks ${example}`)

  verb('list', 'endpoints, and how it goes with them', 'list').action(async (options: Options) => {
    const answer = await ask<{ webhooks: Shown[] }>(options, '')
    print(options, answer, answer.webhooks, ({ id, state, url, kinds, reason, failingSince }) => [
      id,
      state,
      url,
      kinds.join(','),
      reason ?? (failingSince === undefined ? '' : `failing since ${failingSince}`),
    ])
  })
  verb('deliveries', 'what waits, was delivered or died, newest first', 'deliveries 5f0c6f9e-… --state dead')
    .argument('<id>', 'of the endpoint')
    .option('--state <state>', 'waiting | delivered | dead')
    .option('--limit <n>', 'at most so many', '100')
    .action(async (id: string, { state, limit, ...options }: Options & { state?: string; limit: string }) => {
      const query = new URLSearchParams({ limit, ...(state === undefined ? {} : { state }) })
      const answer = await ask<{ deliveries: ShownDelivery[] }>(
        options,
        `/${encodeURIComponent(id)}/deliveries?${query}`,
      )
      print(options, answer, answer.deliveries, (one) => [
        String(one.id),
        one.state,
        one.at,
        one.kind,
        `${one.conversation}:${one.seq}`,
        `${one.attempts} tries`,
        one.fault ?? '',
      ])
    })
  verb(
    'replay',
    'sends again, by ids or by the time that it happened',
    'replay 5f0c6f9e-… --from 2026-11-22T08:00:00Z --to 2026-11-22T09:00:00Z --state dead',
  )
    .argument('<id>', 'of the endpoint')
    .argument('[deliveries...]', 'ids of deliveries')
    .option('--from <time>', 'what happened from then, ISO 8601')
    .option('--to <time>', 'until before then')
    .option('--state <state>', 'delivered | dead; default: both')
    .action(
      async (
        id: string,
        ids: string[],
        { from, to, state, ...options }: Options & { from?: string; to?: string; state?: string },
      ) => {
        if (ids.length === 0 && (from === undefined || to === undefined))
          throw new WrongUse('name ids of deliveries, or --from and --to')
        const body = ids.length > 0 ? { ids } : { from, to, ...(state === undefined ? {} : { state }) }
        const answer = await ask<{ replayed: number }>(options, `/${encodeURIComponent(id)}/replay`, body)
        print(options, answer, [answer], ({ replayed }) => [`${replayed} on their way again`])
      },
    )
}

/**
 * Calls the server as its administrator.
 * @throws WrongUse where there is no server or no secret, or where it refuses
 */
const ask = async <Answer>({ server, tenant }: Options, path: string, body?: object): Promise<Answer> => {
  const { host, port, jwtSecret, dataDir } = loadConfig(process.env)
  if (jwtSecret === undefined && !(await hasSecret(dataDir)))
    throw new WrongUse(`DATA_DIR ${dataDir} has no secret: run this with the settings of the server`)
  const tokens = createTokens(jwtSecret ?? (await readOrCreateSecret(dataDir)))
  const token = await tokens.sign({ sub: 'tabdesk-cli', name: 'tabdesk', role: 'admin', tenant }, TOKEN_SECONDS)
  const base = server ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const response = await fetch(`${base}/v1/webhooks${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch((cause: Error) => {
    throw new WrongUse(`no server answers at ${base} (${cause.message}): start it, or name it by --server`)
  })
  const answer = (await response.json()) as Answer & { detail?: string }
  if (!response.ok) throw new WrongUse(`the server refuses: ${answer.detail ?? response.status}`)
  return answer
}

const print = <Row>({ json }: Options, answer: object, rows: readonly Row[], columns: (row: Row) => string[]): void => {
  const terminal = createTerminal({ quiet: false })
  if (json) terminal.json(answer)
  else for (const row of rows) terminal.out(columns(row).join('  ').trimEnd())
}
