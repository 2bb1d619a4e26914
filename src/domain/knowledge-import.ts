import type { Decision, Reason } from './decision.ts'
import type { Said } from './said.ts'

/** A row of an uploaded file that was not taken. `row` is the line in the file, the header is 1. */
export interface RefusedRow {
  row: number
  column?: string
  reason: string
  /** The fix, for a page in another language, and the value that it speaks of. */
  said?: Said
  value?: string
  /** Sheet, or file inside an archive; absent for a plain file. */
  table?: string
}

/** `mapping`: nobody can tell yet which column is what; see `ImportReport.mapping`. */
export type ImportState = 'processing' | 'mapping' | 'ready' | 'committed' | 'rolledBack' | 'failed'

/** What an upload is, or would be, to the library. */
export interface ImportReport {
  id: string
  state: ImportState
  file: string
  by: string
  /** ISO 8601. */
  at: string
  /** Counts of articles. */
  added: number
  changed: number
  retired: number
  /** The same as what is there. */
  unchanged: number
  /** At most 1,000 are listed; `refusedCount` is how many there are. */
  refused: RefusedRow[]
  refusedCount: number
  /** state failed: why. */
  reason?: string
  said?: Said
  /** Tables: what was found, what each column was taken for, and whether somebody has to say it. */
  mapping?: TableMapping[]
  /** What was mended or left out while reading, a sentence each. */
  notices?: string[]
  /** The same, for a page in another language. */
  saidNotices?: Said[]
  /** What was said about the commit. */
  note?: string
  /** How far, while `processing`. */
  progress?: ImportProgress
  /** Version of the library that the commit, or the rollback, made. */
  version?: number
  /** It is no file: it retires the starter kit's articles, but for those that people edited, so many. */
  starter?: { edited: number }
}

/** One table of an upload: a CSV file, a sheet of a workbook, a table of a page. */
export interface TableMapping {
  /** Name of the sheet, or of the file inside an archive; empty for a plain file. */
  table: string
  columns: MappedColumn[]
  /** The first rows, as many cells as there are columns; at most 20. */
  preview: string[][]
  /** The guess is not sure enough to go on. */
  unsure: boolean
}

export interface MappedColumn {
  header: string
  /** What it is taken for: a name of docs/importing.md, or undefined where it is left out. */
  as?: string
  /** How the guess was made: by the header's name, by what stands in the column, or said by a person. */
  by?: 'name' | 'content' | 'person'
}

export interface ImportProgress {
  step: 'reading' | 'comparing' | 'embedding' | 'indexing'
  done: number
  total: number
}

/** One article that a draft would add, change or retire. */
export interface ArticleChange {
  article: string
  kind: 'added' | 'changed' | 'retired'
  title: string
  /** By field, e.g. `answers.zh`, `questions.en`, `mode`; texts before and after in pieces. */
  fields: FieldChange[]
}

export interface FieldChange {
  field: string
  /** In order; joined without the removed ones they are the new text, without the added ones the old one. */
  pieces: { text: string; kind: 'same' | 'added' | 'removed' }[]
}

/** A question of the draft that means nearly the same as one of another article. */
export interface NearDuplicate {
  article: string
  question: string
  other: string
  otherQuestion: string
  /** 0 to 1. */
  score: number
  /** The other one comes with the same draft. */
  within: boolean
}

/** Two articles that answer the same question differently: in a number, a date, or with and without a negation. */
export interface Contradiction {
  article: string
  text: string
  other: string
  otherText: string
  kind: 'number' | 'date' | 'negation'
  /** What stands against what, e.g. `7 天` and `15 天`. */
  values: [string, string]
  score: number
}

/** Personal data in an answer. `shown` is masked. */
export interface PersonalData {
  article: string
  field: string
  type: 'phone' | 'email' | 'id_number' | 'card' | 'address' | 'order_number'
  shown: string
}

/** What the bot makes of a question with one article. */
export interface BotAnswer {
  article: string
  title: string
  /** As customers read it, but for what the shop's systems know of them: those slots stay. */
  text: string
  /** Probability that this was asked. */
  score: number
  /** `answer`: it is sent; `ask`: something is asked first; `suggest`: an agent is shown it. */
  does: Exclude<Decision['kind'], 'handOff'>
  reason: Reason
}

/** A question that the bot would treat otherwise; a side is absent where it has no words for it. */
export interface AnswerEffect {
  question: string
  /** How often it was asked among those that were tried. */
  count: number
  before?: BotAnswer
  after?: BotAnswer
}

/** What a draft would do, besides its counts. Lists are cut at a length each; `more` says how many are left out by name of the list. */
export interface DraftPreview {
  state: 'processing' | 'ready' | 'failed'
  reason?: string
  /** The library that it was held against. */
  against: number
  changes: ArticleChange[]
  duplicates: NearDuplicate[]
  contradictions: Contradiction[]
  personal: PersonalData[]
  /** `gained`: questions that the bot would answer alone and does not now; `lost`: the other way round. */
  effects: { tried: number; from: 'customers' | 'examples'; changed: AnswerEffect[]; gained: number; lost: number }
  more: Record<string, number>
}

export interface Upload {
  /** Name of the file; its ending tells the type. */
  name: string
  bytes: Uint8Array
  /** Who uploads: `sub` of the principal. */
  by: string
  /** Articles that came from a file of this name before and are not in it any more are retired. */
  replace?: boolean
}

/** What somebody says about the columns of one table, in the order of its mapping; null: left out. */
export interface TableChoice {
  table: string
  columns: (string | null)[]
}

/** Upload, look at the report and the preview, commit, roll back. Every call rejects with `Refusal`, `not_found` for ids that are unknown or were forgotten. */
export interface Imports {
  /** Checks type and size at once; small files are `ready` on return, large ones `processing`. */
  upload(upload: Upload): Promise<ImportReport>
  /** What would retire the starter kit's articles that nobody edited: `ready`, and committed or discarded like an upload. */
  retireStarter(by: string): Promise<ImportReport>
  report(id: string): Promise<ImportReport>
  /** Reads an upload that is not committed again, by columns that a person names. */
  map(id: string, tables: readonly TableChoice[]): Promise<ImportReport>
  /** Those that wait and those that were committed, newest first. */
  list(): Promise<ImportReport[]>
  /** What a `ready` import would do to the newest library; the first call begins to work it out, `processing` says so. */
  preview(id: string): Promise<DraftPreview>
  /** The refused rows as CSV, with a byte order mark and without formulas. */
  refusedCsv(id: string): Promise<string>
  /** Applies a `ready` import to the newest library; again: the same report. */
  commit(id: string, by: string, note?: string): Promise<ImportReport>
  /** Takes back what a committed import changed and nobody has changed since; again: the same report. */
  rollback(id: string, by: string): Promise<ImportReport>
  /** Forgets an import that was not committed, and stops what is worked out for it. */
  discard(id: string): Promise<void>
}
