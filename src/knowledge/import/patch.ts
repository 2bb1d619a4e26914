import { createHash } from 'node:crypto'
import type { AnswerVariant, Article } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { cleanLine, cleanMarkdown } from '../clean.ts'
import { withVersion } from '../version.ts'

/**
 * What an upload says about one article. Fields and languages that it does not speak of stay as they are in the library,
 * so that a file with two columns does not wipe out what another file or person wrote.
 */
export interface ArticlePatch {
  /** Line of the file where it starts. */
  row: number
  id: string
  /** Take the article out of the library. */
  retire?: true
  /** Retire it only as it is in this version. */
  ifVersion?: string
  title?: Partial<Record<Language, string>>
  questions?: Partial<Record<Language, string[]>>
  answers?: Partial<Record<Language, AnswerVariant[]>>
  /** The file has no column for further phrasings, or for conditions: those of the library stay beside what is new. */
  keepPhrasings?: true
  keepVariants?: true
  fields?: Partial<
    Pick<
      Article,
      | 'intent'
      | 'mode'
      | 'source'
      | 'courtesy'
      | 'orders'
      | 'validFrom'
      | 'validTo'
      | 'review'
      | 'audience'
      | 'channels'
      | 'owner'
      | 'cards'
    >
  >
}

/** The article after the patch. A new one answers by itself and has an intent of its own, `faq_…`, unless the patch names one. */
export const applyPatch = (before: Article | undefined, patch: ArticlePatch, origin: string): Article => {
  const base = before ?? blank(patch.id)
  const { version: _, ...kept } = base
  const questions = mapLanguages((language) => {
    if (patch.questions?.[language] === undefined) return base.questions[language]
    const given = cleanLines(patch.questions[language])
    return patch.keepPhrasings ? [...new Set([...given, ...base.questions[language]])] : given
  })
  const answers = mapLanguages((language) => {
    if (patch.answers?.[language] === undefined) return base.answers[language]
    const given = cleanAnswers(patch.answers[language])
    return patch.keepVariants ? [...base.answers[language].filter(({ when }) => when !== undefined), ...given] : given
  })
  const title = mapLanguages(
    (language) => cleanLine(patch.title?.[language] ?? '') || base.title[language] || (questions[language][0] ?? ''),
  )
  const { audience, ...fields } = { ...kept, ...patch.fields }
  return withVersion({
    ...fields,
    ...cleanFields(fields),
    ...(audience === undefined || audience === 'everyone' ? {} : { audience }),
    title: { zh: title.zh || title.en, en: title.en || title.zh },
    questions,
    answers,
    origin,
  })
}

/** Whatever a file is read by, what comes into the library can be seen, stored and shown. */
const cleanLines = (lines: readonly string[]): string[] => [
  ...new Set(lines.map(cleanLine).filter((line) => line !== '')),
]

const cleanAnswers = (answers: readonly AnswerVariant[]): AnswerVariant[] =>
  answers.map((variant) => ({ ...variant, text: cleanMarkdown(variant.text) })).filter(({ text }) => text !== '')

const cleanFields = ({ source, owner }: Pick<Article, 'source' | 'owner'>): Pick<Article, 'source' | 'owner'> => ({
  ...(source === undefined ? {} : { source: cleanLine(source) }),
  ...(owner === undefined ? {} : { owner: cleanLine(owner) }),
})

const mapLanguages = <T>(read: (language: Language) => T): Record<Language, T> => ({ zh: read('zh'), en: read('en') })

const blank = (id: string): Omit<Article, 'version'> & { version: string } => ({
  id,
  version: '',
  intent: intentOfId(id),
  title: { zh: '', en: '' },
  mode: 'auto',
  courtesy: false,
  questions: { zh: [], en: [] },
  answers: { zh: [], en: [] },
})

/** Hex digits of an id made from a text; 40 bits keep 50,000 apart with a risk of one in a thousand, and a clash is refused as a duplicate. */
const HASH_LENGTH = 12

/** Article id of a question that has none: the same question has the same one, in any spelling of width, case and punctuation. */
export const idOfQuestion = (question: string): string => `faq-${hashOf(question)}`

/** A name as an id: letters and digits kept, the rest hyphens; others are hashed. Every file counts from 1: a bare number is one within its file. */
export const idOfName = (name: string, file: string): string => {
  if (/^\d+$/.test(name)) return `faq-${hashOf(`${file} ${name}`)}`
  const slug = slugOf(name, '-')
  return slug === '' ? `faq-${hashOf(name)}` : slug
}

/** Intent of a name: `物流查询` → `faq_` and a hash, `Track parcel` → `track_parcel`. */
export const intentOfName = (name: string): string => {
  const slug = slugOf(name, '_')
  return slug === '' ? `faq_${hashOf(name)}` : slug
}

/** Intent of an article that names none. */
export const intentOfId = (id: string): string => `faq_${id.replace(/^faq-/, '').replaceAll('-', '_')}`

const slugOf = (name: string, joint: string): string => {
  if (/[^\p{ASCII}]/u.test(name.normalize('NFKC'))) return ''
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, joint)
    .replaceAll(new RegExp(`^${joint}|${joint}$`, 'g'), '')
}

const hashOf = (text: string): string => {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
  return createHash('sha256').update(plain).digest('hex').slice(0, HASH_LENGTH)
}
