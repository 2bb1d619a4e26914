import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const FOLDER = new URL('../src/adapters/postgres/', import.meta.url)

/** Statements of all tenants, each by the file it stands in and words of it, and why it may be. */
const EXCEPTIONS: readonly [string, RegExp, string][] = [
  ['columns.ts', /tabdesk\.meta WHERE key = 'epoch'/, 'the epoch is the log’s'],
  ['load.ts', /^tabdesk\.log l CROSS JOIN/, 'a part of the look for cids, whose tenants are given'],
  ['reads.ts', /tabdesk\.meta WHERE key/, 'small values of the installation'],
  ['written.ts', /INSERT INTO tabdesk\.meta/, 'small values of the installation'],
  [
    'reads.ts',
    /^SELECT[^$]*FROM tabdesk\.conversations c$/,
    'the beginning of statements that go on with their tenant',
  ],
  ['columns.ts', /^SELECT[^$]*FROM tabdesk\.promises p/, 'the beginning of statements that go on with their tenant'],
  ['reads.ts', /WITH RECURSIVE t/, '`tenants` of the port: which there are'],
  ['reads.ts', /FROM tabdesk\.log WHERE owed/, '`owed` of the port: what a start has to finish'],
  ['reads.ts', /due_at IS NOT NULL/, '`due` of the port: what comes back, through an index of these alone'],
  ['reads.ts', /p\.state = '(broken|open)'/, '`watchedPromises` of the port, through an index of these alone'],
  [
    'turn-reads.ts',
    /.*/,
    '`turns`, `recordsAfter` and `outcomesAfter` of the port: learning reads in the order of decisions',
  ],
  ['store.ts', /SELECT coalesce\(max\(id\), 0\) AS below/, 'how far the order of decisions is settled'],
  ['changes.ts', /.*/, 'what other processes changed, through the index of transactions'],
  ['leases.ts', /tabdesk\.(members|turn_leases)/, 'who is there, and what a process that ends lets go'],
  ['settings.ts', /GROUP BY tenant/, 'which versions there are, of all tenants at once'],
  ['audit-chain.ts', /SELECT DISTINCT tenant/, 'which trails there are'],
  [
    'webhooks.ts',
    /DELETE FROM tabdesk\.(idempotency_keys|webhook_deliveries)|tabdesk\.webhook_lead|GROUP BY|FROM tabdesk\.webhooks w?/,
    'sweeps by age, who leads, and what is due of all endpoints',
  ],
  ['verify.ts', /.*/, 'a start and `doctor --deep` look at the whole log'],
  ['open.ts', /.*/, 'opening looks at the server'],
]

const files = readdirSync(FOLDER)
  .filter((name) => !/schema|migrations|query-server/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }))

/** Texts with a name, so that a statement is read with those that it is made of. */
const named = new Map(
  files.flatMap(({ text }) =>
    [...text.matchAll(/const (\w+)\s*=\s*(?:`((?:[^`\\]|\\.)*)`|\s*'((?:[^'\\\n]|\\.)*)')/g)].map(
      ([, name, a, b]) => [name as string, (a ?? b) as string] as const,
    ),
  ),
)
const whole = (sql: string, depth = 0): string =>
  depth > 3
    ? sql
    : sql.replace(/\$\{(\w+)\}/g, (as, name: string) =>
        named.has(name) ? whole(named.get(name) as string, depth + 1) : as,
      )

const statementsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)]
    .map(([, a, b]) =>
      whole((a ?? b) as string)
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((sql) => /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b/.test(sql) && /tabdesk\.[\w$]/.test(sql))

/** Compared with what was given (`n` and `w` are rows that were), a column that is inserted, or part of a key that is compared: to name it among what is read is not enough. */
const namesTenant = (sql: string): boolean =>
  /\btenant = (\$\d|ANY\(\$\d|[nw]\.tenant)/.test(sql) ||
  /\(\s*(\w+\.)?tenant,[^)]*\)\s*(IN|>|=)/.test(sql) ||
  /^INSERT INTO tabdesk\.\w+ (AS \w+ )?\(\s*tenant\b/.test(sql)

const faultsOf = (name: string, text: string): string[] =>
  statementsIn(text).filter(
    (sql) => !namesTenant(sql) && !EXCEPTIONS.some(([file, words]) => file === name && words.test(sql)),
  )

describe('every query names its tenant', () => {
  it('in PostgreSQL, but for those that are listed here with their reason', () => {
    expect(files.flatMap(({ text }) => statementsIn(text)).length).toBeGreaterThan(50)
    expect(
      files.flatMap(({ name, text }) => faultsOf(name, text).map((sql) => `${name}: ${sql.slice(0, 160)}`)),
    ).toEqual([])
  })

  it('negative control: a read by id alone, and one that only shows the tenant, are found', () => {
    const bad =
      "const A = 'SELECT body FROM tabdesk.records WHERE conversation = $1'; const B = `SELECT tenant, text FROM tabdesk.log WHERE id = $1`"
    expect(faultsOf('reads.ts', bad)).toHaveLength(2)
    expect(faultsOf('reads.ts', "'DELETE FROM tabdesk.audit WHERE tenant = $1 AND conversation = $2'")).toEqual([])
  })

  it('no exception is listed that nothing needs', () => {
    const needed = ([file, words]: (typeof EXCEPTIONS)[number]): boolean =>
      files.some(
        ({ name, text }) => name === file && statementsIn(text).some((sql) => !namesTenant(sql) && words.test(sql)),
      )
    expect(EXCEPTIONS.filter((exception) => !needed(exception)).map(([file, words]) => `${file} ${words}`)).toEqual([])
  })
})
