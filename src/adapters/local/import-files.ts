import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { absent, linesOf, writeLines, writeOver } from './whole-file.ts'

const IMPORT_ID = /^[A-Za-z0-9-]{1,64}$/
const IMPORT_NAME = /^[A-Za-z0-9-]{1,64}\.json$/
const DRAFT_NAME = /^([A-Za-z0-9-]{1,64})\.draft\.jsonl$/

export interface ImportFiles {
  save(id: string, value: unknown): Promise<void>
  load(id: string): Promise<unknown>
  saveDraft(id: string, rows: Iterable<unknown>): Promise<void>
  loadDraft(id: string): Promise<unknown[] | undefined>
  removeDraft(id: string): Promise<void>
  draftIds(): Promise<string[]>
  /** Removes an article from what imports of older versions kept to be taken back. */
  erase(article: string): Promise<void>
}

/** What imports were, `<id>.json` each, and what waiting ones would bring, `<id>.draft.jsonl`. */
export const createImportFiles = (directory: string): ImportFiles => {
  const pathOf = (id: string): string => join(directory, `${checkedId(id)}.json`)
  const draftOf = (id: string): string => join(directory, `${checkedId(id)}.draft.jsonl`)
  const namesIn = async (): Promise<string[]> => (await readdir(directory).catch(absent)) ?? []
  const save = async (path: string, value: unknown): Promise<void> => {
    await mkdir(directory, { recursive: true })
    await writeOver(path, (file) => file.writeFile(JSON.stringify(value)))
  }
  return {
    save: (id, value) => save(pathOf(id), value),
    load: async (id) => {
      const text = await readFile(pathOf(id), 'utf8').catch(absent)
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    },
    saveDraft: async (id, rows) => {
      await mkdir(directory, { recursive: true })
      await writeOver(draftOf(id), (file) => writeLines(file, asLines(rows)))
    },
    loadDraft: async (id) => readRows(draftOf(id)).catch(absent),
    removeDraft: async (id) => rm(draftOf(id), { force: true }),
    draftIds: async () => (await namesIn()).flatMap((name) => DRAFT_NAME.exec(name)?.[1] ?? []),
    erase: async (article) => {
      for (const name of await namesIn()) {
        if (!IMPORT_NAME.test(name)) continue
        const text = (await readFile(join(directory, name), 'utf8').catch(absent)) ?? ''
        if (!text.includes(JSON.stringify(article))) continue
        const value = JSON.parse(text) as { undo?: { before?: { id: string }[] } }
        const kept = value.undo?.before?.filter(({ id }) => id !== article)
        if (kept !== undefined) await save(join(directory, name), { ...value, undo: { ...value.undo, before: kept } })
      }
    },
  }
}

function* asLines(rows: Iterable<unknown>): Iterable<string> {
  for (const row of rows) yield JSON.stringify(row)
}

const readRows = async (path: string): Promise<unknown[]> => {
  const rows: unknown[] = []
  for await (const lines of linesOf(path)) for (const { line } of lines) rows.push(JSON.parse(line.toString()))
  return rows
}

const checkedId = (id: string): string => {
  if (IMPORT_ID.test(id)) return id
  throw new Refusal('not_found', 'there is no such import', { field: 'id' })
}
