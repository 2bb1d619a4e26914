import { isMap, type ParsedNode, parseDocument, type YAMLMap } from 'yaml'
import type { Article } from '../domain/article.ts'
import { LANGUAGES } from '../domain/article.ts'
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
    blame('front matter', '', 'the file starts with a line `---`, the fields as YAML, and a line `---`')
    throw new KnowledgeFaults(faults)
  }
  const fields = readFrontMatter(parts[1] ?? '', blame)
  const readAnswers = () => {
    const answers = parseAnswers(parts[2] ?? '', known.shop, blame)
    if (known.languages === 'any' && LANGUAGES.every((language) => answers[language].length === 0))
      blame('body', '', 'has no answer: write one under `# zh` or `# en`')
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
    blame('front matter', error.message.split('\n')[0] ?? '', 'correct the YAML; texts with `: ` or `#` need quotes')
  const contents: ParsedNode | null | YAMLMap = document.contents
  if (document.errors.length > 0) return {}
  if (!isMap(contents)) {
    blame('front matter', yaml, 'write fields as `name: value`')
    return {}
  }
  const fields = document.toJS() as Fields
  checkFieldNames(fields, blame)
  return fields
}
