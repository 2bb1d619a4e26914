import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { loadHeads } from '../adapters/local/model-files.ts'
import { createModelVersions, type ModelVersions } from '../adapters/local/model-versions.ts'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { readEncoder } from '../adapters/onnx/read-encoder.ts'
import { openReadOnly } from '../adapters/sqlite/read-only.ts'
import { type Config, loadConfig } from '../config.ts'
import type { HeadsManifest, Share } from '../domain/heads.ts'
import { type LiveModels, SHIPPED } from '../domain/model-version.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { checkPromotion, type PromotionCheck } from '../learning/promotion.ts'
import { createShadowReport } from '../learning/shadow-report.ts'
import { assertEmbedded } from './embedded-only.ts'
import { barLines, barsOf } from './model-bars.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'

interface ModelOptions {
  json?: boolean
  off?: boolean
  report?: boolean
}

const TURNS_AT_ONCE = 500

export const addModel = (program: Command): void => {
  const model = program
    .command('model')
    .description('versions of the trained heads: which work, which watch; a running server follows within a second')
    .addHelpText(
      'after',
      `
Examples:
  $ npx tabdesk train --data faq.csv --out /tmp/shop
  $ npx tabdesk model shadow /tmp/shop
  $ npx tabdesk model shadow --report
  $ npx tabdesk model promote /tmp/shop
  $ npx tabdesk model rollback`,
    )
  const verb = (name: string, description: string): Command =>
    model.command(name).description(description).option('--json', 'one JSON object on stdout').exitOverride()
  verb('list', 'all versions, and which of them works').action((options: ModelOptions) => run(options, list))
  verb('bars', 'from which confidence each intent is answered alone, and on what evidence')
    .argument('[model]', 'folder or version; default: the one that works')
    .action((named: string | undefined, options: ModelOptions) => run(options, (parts) => bars(parts, named)))
  verb('promote', 'check a model, keep it as a version, and let it work')
    .argument('<model>', 'folder that `tabdesk train` wrote, or a version of `model list`')
    .action((named: string, options: ModelOptions) => run(options, (parts) => promote(parts, named)))
  verb('rollback', 'back to the version that worked before').action((options: ModelOptions) => run(options, rollback))
  verb('shadow', 'let a model watch: it reads every message beside the one at work, without effect')
    .argument('[model]', 'folder or version; left out with --off and --report')
    .option('--off', 'end the shadow run')
    .option('--report', 'how the watched model did so far')
    .action((named: string | undefined, options: ModelOptions) =>
      run(options, (parts) => shadow(parts, named, options)),
    )
}

interface Parts {
  config: Config
  versions: ModelVersions
  terminal: Terminal
  json: boolean
}

const run = async ({ json = false }: ModelOptions, verb: (parts: Parts) => Promise<void>): Promise<void> => {
  const config = loadConfig(process.env)
  const versions = createModelVersions({ ...config, heads: config.model.heads, now: () => new Date() })
  await verb({ config, versions, terminal: createTerminal({ quiet: false }), json })
}

const list = async ({ versions, terminal, json }: Parts): Promise<void> => {
  const [all, live] = [await versions.list(), await versions.live()]
  if (json)
    return terminal.json({
      ...live,
      versions: all.map(({ manifest, ...rest }) => ({ ...rest, ...(manifest === undefined ? {} : summary(manifest)) })),
    })
  for (const { version, use, manifest, fault, dir } of all)
    terminal.out(
      `${use.padEnd(8)} ${version.padEnd(18)} ${manifest === undefined ? `broken: ${fault}` : inWords(manifest)}  ${dir}`,
    )
}

const bars = async ({ versions, terminal, json }: Parts, named: string | undefined): Promise<void> => {
  const { manifest } = await load(versions, named ?? (await versions.live()).current)
  const found = barsOf(manifest)
  if (json) return terminal.json({ wanted: manifest.evidence.wanted, intents: found })
  for (const line of barLines(found)) terminal.out(line)
}

const promote = async (parts: Parts, named: string): Promise<void> => {
  const { version, check } = await take(parts, named)
  const before = await parts.versions.live()
  const live = await parts.versions.promote(version)
  say(parts, live, check, live.current === before.current ? 'worked already' : `works now; ${before.current} before`)
}

const rollback = async (parts: Parts): Promise<void> => {
  const before = await parts.versions.live()
  const back = before.before.at(-1)
  if (back === undefined)
    throw new WrongUse(
      `there is no model to go back to: none worked before ${before.current}; forward again with \`npx tabdesk model promote\` and a version of \`model list\``,
    )
  // What cannot be read must not take the place of what works.
  await parts.versions.list().then((all) => {
    const found = all.find(({ version }) => version === back)
    if (found?.manifest === undefined)
      throw new WrongUse(
        `${back} cannot be gone back to: ${found?.fault ?? 'its folder is gone'}; promote another version`,
      )
  })
  const live = await parts.versions.rollback()
  say(parts, live, undefined, `works again; ${before.current} before`)
}

