import type { AnswerVariant, Article, ArticleMode, Audience } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { say } from '../domain/said.ts'
import { nearest } from '../lib/nearest.ts'
import { readCards } from './cards.ts'
import { cleanLine } from './clean.ts'
import type { Blame } from './faults.ts'
import { LONGEST_QUESTION } from './import/limits.ts'
import { LONGEST_ID, LONGEST_LINE, MOST_CHANNELS, MOST_QUESTIONS } from './limits.ts'
import { isDay, momentOf } from './time.ts'

/** What an article may refer to. Absent: not checked. */
export interface Known {
  intents?: ReadonlySet<string>
  /** Keys of `shop.yaml`, and whole slots that the catalogue offers besides. */
  shop?: ReadonlySet<string>
  /** Languages that must be there; both by default, uploads may have one. */
  languages?: 'both' | 'any'
  /** IANA name of the shop's time zone, for times that are written without one. */
  timeZone?: string
}

const MODES: readonly string[] = ['auto', 'suggest', 'off']
export const AUDIENCES: readonly string[] = ['everyone', 'identified', 'agents']
export const ORDER_WORDS: readonly string[] = [
  'unpaid',
  'paid',
  'shipped',
  'out_for_delivery',
  'delivered',
  'cancelled',
  'refunding',
]
const FIELDS =
  'id intent title mode source orders courtesy questions validFrom validTo review audience channels owner cards'.split(
    ' ',
  )
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const INTENT = /^[a-z0-9]+(?:_[a-z0-9]+)*$/
const CHANNEL = /^[a-z0-9][a-z0-9_-]{0,31}$/

type Fields = Record<string, unknown>

/** Blames every name that is none of an article's fields; `more` are known to the caller. */
export const checkFieldNames = (fields: Fields, blame: Blame, more: readonly string[] = []): void => {
  const names = [...FIELDS, ...more]
  for (const name of Object.keys(fields)) {
    if (names.includes(name)) continue
    const meant = nearest(name, names)
    blame(
      name,
      '',
      meant === undefined ? say('field_unknown', { names: names.join(', ') }) : say('field_meant', { meant }),
    )
  }
}

/** An article of its fields, from front matter (all scalars are texts) or JSON, and its answers. */
export const readFields = (
  fields: Fields,
  readAnswers: () => Record<Language, AnswerVariant[]>,
  known: Known,
  blame: Blame,
): Omit<Article, 'version'> => {
  const needed: readonly Language[] = known.languages === 'any' ? [] : LANGUAGES
  const id = text(fields, 'id', blame)
  const intent = readIntent(fields, known, blame)
  if (id !== '' && (!ID.test(id) || id.length > LONGEST_ID || /^\d+$/.test(id))) blame('id', id, say('id_form'))
  const mode = fields['mode'] ?? 'auto'
  if (typeof mode !== 'string' || !MODES.includes(mode)) blame('mode', mode, say('one_of', { names: MODES.join(', ') }))
  const answers = readAnswers()
  for (const language of needed)
    if (!answers[language].some((variant) => variant.when === undefined))
      blame(`# ${language}`, '', say('answer_missing', { language }))
  const questions = readQuestions(fields['questions'], needed, blame)
  return {
    id,
    intent,
    title: readTitle(fields['title'], needed, questions, blame),
    mode: mode as ArticleMode,
    courtesy: readFlag(fields['courtesy'], blame),
    questions,
    answers,
    ...optionalLine('source', fields, blame),
    ...readOrders(fields['orders'], blame),
    ...readDates(fields, known.timeZone, blame),
    ...readAudience(fields['audience'], blame),
    ...readChannels(fields['channels'], blame),
    ...optionalLine('owner', fields, blame),
    ...readAllCards(fields['cards'], known.shop, blame),
  }
}

const text = (fields: Fields, name: string, blame: Blame): string => {
  const value = fields[name]
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  blame(name, value ?? '', say('text_required'))
  return ''
}

const readIntent = (fields: Fields, { intents }: Known, blame: Blame): string => {
  const intent = text(fields, 'intent', blame)
  if (intent === '') return ''
  if (intents !== undefined && !intents.has(intent)) {
    const meant = nearest(intent, intents)
    blame('intent', intent, meant === undefined ? say('intent_unknown') : say('intent_meant', { meant }))
  } else if (!INTENT.test(intent) || intent.length > LONGEST_ID) blame('intent', intent, say('intent_form'))
  return intent
}

const readTitle = (
  value: unknown,
  needed: readonly Language[],
  questions: Record<Language, string[]>,
  blame: Blame,
): Record<Language, string> => {
  const title = perLanguage('title', value, blame)
  const read = (language: Language): string => {
    const line = typeof title[language] === 'string' ? cleanLine(title[language]) : ''
    if (line.length > LONGEST_QUESTION) blame(`title.${language}`, line, say('too_long', { most: LONGEST_QUESTION }))
    if (line === '' && needed.includes(language))
      blame(`title.${language}`, title[language] ?? '', say('text_required'))
    return line
  }
  const zh = read('zh') || (questions.zh[0] ?? '')
  const en = read('en') || (questions.en[0] ?? '')
  if (needed.length === 0 && zh === '' && en === '') blame('title', '', say('title_required'))
  return { zh: zh || en, en: en || zh }
}

