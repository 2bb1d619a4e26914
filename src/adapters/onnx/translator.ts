import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import type { Phrase, Translator } from '../../ports/translator.ts'
import { createModelPool, type ModelLimits } from './model-pool.ts'
import { type StartModel, startModel } from './model-process.ts'

/** Why a model does not translate: of the operator's log only, as it names tenants and folders; never a text. */
export interface TranslatorFault {
  tenant: string
  pair: string
  why: string
}

export interface TranslatorParts {
  modelsDir: string
  /** A model does not translate, or for another reason than before. */
  onFault(fault: TranslatorFault): void
  limits?: ModelLimits
  start?: StartModel<Phrase, string>
}

export const TRANSLATOR_LIMITS: ModelLimits = {
  deadlineMs: 20_000,
  processBytes: 1024 * 1024 * 1024,
  processes: 2,
  waiting: 16,
  idleMs: 10 * 60_000,
  restMs: 2_000,
}

const PAIR = /^(zh-en|en-zh)$/

/** Models as folders, `<modelsDir>/<tenant>/translators/zh-en/`, found at the start; each runs in a process of its own, from its first text on. */
export const createTranslator = ({
  modelsDir,
  onFault,
  limits = TRANSLATOR_LIMITS,
  start = startModel('translator'),
}: TranslatorParts): Translator => {
  const folders = findFolders(modelsDir)
  const pool = createModelPool<Phrase, string>({
    limits,
    start,
    onFault: (dir, why) => onFault({ tenant: basename(dirname(dirname(dir))), pair: basename(dir), why }),
    words: { waiting: 'texts wait for their translation', does: 'translate', made: 'translation' },
  })

  return {
    pairs: (tenant) => [...(folders.get(tenant)?.keys() ?? [])],
    translate: async (tenant, phrase) => {
      const pair = `${phrase.from}-${phrase.to}`
      const dir = folders.get(tenant)?.get(pair)
      if (dir === undefined)
        throw new Refusal('not_found', `no model translates ${pair}: put one into models/${tenant}/translators/${pair}`)
      const text = await pool.ask(dir, pair, phrase)
      return { text, lostNumbers: lostIn(text, phrase.text) }
    },
    status: () => ({
      mounted: distinct([...folders.values()].flatMap((pairs) => [...pairs.keys()])),
      broken: distinct(pool.broken().map((dir) => basename(dir))),
    }),
    close: pool.close,
  }
}

const distinct = (pairs: readonly string[]): string[] => [...new Set(pairs)].toSorted()

const findFolders = (modelsDir: string): Map<string, Map<string, string>> => {
  const found = new Map<string, Map<string, string>>()
  if (!existsSync(modelsDir)) return found
  for (const tenant of readdirSync(modelsDir)) {
    const dir = join(modelsDir, tenant, 'translators')
    if (!existsSync(dir)) continue
    const pairs = readdirSync(dir).filter((pair) => PAIR.test(pair) && existsSync(join(dir, pair, 'config.json')))
    if (pairs.length > 0) found.set(tenant, new Map(pairs.toSorted().map((pair) => [pair, join(dir, pair)])))
  }
  return found
}

/** Each as often as the translation has it less often. */
const lostIn = (translation: string, text: string): string[] => {
  const left = numbersOf(translation)
  return numbersOf(text).filter((number) => {
    const at = left.indexOf(number)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Amounts, order numbers, dates: what must not change, without the marks that languages set differently. */
const numbersOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .match(/\d+(?:\.\d+)?/g) ?? []
