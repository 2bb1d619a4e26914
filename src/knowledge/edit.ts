import type { Article } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import type { ArticleEdits, SavedArticle } from '../domain/article-edits.ts'
import { english } from '../domain/english.ts'
import { type FieldFault, Refusal } from '../domain/errors.ts'
import { type Said, say } from '../domain/said.ts'
import type { LibraryStore, MadeFor } from '../ports/library-store.ts'
import { readAnswers } from './answers.ts'
import { checkFieldNames, type Known, perLanguage, readFields } from './article-fields.ts'
import { cleanLine } from './clean.ts'
import { collectFaults } from './faults.ts'
import { idOfName, idOfQuestion, intentOfId } from './import/patch.ts'
import { LONGEST_ID, LONGEST_LINE, MOST_QUESTIONS } from './limits.ts'
import { refusing } from './refusing.ts'
import { withVersion } from './version.ts'

export interface EditParts {
  store: Pick<LibraryStore, 'commit' | 'articleHistory'>
  /** What articles may refer to, now. */
  known(): Omit<Known, 'languages' | 'intents'>
  /** Waits until a new version can be found. */
  caughtUp(): Promise<void>
}

/** Characters of a wrong value that are repeated. */
const SHOWN = 200
/** Stand in where an article has none yet. */
const UNNAMED = { id: 'new', intent: 'new' }
/** What an article has that is not edited. */
const NOT_EDITED = ['version', 'origin']

/** Articles written by hand: each edit is whole, checked in full, and a version of the library. */
export const createArticleEdits = ({ store, known, caughtUp }: EditParts): ArticleEdits => {
  const read = (fields: unknown, given: { id: string; intent: string }): ReadArticle =>
    readEdited(fields, given, known())
  const commit = async (
    change: (articles: readonly Article[]) => Promise<Changed>,
    { note, ...told }: Noted,
    by: string,
  ): Promise<SavedArticle> => {
    let article: Article | undefined
    const version = await store.commit(
      async (articles) => {
        const changed = await change(articles)
        article = changed.article
        return changed.articles
      },
      note,
      by,
      told,
    )
    await caughtUp()
    return { article: article as Article, version: version.n }
  }

  return {
    check: (fields) => read(fields, UNNAMED).faults,
    create: async ({ fields, note, by }) => {
      const draft = accepted(read(fields, UNNAMED))
      return commit(
        async (articles) => {
          const taken = new Set(articles.map(({ id }) => id))
          const named = draft.id !== UNNAMED.id
          if (named && taken.has(draft.id))
            throw unprocessable([fault({ field: 'id', value: draft.id, fix: english(TAKEN), said: TAKEN })])
          const id = named ? draft.id : freeId(draft, taken)
          const intent = draft.intent === UNNAMED.intent ? intentOfId(id) : draft.intent
          const article = withVersion({ ...draft, id, intent })
          return { article, articles: [...articles, article] }
        },
        noteOf(note, say('did_create')),
        by,
      )
    },
    change: (id, { fields, from, note, by }) =>
      commit(
        async (articles) => {
          const at = articles.findIndex((article) => article.id === id)
          const before = articles[at]
          if (before === undefined) throw await gone(store, id)
          const article = withVersion({
            ...accepted(read(withoutId(fields), { ...UNNAMED, intent: before.intent })),
            id,
            ...originOf(before),
          })
          if (article.version === before.version) return { article: before, articles }
          if (before.version !== from) throw await overtaken(store, id)
          return { article, articles: articles.with(at, article) }
        },
        noteOf(note, say('did_edit', { article: id })),
        by,
      ),
    retire: async (id, { note, by }) => {
      const { version } = await commit(
        async (articles) => {
          const article = articles.find((one) => one.id === id)
          if (article === undefined) throw await gone(store, id)
          return { article, articles: articles.filter((one) => one !== article) }
        },
        noteOf(note, say('did_retire', { article: id })),
        by,
      )
      return { version }
    },
  }
}

/**
 * An article as far as it is written, for trying it out: what is wrong with it counts when it is saved, but it has no more phrasings than one
 * that is, for each is embedded.
 */