const shadow = async (parts: Parts, named: string | undefined, options: ModelOptions): Promise<void> => {
  if (options.report) return report(parts)
  if (options.off) return say(parts, await parts.versions.shadow(undefined), undefined, 'works alone; nothing watches')
  if (named === undefined) throw new WrongUse('name the model that shall watch, or use --off or --report')
  const { version, check } = await take(parts, named)
  const { current } = await parts.versions.live()
  if (version === current) throw new WrongUse(`${version} works already: only another one can watch it`)
  say(parts, await parts.versions.shadow(version), check, `works on; ${version} watches`)
}

const report = async ({ config, versions, terminal, json }: Parts): Promise<void> => {
  const { shadow: version } = await versions.live()
  if (version === undefined) throw new WrongUse('no model watches: start with `npx tabdesk model shadow DIR`')
  const manifest = (await versions.list()).find((one) => one.version === version)?.manifest
  const made = createShadowReport(version, manifest?.policy)
  assertEmbedded(config, '--report', 'unset it to report on a DATA_DIR with a store of its own')
  const store = await openReadOnly(config.dataDir)
  try {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page = store.turns({ after, limit: TURNS_AT_ONCE })
      page.turns.forEach(made.add)
      after = page.next
    }
  } finally {
    store.close()
  }
  const { turns, agreement, sureEnough, known, differing } = made.report()
  if (json) return terminal.json(made.report())
  terminal.out(`${version} watched ${turns} turns`)
  terminal.out(`  same intent      ${percent(agreement)}`)
  terminal.out(
    `  sure enough      ${sureEnough.current} turns by the model at work, ${sureEnough.shadow} by the one that watches`,
  )
  terminal.out(
    known.turns === 0
      ? '  known intent     0 turns: no outcome (an answer sent, a choice tapped, a rating) tells yet who was right'
      : `  known intent     ${known.turns} turns: at work ${percent(known.current)} right, watching ${percent(known.shadow)}; right alone ${known.onlyCurrent} against ${known.onlyShadow}`,
  )
  for (const { record, current, shadow: other, truth } of differing)
    terminal.out(
      `  ${record}  ${current.intent} ${current.confidence.toFixed(2)} → ${other.intent} ${other.confidence.toFixed(2)}${truth === undefined ? '' : `  (was ${truth})`}`,
    )
}

/** A model by its folder or version. */
const load = async (versions: ModelVersions, named: string): Promise<{ dir: string; manifest: HeadsManifest }> => {
  const isVersion = named === SHIPPED || (!named.includes('/') && existsSync(versions.dirOf(named)))
  const dir = isVersion ? versions.dirOf(named) : named
  if ((await stat(dir).catch(() => undefined))?.isDirectory() !== true)
    throw new WrongUse(`${named} is no folder and no version: see \`npx tabdesk model list\``)
  const { manifest } = await loadHeads(dir).catch((error: Error) => {
    throw new WrongUse(`${named} cannot be used. ${error.message}`)
  })
  return { dir, manifest }
}

/** A model that may work here, kept as a version. */
const take = async (
  { config, versions }: Parts,
  named: string,
): Promise<{ version: string; check: PromotionCheck }> => {
  const { dir, manifest } = await load(versions, named)
  const { current } = await versions.live()
  const atWork = (await versions.list()).find(({ version }) => version === current)?.manifest
  const check = checkPromotion({
    candidate: manifest,
    current: atWork,
    encoder: (await readEncoder(config.modelsDir, findEncoder(config.model.encoder, config))).fingerprint,
    known: await knownIntents(config),
  })
  if (check.faults.length > 0) throw new WrongUse(`${named} cannot work here: ${check.faults.join('; ')}`)
  return { version: named === SHIPPED ? SHIPPED : await versions.add(dir), check }
}

/** Of the knowledge folder, and of what was imported since. */
const knownIntents = async ({ knowledgeDir, dataDir }: Config): Promise<Set<string>> => {
  const library = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  const imported = (await library.current())?.articles ?? []
  const folder = existsSync(knowledgeDir) ? (await readKnowledgeFolder(knowledgeDir)).articles : []
  return new Set([...folder, ...imported].map(({ intent }) => intent))
}

const say = ({ terminal, json }: Parts, live: LiveModels, check: PromotionCheck | undefined, words: string): void => {
  if (json) return terminal.json({ ...live, ...(check === undefined ? {} : check) })
  for (const warning of check?.warnings ?? []) terminal.say(`warning: ${warning}`)
  terminal.out(`${live.current} ${words}`)
}

const summary = ({ intents, data, policy, evidence }: HeadsManifest) => ({
  intents: intents.length,
  examples: data.examples,
  policy: { answerAbove: policy.answerAbove, outOfScopeAbove: policy.outOfScopeAbove },
  answered: evidence.answered,
})

const inWords = ({ intents, data, evidence }: HeadsManifest): string =>
  `${intents.length} intents, ${data.examples} examples, answers ${percent(evidence.answered)} right`

const percent = ({ share, lower, upper, n }: Share): string =>
  n === 0 ? 'not known' : `${(100 * share).toFixed(1)} % (${(100 * lower).toFixed(1)}–${(100 * upper).toFixed(1)})`
