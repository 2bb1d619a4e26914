import { isMap, type ParsedNode, parseDocument, type YAMLMap } from 'yaml'
import type { Article } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
import { say } from '../domain/said.ts'
import { parseAnswers } from './answers.ts'
import { checkFieldNames, type Known, readFields } from './article-fields.ts'
import { type Blame, collectFaults, KnowledgeFaults } from './faults.ts'
import { withVersion } from './version.ts'

/**
 * A Markdown file with YAML front matter (docs/articles.md) to an Article.
 * @throws KnowledgeFaults with every fault of the file: field, value, fix
 */
export const parseArticle = (markdown: string, path: string, known: Known = {}): Article => {
  const { faults, blame } = collectFaults(path)
  const parts = /^\uFEFF?---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n|$)([\s\S]*)$/.exec(markdown.replaceAll('\r\n', '\n'))
  if (parts === null) {
    blame('front matter', '', say('front_matter'))
    throw new KnowledgeFaults(faults)
  }
  const fields = readFrontMatter(parts[1] ?? '', blame)
  const readAnswers = () => {
    const answers = parseAnswers(parts[2] ?? '', known.shop, blame)
    if (known.languages === 'any' && LANGUAGES.every((language) => answers[language].length === 0))
      blame('body', '', say('answer_none'))
    return answers
  }
  const article = readFields(fields, readAnswers, known, blame)
  if (faults.length > 0) throw new KnowledgeFaults(faults)
  return withVersion(article)
}

type Fields = Record<string, unknown>

/** All scalars stay text, so that a question `12306` or `yes` is kept as it is typed. */
const readFrontMatter = (yaml: string, blame: Blame): Fields => {
  const document = parseDocument(yaml, { schema: 'failsafe' })
  for (const error of document.errors)
    blame('front matter', error.message.split('\n')[0] ?? '', say('front_matter_yaml'))
  const contents: ParsedNode | null | YAMLMap = document.contents
  if (document.errors.length > 0) return {}
  if (!isMap(contents)) {
    blame('front matter', yaml, say('front_matter_fields'))
    return {}
  }
  const fields = document.toJS() as Fields
  checkFieldNames(fields, blame)
  return fields
}
