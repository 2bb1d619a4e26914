import { isMap, type ParsedNode, parseDocument, type YAMLMap } from 'yaml'
import type { Article, ArticleMode } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { parseAnswers } from './answers.ts'
import { type Blame, collectFaults, KnowledgeFaults } from './faults.ts'
import { nearest } from './nearest.ts'
import { isDay, isMoment } from './time.ts'
import { withVersion } from './version.ts'

/** What an article may refer to. Absent: not checked. */
export interface Known {
  intents?: ReadonlySet<string>
  /** Keys of `shop.yaml`. */
  shop?: ReadonlySet<string>
  /** Languages that must be there; both by default, uploads may have one. */
  languages?: 'both' | 'any'
}

const MODES: readonly string[] = ['auto', 'suggest', 'off']
export const ORDER_WORDS: readonly string[] = [
  'unpaid',
  'paid',
  'shipped',
  'out_for_delivery',
  'delivered',
  'cancelled',
  'refunding',
]
const FIELDS = 'id intent title mode source orders courtesy questions validFrom validTo review'.split(' ')
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/**
 * A Markdown file with YAML front matter (docs/articles.md) to an Article.
 * @throws KnowledgeFaults with every fault of the file: field, value, fix
 */
export const parseArticle = (markdown: string, path: string, known: Known = {}): Article => {
  const { faults, blame } = collectFaults(path)
  const parts = /^\uFEFF?---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n|$)([\s\S]*)$/.exec(markdown.replaceAll('\r\n', '\n'))
  if (parts === null) {
    blame('front matter', '', 'the file starts with a line `---`, the fields as YAML, and a line `---`')
    throw new KnowledgeFaults(faults)
  }
  const fields = readFields(parts[1] ?? '', blame)
  const article = readArticle(fields, parts[2] ?? '', known, blame)
  if (faults.length > 0) throw new KnowledgeFaults(faults)
  return withVersion(article)
}

type Fields = Record<string, unknown>

/** All scalars stay text, so that a question `12306` or `yes` is kept as it is typed. */
const readFields = (yaml: string, blame: Blame): Fields => {
  const document = parseDocument(yaml, { schema: 'failsafe' })
  for (const error of document.errors)
    blame('front matter', error.message.split('\n')[0] ?? '', 'correct the YAML; texts with `: ` or `#` need quotes')
  const contents: ParsedNode | null | YAMLMap = document.contents
  if (document.errors.length > 0) return {}
  if (!isMap(contents)) {
    blame('front matter', yaml, 'write fields as `name: value`')
    return {}
  }
  const fields = document.toJS() as Fields
  for (const name of Object.keys(fields)) {
    if (FIELDS.includes(name)) continue
    const meant = nearest(name, FIELDS)
    blame(name, '', `no such field: ${meant === undefined ? `use ${FIELDS.join(', ')}` : `did you mean ${meant}?`}`)
  }
  return fields
}

const readArticle = (fields: Fields, body: string, known: Known, blame: Blame): Omit<Article, 'version'> => {
  const needed: readonly Language[] = known.languages === 'any' ? [] : LANGUAGES
  const id = text(fields, 'id', blame)
  if (id !== '' && !ID.test(id)) blame('id', id, 'use lower-case letters, digits and single hyphens: track-parcel')
  const intent = text(fields, 'intent', blame)
  if (intent !== '' && known.intents !== undefined && !known.intents.has(intent)) {
    const meant = nearest(intent, known.intents)
    blame(
      'intent',
      intent,
      `not in intents.jsonl: ${meant === undefined ? 'add it there or correct it' : `did you mean ${meant}?`}`,
    )
  }
  const mode = fields['mode'] ?? 'auto'
  if (typeof mode !== 'string' || !MODES.includes(mode)) blame('mode', mode, `use one of ${MODES.join(', ')}`)
  const answers = parseAnswers(body, known.shop, blame)
  for (const language of needed)
    if (!answers[language].some((variant) => variant.when === undefined))
      blame(`# ${language}`, '', `is missing: write the plain answer under a heading \`# ${language}\``)
  if (needed.length === 0 && LANGUAGES.every((language) => answers[language].length === 0))
    blame('body', '', 'has no answer: write one under `# zh` or `# en`')
  return {
    id,
    intent,
    title: readTitle(fields['title'], needed, blame),
    mode: mode as ArticleMode,
    courtesy: readFlag(fields['courtesy'], blame),
    questions: readQuestions(fields['questions'], needed, blame),
    answers,
    ...optional('source', fields, (value) => typeof value === 'string' && value !== '', 'write a text', blame),
    ...readOrders(fields['orders'], blame),
    ...readDates(fields, blame),
  }
}

