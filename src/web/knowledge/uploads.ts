import { type Signal, signal } from '@preact/signals'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { type BeforeUpload, refusedBefore } from './upload-limits.ts'

/** A file on its way to the server. */
export interface UploadItem {
  key: number
  file: File
  replace: boolean
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'refused'
  /** Share of the bytes that are there, 0 to 1. */
  sent: number
  /** state refused: seen here, before anything was sent. */
  reason?: BeforeUpload
  /** state failed. */
  error?: unknown
  report?: ImportReport
}

/** Puts one file on the server; rejects as `call` of shared/api.ts. */
export type SendFile = (
  file: File,
  options: { replace: boolean; progress(share: number): void; signal: AbortSignal },
) => Promise<ImportReport>

/** Files on their way, one at a time, in the order in which they were chosen. */
export interface Uploads {
  items: Signal<readonly UploadItem[]>
  /** Resolves when all of these are through, with the reports of those that arrived. */
  add(files: readonly File[], replace: boolean): Promise<ImportReport[]>
  retry(key: number): void
  /** Stops it where it is on its way. */
  drop(key: number): void
}

export const createUploads = (send: SendFile): Uploads => {
  const items = signal<readonly UploadItem[]>([])
  let nextKey = 1
  let running = Promise.resolve()
  let current: { key: number; abort: AbortController } | undefined

  const update = (key: number, change: Partial<UploadItem>): void => {
    items.value = items.value.map((item) => (item.key === key ? { ...item, ...change } : item))
  }

  const sendOne = async ({ key, file, replace }: UploadItem): Promise<void> => {
    const abort = new AbortController()
    current = { key, abort }
    update(key, { state: 'sending', sent: 0 })
    try {
      const progress = (sent: number) => update(key, { sent })
      update(key, { state: 'done', report: await send(file, { replace, progress, signal: abort.signal }) })
    } catch (error) {
      update(key, { state: 'failed', error })
    }
    current = undefined
  }

  const sendAll = async (): Promise<void> => {
    for (;;) {
      const next = items.value.find(({ state }) => state === 'waiting')
      if (next === undefined) break
      await sendOne(next)
    }
  }

  const start = (): Promise<void> => {
    running = running.then(sendAll)
    return running
  }

  return {
    items,
    add: async (files, replace) => {
      const added = files.map((file): UploadItem => {
        const reason = refusedBefore(file)
        return {
          key: nextKey++,
          file,
          replace,
          sent: 0,
          ...(reason === undefined ? { state: 'waiting' } : { state: 'refused', reason }),
        }
      })
      items.value = [...items.value, ...added]
      await start()
      const keys = new Set(added.map(({ key }) => key))
      return items.value.flatMap(({ key, report }) => (keys.has(key) && report !== undefined ? [report] : []))
    },
    retry: (key) => {
      update(key, { state: 'waiting' })
      void start()
    },
    drop: (key) => {
      if (current?.key === key) current.abort.abort()
      items.value = items.value.filter((item) => item.key !== key)
    },
  }
}
