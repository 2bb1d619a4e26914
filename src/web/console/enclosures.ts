import { type ReadonlySignal, signal } from '@preact/signals'
import type { Attachment } from '../../domain/message.ts'
import { createFiles, type Files, type FilesParts, mayPass } from '../shared/files.ts'

/** Files that go out with a draft. They do not outlive the page. */
export interface Enclosures extends Pick<Files, 'sending' | 'add' | 'retry' | 'drop'> {
  /** Uploaded, in the order in which they were chosen. */
  readonly ready: ReadonlySignal<readonly Attachment[]>
  /** Whether one is on its way or may still get through: the draft waits for it. */
  waits(): boolean
  /** Tries all that failed and may pass again; whether there are any. */
  hasFailed(): boolean
  retryAll(): void
  remove(attachment: Attachment): void
  /** What is ready leaves the box; what was refused for good goes too. */
  take(): readonly Attachment[]
  /** In front of what was added since. */
  putBack(attachments: readonly Attachment[]): void
  /** Uploads under way end. */
  release(): void
}

export const createEnclosures = (parts: Omit<FilesParts, 'uploaded'>): Enclosures => {
  const ready = signal<readonly Attachment[]>([])
  const { sending, add, retry, drop, dropRefused } = createFiles({
    ...parts,
    uploaded: (attachment) => {
      ready.value = [...ready.value, attachment]
    },
  })
  const failed = () => sending.value.filter((one) => one.failed !== undefined && mayPass(one.failed))
  return {
    sending,
    ready,
    add,
    retry,
    drop,
    waits: () => sending.value.some((one) => one.failed === undefined || mayPass(one.failed)),
    hasFailed: () => failed().length > 0,
    retryAll: () => {
      for (const { id } of failed()) retry(id)
    },
    remove: ({ url }) => {
      ready.value = ready.value.filter((one) => one.url !== url)
    },
    take: () => {
      dropRefused()
      const taken = ready.value
      ready.value = []
      return taken
    },
    putBack: (attachments) => {
      ready.value = [...attachments, ...ready.value]
    },
    release: () => {
      for (const { id } of sending.value) drop(id)
    },
  }
}
