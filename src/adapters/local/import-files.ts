import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { absent, writeOver } from './whole-file.ts'

const IMPORT_ID = /^[A-Za-z0-9-]{1,64}$/

export interface ImportFiles {
  save(id: string, value: unknown): Promise<void>
  load(id: string): Promise<unknown>
  /** Removes an article from what imports of older versions kept to be taken back. */
  erase(article: string): Promise<void>
}

/** What imports were, a JSON file each. */
export const createImportFiles = (directory: string): ImportFiles => {
  const pathOf = (id: string): string => join(directory, `${checkedId(id)}.json`)
  const save = async (path: string, value: unknown): Promise<void> => {
    await mkdir(directory, { recursive: true })
    await writeOver(path, async (file) => void (await file.write(JSON.stringify(value))))
  }
  return {
    save: (id, value) => save(pathOf(id), value),
    load: async (id) => {
      const text = await readFile(pathOf(id), 'utf8').catch(absent)
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    },
    erase: async (article) => {
      for (const name of (await readdir(directory).catch(absent)) ?? []) {
        if (!name.endsWith('.json')) continue
        const text = (await readFile(join(directory, name), 'utf8').catch(absent)) ?? ''
        if (!text.includes(JSON.stringify(article))) continue
        const value = JSON.parse(text) as { undo?: { before?: { id: string }[] } }
        const kept = value.undo?.before?.filter(({ id }) => id !== article)
        if (kept !== undefined) await save(join(directory, name), { ...value, undo: { ...value.undo, before: kept } })
      }
    },
  }
}

const checkedId = (id: string): string => {
  if (IMPORT_ID.test(id)) return id
  throw new Refusal('not_found', 'there is no such import', { field: 'id' })
}
