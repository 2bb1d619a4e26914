import { stringify } from 'yaml'
import { type Article, LANGUAGES } from '../../domain/article.ts'
import { escapeHeadings } from '../answers.ts'

/** An article as a file of the knowledge folder; `parseArticle` makes the same article of it. */
export const articleFile = ({ answers, version: _, origin: __, courtesy, ...fields }: Article): string => {
  const front = { ...fields, ...(courtesy ? { courtesy: 'true' } : {}) }
  const texts = LANGUAGES.flatMap((language) =>
    answers[language].map(({ text, when }) => {
      const condition = when === undefined ? '' : ` when ${when.slot} is ${when.values.join(' | ')}`
      return `# ${language}${condition}\n${escapeHeadings(text)}\n`
    }),
  )
  // Texts are read as they are typed: nothing is folded, and 12306 or yes stays what it is.
  return `---\n${stringify(front, { schema: 'failsafe', lineWidth: 0 })}---\n${texts.join('\n')}`
}

/** Where it lies in the folder: by the field that its intent belongs to. */
export const articlePath = (
  { id, intent }: Pick<Article, 'id' | 'intent'>,
  domainOf: (intent: string) => string | undefined,
): string => `articles/${domainOf(intent) ?? 'other'}/${id}.md`
