import type { AnswerVariant, Article, ArticleMode, Audience } from '../../domain/article.ts'
import type { Card } from '../../domain/card.ts'
import type { Language } from '../../domain/message.ts'

/** An article as it stands in the form: every field is there, an empty one means absent. */
export interface Draft {
  /** Empty: the server names a new article. */
  id: string
  intent: string
  title: Record<Language, string>
  mode: ArticleMode
  audience: Audience
  courtesy: boolean
  questions: Record<Language, string[]>
  answers: Record<Language, AnswerVariant[]>
  cards: Record<Language, Card[]>
  channels: string[]
  orders: string[]
  /** ISO 8601 with an offset. */
  validFrom: string
  validTo: string
  /** `2027-05-01`. */
  review: string
  source: string
  owner: string
}

/** What is sent: the draft without what is empty. */
export type ArticleInput = Partial<Omit<Article, 'version' | 'origin'>>

export const blankDraft = (): Draft => ({
  id: '',
  intent: '',
  title: { zh: '', en: '' },
  mode: 'suggest',
  audience: 'everyone',
  courtesy: false,
  questions: { zh: [], en: [] },
  answers: { zh: [], en: [] },
  cards: { zh: [], en: [] },
  channels: [],
  orders: [],
  validFrom: '',
  validTo: '',
  review: '',
  source: '',
  owner: '',
})

/** Copies: the form never writes into an article that somebody else holds. */
export const draftOf = (article: Article): Draft => ({
  id: article.id,
  intent: article.intent,
  title: { ...article.title },
  mode: article.mode,
  audience: article.audience ?? 'everyone',
  courtesy: article.courtesy,
  questions: { zh: [...article.questions.zh], en: [...article.questions.en] },
  answers: { zh: [...article.answers.zh], en: [...article.answers.en] },
  cards: { zh: [...(article.cards?.zh ?? [])], en: [...(article.cards?.en ?? [])] },
  channels: [...(article.channels ?? [])],
  orders: [...(article.orders ?? [])],
  validFrom: article.validFrom ?? '',
  validTo: article.validTo ?? '',
  review: article.review ?? '',
  source: article.source ?? '',
  owner: article.owner ?? '',
})

/** The draft as the server takes it. Blank lines of lists go; a variant or card in which nothing stands goes too. */
export const inputOf = (draft: Draft): ArticleInput => {
  const cards = perLanguage((language) => draft.cards[language].map(tidyCard).filter(isCardFilled))
  return {
    ...(draft.id === '' ? {} : { id: draft.id }),
    intent: draft.intent.trim(),
    title: perLanguage((language) => draft.title[language].trim()),
    mode: draft.mode,
    courtesy: draft.courtesy,
    questions: perLanguage((language) => lines(draft.questions[language])),
    answers: perLanguage((language) => draft.answers[language].map(tidyVariant).filter(isVariantFilled)),
    ...(draft.audience === 'everyone' ? {} : { audience: draft.audience }),
    ...(draft.channels.length === 0 ? {} : { channels: draft.channels }),
    ...(draft.orders.length === 0 ? {} : { orders: draft.orders as NonNullable<Article['orders']> }),
    ...(cards.zh.length + cards.en.length === 0
      ? {}
      : { cards: { ...(cards.zh.length > 0 && { zh: cards.zh }), ...(cards.en.length > 0 && { en: cards.en }) } }),
    ...filled('validFrom', draft.validFrom),
    ...filled('validTo', draft.validTo),
    ...filled('review', draft.review),
    ...filled('source', draft.source.trim()),
    ...filled('owner', draft.owner.trim()),
  }
}

/** Whether both would be saved as the same article. */
export const isSameDraft = (a: Draft, b: Draft): boolean => JSON.stringify(inputOf(a)) === JSON.stringify(inputOf(b))

/** Pasted or typed text to questions: one a line; bullets and numbers in front of them go. */
export const questionsIn = (text: string): string[] =>
  lines(text.split(/\r\n|\r|\n/).map((line) => line.replace(/^\s*(?:[-*•·]|\d{1,3}[.、)）])\s*/, '')))

const lines = (texts: string[]): string[] => texts.map((text) => text.trim()).filter((text) => text !== '')

const perLanguage = <T>(make: (language: Language) => T): Record<Language, T> => ({ zh: make('zh'), en: make('en') })

const filled = <K extends string>(key: K, value: string): { [key in K]?: string } =>
  (value === '' ? {} : { [key]: value }) as { [key in K]?: string }

const tidyVariant = ({ when, text }: AnswerVariant): AnswerVariant => ({
  ...(when === undefined ? {} : { when }),
  text: text.trim(),
})

/** A condition that somebody set up counts: its empty text is a fault to be shown. */
const isVariantFilled = ({ when, text }: AnswerVariant): boolean => text !== '' || when !== undefined

const tidyCard = ({ title, text, image, buttons }: Card): Card => ({
  title: title.trim(),
  ...filled('text', text?.trim() ?? ''),
  ...filled('image', image?.trim() ?? ''),
  buttons: buttons
    .map(({ label, url, say }) => ({
      label: label.trim(),
      ...filled('url', url?.trim() ?? ''),
      ...filled('say', say?.trim() ?? ''),
    }))
    .filter(({ label, ...target }) => label !== '' || Object.keys(target).length > 0),
})

const isCardFilled = ({ title, text, image, buttons }: Card): boolean =>
  title !== '' || text !== undefined || image !== undefined || buttons.length > 0
