import type { Article } from '../../domain/article.ts'
import type { ArticleUsage } from '../../domain/article-edits.ts'
import type { StaleArticle } from '../../domain/coverage.ts'

/** Suggestions that agents used before their edits say something, and the share of edited ones that does. */
const ENOUGH_USES = 5
const OFTEN_EDITED = 0.5
/** Questions looked at before it says something that an article was never shown. */
const ENOUGH_QUESTIONS = 200

/** Articles that somebody should look at: past their review date, often changed before they are sent, never shown. `today` is the shop's, `2027-05-01`. */
export const staleArticles = (
  articles: readonly Article[],
  usage: (article: string) => ArticleUsage,
  { today, questions }: { today: string; questions: number },
): StaleArticle[] => {
  const order: Record<StaleArticle['why'], number> = { review_due: 0, often_edited: 1, unused: 2 }
  return articles
    .flatMap((article): StaleArticle[] => {
      if (article.mode === 'off') return []
      const { shown, accepted, edited, answered } = usage(article.id)
      const used = accepted + edited
      const why = whyOf(article, { shown: shown + answered, used, edited }, { today, questions })
      if (why === undefined) return []
      const { id, title, review } = article
      return [
        {
          ...{ article: id, title: title.zh || title.en, why, shown: shown + answered, used: used + answered, edited },
          ...(review === undefined ? {} : { review }),
        },
      ]
    })
    .sort((a, b) => order[a.why] - order[b.why] || b.shown - a.shown || (a.article < b.article ? -1 : 1))
}

const whyOf = (
  { review, courtesy }: Article,
  { shown, used, edited }: { shown: number; used: number; edited: number },
  { today, questions }: { today: string; questions: number },
): StaleArticle['why'] | undefined => {
  if (review !== undefined && review <= today) return 'review_due'
  if (used >= ENOUGH_USES && edited / used >= OFTEN_EDITED) return 'often_edited'
  return shown === 0 && !courtesy && questions >= ENOUGH_QUESTIONS ? 'unused' : undefined
}