const readQuestions = (value: unknown, needed: readonly Language[], blame: Blame): Record<Language, string[]> => {
  const questions = perLanguage('questions', value, blame)
  const read = (language: Language): string[] => {
    const list = questions[language] ?? []
    if (!Array.isArray(list)) {
      blame(`questions.${language}`, list, say('questions_list'))
      return []
    }
    if (list.length === 0 && needed.includes(language)) blame(`questions.${language}`, '', say('questions_missing'))
    if (list.length > MOST_QUESTIONS)
      blame(`questions.${language}`, `${list.length} questions`, say('keep_best', { most: MOST_QUESTIONS }))
    return [...new Set(list.flatMap((item: unknown, i) => readQuestion(`questions.${language}[${i}]`, item, blame)))]
  }
  return { zh: read('zh'), en: read('en') }
}

const readQuestion = (field: string, item: unknown, blame: Blame): string[] => {
  const line = typeof item === 'string' ? cleanLine(item) : ''
  if (line === '') blame(field, item, say('question_text'))
  if (line.length > LONGEST_QUESTION) blame(field, line, say('too_long_details', { most: LONGEST_QUESTION }))
  return line === '' ? [] : [line]
}

/** A field that is written per language. */
export const perLanguage = (name: string, value: unknown, blame: Blame): Partial<Record<Language, unknown>> => {
  if (value === undefined || value === '') return {}
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    blame(name, value, say('per_language'))
    return {}
  }
  for (const key of Object.keys(value))
    if (key !== 'zh' && key !== 'en') blame(`${name}.${key}`, '', say('language_unknown'))
  return value
}

const readFlag = (value: unknown, blame: Blame): boolean => {
  if (value === undefined || value === 'false' || value === false) return false
  if (value !== 'true' && value !== true) blame('courtesy', value, say('true_false'))
  return true
}

const readOrders = (value: unknown, blame: Blame): Pick<Article, 'orders'> => {
  if (value === undefined) return {}
  const list: unknown[] = Array.isArray(value) ? value : [value]
  for (const word of list)
    if (typeof word !== 'string' || !ORDER_WORDS.includes(word))
      blame('orders', word, say('words_of', { names: ORDER_WORDS.join(', ') }))
  return list.length === 0 ? {} : { orders: list as NonNullable<Article['orders']> }
}

const readDates = (
  fields: Fields,
  timeZone: string | undefined,
  blame: Blame,
): Pick<Article, 'validFrom' | 'validTo' | 'review'> => {
  const validFrom = readMoment('validFrom', fields['validFrom'], timeZone, blame)
  const validTo = readMoment('validTo', fields['validTo'], timeZone, blame)
  const review = fields['review']
  if (review !== undefined && !isDay(review)) blame('review', review, say('date_form'))
  if (validFrom !== undefined && validTo !== undefined && Date.parse(validTo) <= Date.parse(validFrom))
    blame('validTo', validTo, say('ends_first', { from: validFrom }))
  return {
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(review === undefined ? {} : { review: review as string }),
  }
}

const readMoment = (name: string, value: unknown, timeZone: string | undefined, blame: Blame): string | undefined => {
  if (value === undefined) return undefined
  const moment = typeof value === 'string' ? momentOf(value, timeZone) : undefined
  if (moment === undefined) blame(name, value, say('moment_form'))
  return moment
}

const readAudience = (value: unknown, blame: Blame): Pick<Article, 'audience'> => {
  if (value === undefined || value === 'everyone') return {}
  if (typeof value === 'string' && AUDIENCES.includes(value)) return { audience: value as Audience }
  blame('audience', value, say('one_of', { names: AUDIENCES.join(', ') }))
  return {}
}

/** Names of channels, each once. */
export const readChannels = (value: unknown, blame: Blame): Pick<Article, 'channels'> => {
  if (value === undefined) return {}
  const list: unknown[] = Array.isArray(value) ? value : [value]
  for (const channel of list)
    if (typeof channel !== 'string' || !CHANNEL.test(channel)) blame('channels', channel, say('channel_form'))
  if (list.length > MOST_CHANNELS)
    blame('channels', `${list.length} channels`, say('name_most', { most: MOST_CHANNELS }))
  return list.length === 0 ? {} : { channels: [...new Set(list as string[])] }
}

/** Cards per language. */
export const readAllCards = (
  value: unknown,
  shop: ReadonlySet<string> | undefined,
  blame: Blame,
): Pick<Article, 'cards'> => {
  const given = perLanguage('cards', value, blame)
  const cards = LANGUAGES.flatMap((language) => {
    const list = given[language] === undefined ? [] : readCards(`cards.${language}`, given[language], shop, blame)
    return list.length === 0 ? [] : [[language, list] as const]
  })
  return cards.length === 0 ? {} : { cards: Object.fromEntries(cards) }
}

const optionalLine = <Name extends 'source' | 'owner'>(
  name: Name,
  fields: Fields,
  blame: Blame,
): { [N in Name]?: string } => {
  const value = fields[name]
  if (value === undefined) return {}
  const line = typeof value === 'string' ? cleanLine(value) : ''
  if (line === '') blame(name, value, say('text_form'))
  if (line.length > LONGEST_LINE) blame(name, line, say('too_long', { most: LONGEST_LINE }))
  return { [name]: line } as { [N in Name]?: string }
}
