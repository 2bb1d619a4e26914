import type { AntiAnswer } from '../../domain/anti-answer.ts'
import type { Article } from '../../domain/article.ts'
import type { ArticlePage, ArticleUsage, SavedArticle } from '../../domain/article-edits.ts'
import type { ArticleHistoryEntry, ArticleThen } from '../../domain/article-history.ts'
import type { Coverage } from '../../domain/coverage.ts'
import type { FieldFault } from '../../domain/errors.ts'
import type { Language } from '../../domain/message.ts'
import type { RankingState } from '../../domain/ranking.ts'
import type { FoundPassage } from '../../domain/understanding.ts'
import type { CallOptions } from '../shared/api.ts'
import type { ArticleInput } from './editor-fields.ts'
import type { SlotList } from './editor-slots.ts'

/** What a question finds, as the try box shows it. */
export type TryHit = FoundPassage & Pick<Article, 'title' | 'mode'>

export type LeftReason = 'validity' | 'mode' | 'audience' | 'channel' | 'veto'

export interface Tried {
  hits: TryHit[]
  left: { article: string; title: Record<Language, string>; reason: LeftReason }[]
  /** The question as it was read, where a slip was mended. */
  corrected?: string
}

/** The server's knowledge, as the article pages ask for it. Every call rejects with `ApiError`, or with `TypeError` where nobody answers. */
export interface ArticlesApi {
  list(query: Record<string, string>, signal?: AbortSignal): Promise<ArticlePage>
  read(id: string): Promise<{ article: Article; usage?: ArticleUsage }>
  create(input: ArticleInput, note: string): Promise<SavedArticle>
  update(id: string, input: ArticleInput, from: string, note: string): Promise<SavedArticle>
  retire(id: string): Promise<void>
  erase(id: string, reason: string): Promise<void>
  check(input: ArticleInput, signal?: AbortSignal): Promise<FieldFault[]>
  slots(): Promise<SlotList>
  history(id: string): Promise<ArticleHistoryEntry[]>
  version(id: string, version: string): Promise<ArticleThen>
  tryQuestion(question: { text: string; lang?: Language; article?: ArticleInput }, signal?: AbortSignal): Promise<Tried>
  coverage(): Promise<Coverage>
  runCoverage(): Promise<Coverage>
  /** An answer that an agent kept is not needed any more. */
  letGo(kept: string): Promise<void>
  ranking(): Promise<RankingState>
  switchRanking(on: boolean): Promise<RankingState>
  forgetRanking(): Promise<RankingState>
  antiAnswers(): Promise<AntiAnswer[]>
  addAntiAnswer(entry: Pick<AntiAnswer, 'questions' | 'language' | 'never' | 'note'>): Promise<void>
  removeAntiAnswer(id: string): Promise<void>
  synonyms(): Promise<string[][]>
  saveSynonyms(groups: string[][]): Promise<void>
}

type Call = <T>(path: string, options?: Omit<CallOptions, 'token'>) => Promise<T>

const K = '/knowledge'

export const createArticlesApi = (call: Call): ArticlesApi => {
  const one = (id: string) => `${K}/articles/${encodeURIComponent(id)}`
  const noted = (note: string) => (note.trim() === '' ? {} : { note: note.trim() })
  return {
    list: (query, signal) =>
      call(`${K}/articles?${new URLSearchParams(query)}`, signal === undefined ? {} : { signal }),
    read: (id) => call(one(id)),
    create: (input, note) => call(`${K}/articles`, { body: { ...input, ...noted(note) } }),
    update: (id, input, from, note) => call(one(id), { method: 'PUT', body: { ...input, from, ...noted(note) } }),
    retire: (id) => call(one(id), { method: 'DELETE' }),
    erase: (id, reason) => call(`${one(id)}/erase`, { body: { reason } }),
    check: async (input, signal) =>
      (
        await call<{ faults: FieldFault[] }>(`${K}/articles/check`, {
          body: { fields: input },
          ...(signal === undefined ? {} : { signal }),
        })
      ).faults,
    slots: () => call(`${K}/slots`),
    history: async (id) => (await call<{ versions: ArticleHistoryEntry[] }>(`${one(id)}/history`)).versions,
    version: (id, version) => call(`${one(id)}/versions/${encodeURIComponent(version)}`),
    tryQuestion: (question, signal) =>
      call(`${K}/try`, { body: question, ...(signal === undefined ? {} : { signal }) }),
    coverage: () => call(`${K}/coverage`),
    runCoverage: () => call(`${K}/coverage`, { method: 'POST' }),
    letGo: (kept) => call(`${K}/kept-answers/${encodeURIComponent(kept)}`, { method: 'DELETE' }),
    ranking: () => call(`${K}/ranking`),
    switchRanking: (on) => call(`${K}/ranking`, { method: 'PUT', body: { on } }),
    forgetRanking: () => call(`${K}/ranking`, { method: 'DELETE' }),
    antiAnswers: async () => (await call<{ antiAnswers: AntiAnswer[] }>(`${K}/anti-answers`)).antiAnswers,
    addAntiAnswer: (entry) => call(`${K}/anti-answers`, { body: entry }),
    removeAntiAnswer: (id) => call(`${K}/anti-answers/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    synonyms: async () => (await call<{ groups: string[][] }>(`${K}/synonyms`)).groups,
    saveSynonyms: (groups) => call(`${K}/synonyms`, { method: 'PUT', body: { groups } }),
  }
}