export const draftOf = (fields: unknown, known: EditParts['known']): Article => {
  const { article } = readEdited(fields, UNNAMED, known())
  const { zh, en } = article.questions
  return withVersion({ ...article, questions: { zh: zh.slice(0, MOST_QUESTIONS), en: en.slice(0, MOST_QUESTIONS) } })
}

interface Changed {
  article: Article
  articles: readonly Article[]
}

interface ReadArticle {
  article: Omit<Article, 'version'>
  faults: FieldFault[]
}

/** `given`: id and intent where the fields name none. */
const readEdited = (
  value: unknown,
  given: { id: string; intent: string },
  known: Omit<Known, 'languages' | 'intents'>,
): ReadArticle => {
  const { faults, blame } = collectFaults('')
  const object = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
  if (object !== value) blame('fields', value, say('fields_object'))
  const fields: Record<string, unknown> = { id: given.id, intent: given.intent }
  for (const [name, field] of Object.entries(object)) if (!isEmpty(field)) fields[name] = field
  checkFieldNames(fields, blame, ['answers', ...NOT_EDITED])
  const answers = () => {
    const read = readAnswers(perLanguage('answers', fields['answers'], blame), known.shop, blame)
    if (LANGUAGES.every((language) => read[language].length === 0)) blame('answers', '', say('answer_one_language'))
    return read
  }
  const article = readFields(fields, answers, { ...known, languages: 'any' }, blame)
  return { article, faults: faults.map(({ file: _, ...told }) => fault(told)) }
}

/** The id of an article is that of its address. */
const withoutId = (fields: unknown): unknown =>
  typeof fields === 'object' && fields !== null && 'id' in fields ? { ...fields, id: '' } : fields

const TAKEN = say('id_taken')

const fault = (told: FieldFault): FieldFault => ({ ...told, value: told.value.slice(0, SHOWN) })

/** A form sends its empty fields too. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

const accepted = ({ article, faults }: ReadArticle): Omit<Article, 'version'> => {
  if (faults.length > 0) throw unprocessable(faults)
  return article
}

const unprocessable = (faults: readonly FieldFault[]): Refusal =>
  new Refusal(
    'unprocessable',
    faults
      .map(({ field, value, fix }) => `${field}${value === '' ? '' : ` is ${JSON.stringify(value)}`}: ${fix}`)
      .join('\n'),
    { ...(faults[0] === undefined ? {} : { field: faults[0].field }), faults },
  )

const overtaken = async (store: EditParts['store'], id: string): Promise<Refusal> => {
  const [last] = await store.articleHistory(id)
  const said =
    last === undefined
      ? say('article_overtaken_by_somebody', { article: id })
      : say('article_overtaken', { by: last.by, at: last.at, article: id })
  return refusing('conflict', said, { field: 'from' })
}

const gone = async (store: EditParts['store'], id: string): Promise<Refusal> => {
  const [last] = await store.articleHistory(id)
  if (last?.kind === 'retired')
    return refusing('conflict', say('article_retired', { by: last.by, article: id, at: last.at }), { field: 'id' })
  return refusing('not_found', say('article_unknown', { article: JSON.stringify(id) }), { field: 'id' })
}

/** An id made of the English title, else of what is asked; numbered where it is taken. */
const freeId = ({ title, questions }: Omit<Article, 'version'>, taken: ReadonlySet<string>): string => {
  const name = idOfName(title.en, title.en)
    .slice(0, LONGEST_ID - 5)
    .replace(/-+$/, '')
  const base = /^[a-z]/.test(name) ? name : idOfQuestion(questions.zh[0] ?? questions.en[0] ?? title.zh)
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id) && id !== UNNAMED.id) return id
  }
}

const originOf = ({ origin }: Article): Pick<Article, 'origin'> => (origin === undefined ? {} : { origin })

/** What is said of a version, by whoever made it or by us. */
type Noted = { note: string } & Pick<MadeFor, 'did'>

const noteOf = (note: string | undefined, did: Said): Noted => {
  const written = cleanLine(note ?? '').slice(0, LONGEST_LINE)
  return written === '' ? { note: english(did), did } : { note: written }
}
