import type { AnswerVariant, Article } from '../../domain/article.ts'
import { LANGUAGES } from '../../domain/article.ts'
import type { ArticleChange, FieldChange } from '../../domain/knowledge-import.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { canonicalJson } from '../version.ts'
import { differingItems, differingWords } from './pieces.ts'

/** Articles that differ between two libraries, with what differs in them: changed ones first, then retired, then added; at most `most`. */
export const changesBetween = async (
  before: readonly Article[],
  after: readonly Article[],
  most: number,
): Promise<{ changes: ArticleChange[]; more: number }> => {
  const was = new Map(before.map((article) => [article.id, article]))
  const is = new Set(after.map(({ id }) => id))
  const pairs: [Article | undefined, Article | undefined][] = [
    ...after.flatMap((article): [Article, Article][] => {
      const old = was.get(article.id)
      return old === undefined || old.version === article.version ? [] : [[old, article]]
    }),
    ...before.flatMap((article): [Article, undefined][] => (is.has(article.id) ? [] : [[article, undefined]])),
    ...after.flatMap((article): [undefined, Article][] => (was.has(article.id) ? [] : [[undefined, article]])),
  ]
  const breathe = createBreathe()
  const changes: ArticleChange[] = []
  for (const [old, now] of pairs.slice(0, most)) {
    changes.push(changeOf(old, now))
    await breathe()
  }
  return { changes, more: pairs.length - changes.length }
}

const changeOf = (before: Article | undefined, after: Article | undefined): ArticleChange => {
  const known = (after ?? before) as Article
  return {
    article: known.id,
    kind: before === undefined ? 'added' : after === undefined ? 'retired' : 'changed',
    title: known.title.zh || known.title.en,
    fields: fieldChanges(before, after),
  }
}

type Value = string | readonly string[]

const fieldChanges = (before: Article | undefined, after: Article | undefined): FieldChange[] => {
  const old = before === undefined ? new Map<string, Value>() : fieldsOf(before)
  const now = after === undefined ? new Map<string, Value>() : fieldsOf(after)
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((field) => {
    const was = old.get(field)
    const is = now.get(field)
    if (canonicalJson(was) === canonicalJson(is)) return []
    const list = Array.isArray(was ?? is)
    const pieces = list ? differingItems(asItems(was), asItems(is)) : differingWords(asText(was), asText(is))
    return pieces.length === 0 ? [] : [{ field, pieces }]
  })
}

const asItems = (value: Value | undefined): readonly string[] => (Array.isArray(value) ? value : [])
const asText = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

/** What is no content of an article. */
const NO_CONTENT: ReadonlySet<string> = new Set(['id', 'version', 'origin', 'title', 'questions', 'answers'])

/** Every field by name as text or as list; what speaks of languages and conditions has one name for each. */
const fieldsOf = (article: Article): Map<string, Value> => {
  const fields = new Map<string, Value>()
  for (const language of LANGUAGES) {
    if (language === 'zh' || article.title.en !== article.title.zh)
      fields.set(`title.${language}`, article.title[language])
    for (const variant of article.answers[language]) fields.set(nameOf(language, variant), variant.text)
    fields.set(`questions.${language}`, article.questions[language])
  }
  for (const [name, value] of Object.entries(article)) {
    if (NO_CONTENT.has(name) || value === undefined || value === false) continue
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) fields.set(name, value)
    else fields.set(name, typeof value === 'string' ? value : JSON.stringify(value, null, 2))
  }
  return fields
}

const nameOf = (language: string, { when }: AnswerVariant): string =>
  when === undefined ? `answers.${language}` : `answers.${language} when ${when.slot} is ${when.values.join(' | ')}`
