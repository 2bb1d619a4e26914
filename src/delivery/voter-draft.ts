import type { Article } from '../domain/article.ts'
import type { Draft } from '../domain/decision.ts'
import type { Passage, Understanding } from '../domain/understanding.ts'

/** The words that plug-in voters which are on would say, as articles: they are filled and drafted as those are. */
export const voterArticles = ({
  votes,
  language,
}: Pick<Understanding, 'votes' | 'language'>): {
  article: Article
  passage: Passage
  voter: Draft['voter'] & object
}[] =>
  votes.flatMap(({ voter, intent, confidence, plugIn }) => {
    const reply = plugIn?.action?.reply
    if (plugIn === undefined || plugIn.weight === 0 || reply === undefined) return []
    const { version, action } = plugIn
    return [
      {
        article: {
          id: voter,
          version,
          intent,
          title: { zh: voter, en: voter },
          mode: action?.do === 'reply' ? 'auto' : 'suggest',
          courtesy: false,
          questions: { zh: [], en: [] },
          answers: { zh: [{ text: reply.zh }], en: [{ text: reply.en }] },
        },
        passage: { article: voter, version, intent, language, text: reply[language], score: 0, lexical: 0 },
        voter: { name: voter, confidence },
      },
    ]
  })