const text = (fields: Fields, name: string, blame: Blame): string => {
  const value = fields[name]
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  blame(name, value ?? '', 'is required: write a text')
  return ''
}

const readTitle = (value: unknown, needed: readonly Language[], blame: Blame): Record<Language, string> => {
  const title = perLanguage('title', value, blame)
  const read = (language: Language): string => (typeof title[language] === 'string' ? title[language].trim() : '')
  const both = { zh: read('zh'), en: read('en') }
  for (const language of needed)
    if (both[language] === '') blame(`title.${language}`, title[language] ?? '', 'is required: write a text')
  return { zh: both.zh || both.en, en: both.en || both.zh }
}

const readQuestions = (value: unknown, needed: readonly Language[], blame: Blame): Record<Language, string[]> => {
  const questions = perLanguage('questions', value, blame)
  const read = (language: Language): string[] => {
    const list = questions[language] ?? []
    if (!Array.isArray(list)) {
      blame(`questions.${language}`, list, 'write a list, one `- question` a line')
      return []
    }
    if (list.length === 0 && needed.includes(language))
      blame(`questions.${language}`, '', 'is missing: write 4 to 8 questions as customers type them')
    return list.flatMap((item: unknown, i) => {
      if (typeof item === 'string' && item.trim() !== '') return [item.trim()]
      blame(
        `questions.${language}[${i}]`,
        item,
        'is not a text: put it in quotes, e.g. - "can I change this: the colour"',
      )
      return []
    })
  }
  return { zh: read('zh'), en: read('en') }
}

const perLanguage = (name: string, value: unknown, blame: Blame): Partial<Record<Language, unknown>> => {
  if (value === undefined || value === '') return {}
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    blame(name, value, 'write it per language, zh: … and en: …')
    return {}
  }
  for (const key of Object.keys(value))
    if (key !== 'zh' && key !== 'en') blame(`${name}.${key}`, '', 'no such language: use zh and en')
  return value
}

const readFlag = (value: unknown, blame: Blame): boolean => {
  if (value === undefined || value === 'false') return false
  if (value !== 'true') blame('courtesy', value, 'write true or false')
  return true
}

const readOrders = (value: unknown, blame: Blame): Pick<Article, 'orders'> => {
  if (value === undefined) return {}
  const list: unknown[] = Array.isArray(value) ? value : [value]
  for (const word of list)
    if (typeof word !== 'string' || !ORDER_WORDS.includes(word))
      blame('orders', word, `use words of ${ORDER_WORDS.join(', ')}`)
  return { orders: list as NonNullable<Article['orders']> }
}

const readDates = (fields: Fields, blame: Blame): Pick<Article, 'validFrom' | 'validTo' | 'review'> => {
  const moment = 'write an ISO time with its zone: 2026-11-01T00:00:00+08:00'
  const dates = {
    ...optional('validFrom', fields, isMoment, moment, blame),
    ...optional('validTo', fields, isMoment, moment, blame),
    ...optional('review', fields, isDay, 'write a date: 2027-05-01', blame),
  }
  const { validFrom, validTo } = dates
  if (validFrom !== undefined && validTo !== undefined && Date.parse(validTo) <= Date.parse(validFrom))
    blame('validTo', validTo, `must be after validFrom (${validFrom})`)
  return dates
}

const optional = <Name extends 'source' | 'validFrom' | 'validTo' | 'review'>(
  name: Name,
  fields: Fields,
  fits: (value: unknown) => boolean,
  fix: string,
  blame: Blame,
): { [N in Name]?: string } => {
  const value = fields[name]
  if (value === undefined) return {}
  if (!fits(value)) blame(name, value, fix)
  return { [name]: value } as { [N in Name]?: string }
}
