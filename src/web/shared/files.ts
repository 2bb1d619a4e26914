import { type ReadonlySignal, signal } from '@preact/signals'
import { newCid } from '../../client/cid.ts'
import { CATALOGUE, type ErrorCode } from '../../domain/errors.ts'
import type { Attachment } from '../../domain/message.ts'
import { ApiError } from './api.ts'
import { upload } from './upload.ts'

/** Files that one drop may bring; the rest would be a mistake. */
const MOST_AT_ONCE = 10

/** A file on its way; it does not outlive the page. */
export interface Sending {
  id: string
  name: string
  size: number
  sent: number
  /** Code of the refusal, `offline` where the line failed. */
  failed?: string
}

export interface Files {
  readonly sending: ReadonlySignal<readonly Sending[]>
  add(files: Iterable<File>): void
  retry(id: string): void
  /** Takes one away; an upload under way ends. */
  drop(id: string): void
  /** Those that were refused, and would be again, go. */
  dropRefused(): void
}

/** Whether the same file may get through later: the line failed, or the server said so. */
export const mayPass = (failed: string): boolean =>
  failed === 'offline' || failed.startsWith('http_5') || isRetryable(failed)

/** Why a file does not get through: the name of its words. */
export const troubleOf = (failed: string): Trouble =>
  TROUBLES[failed] ?? (mayPass(failed) ? 'fileFailed' : 'fileRefused')

export type Trouble = 'fileEmpty' | 'fileLarge' | 'fileKind' | 'fileBroken' | 'fileMany' | 'fileFailed' | 'fileRefused'

const TROUBLES: Record<string, Trouble> = {
  empty: 'fileEmpty',
  too_large: 'fileLarge',
  unsupported_type: 'fileKind',
  unprocessable: 'fileBroken',
  rate_limited: 'fileMany',
}

const isRetryable = (code: string): boolean => Object.hasOwn(CATALOGUE, code) && CATALOGUE[code as ErrorCode].retryable

export interface FilesParts {
  token(): string
  /** Whose conversation they are for; a customer leaves it out. */
  conversation?: string
  /** Bytes that the server takes. */
  maxBytes(): number
  /** The file is there: its message can go. */
  uploaded(attachment: Attachment): void
}

/** Files that a person sends, one after the other, so that they arrive in the order they were chosen. */
export const createFiles = ({ token, conversation, maxBytes, uploaded }: FilesParts): Files => {
  const sending = signal<readonly Sending[]>([])
  const chosen = new Map<string, { file: File; stop: AbortController }>()
  let line: Promise<unknown> = Promise.resolve()

  const change = (id: string, more: Partial<Sending>) => {
    sending.value = sending.value.map((one) => (one.id === id ? { ...one, ...more } : one))
  }
  const forget = (id: string) => {
    chosen.delete(id)
    sending.value = sending.value.filter((one) => one.id !== id)
  }
  const start = (id: string) => {
    line = line.then(async () => {
      const one = chosen.get(id)
      if (one === undefined) return
      try {
        const progress = (sent: number) => change(id, { sent })
        const attachment = await upload(one.file, {
          token,
          ...(conversation !== undefined && { conversation }),
          progress,
          signal: one.stop.signal,
        })
        forget(id)
        uploaded(attachment)
      } catch (error) {
        if (!one.stop.signal.aborted) change(id, { failed: error instanceof ApiError ? error.message : 'offline' })
      }
    })
  }
  const dropRefused = () => {
    for (const { id, failed } of sending.value) if (failed !== undefined && !mayPass(failed)) forget(id)
  }
  return {
    sending,
    dropRefused,
    add: (files) => {
      dropRefused()
      for (const file of [...files].slice(0, MOST_AT_ONCE)) {
        const id = newCid()
        const failed = file.size === 0 ? 'empty' : file.size > maxBytes() ? 'too_large' : undefined
        sending.value = [
          ...sending.value,
          { id, name: file.name, size: file.size, sent: 0, ...(failed !== undefined && { failed }) },
        ]
        if (failed !== undefined) continue
        chosen.set(id, { file, stop: new AbortController() })
        start(id)
      }
    },
    retry: (id) => {
      const { failed: _, ...one } = sending.value.find((other) => other.id === id) ?? {}
      sending.value = sending.value.map((other) => (other.id === id ? ({ ...one, sent: 0 } as Sending) : other))
      start(id)
    },
    drop: (id) => {
      chosen.get(id)?.stop.abort()
      forget(id)
    },
  }
}
