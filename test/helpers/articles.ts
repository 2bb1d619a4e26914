import type { Article } from '../../src/domain/article.ts'
import { withVersion } from '../../src/knowledge/version.ts'

/** An article with the fields that a test does not care about. */
export const articleOf = (id: string, more: Partial<Omit<Article, 'version'>> = {}): Article =>
  withVersion({
    id,
    intent: id.replaceAll('-', '_'),
    title: { zh: `${id} 标题`, en: `${id} title` },
    mode: 'auto',
    courtesy: false,
    questions: { zh: [], en: [] },
    answers: { zh: [{ text: '好的。' }], en: [{ text: 'Fine.' }] },
    ...more,
  })
