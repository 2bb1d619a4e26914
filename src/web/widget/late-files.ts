import { computed, signal } from '@preact/signals'
import type { Files, FilesParts } from '../shared/files.ts'
import { untilThere } from './again.ts'
import { fetchRest } from './fetch-rest.ts'

export interface LateFiles extends Files {
  /** Whose files they were is gone: none goes any more. */
  stop(): void
}

/** Files that the customer sends; what sends them comes later, and what was chosen before goes when it is there. */
export const createLateFiles = (
  parts: FilesParts,
  fetch: () => Promise<{ createFiles(parts: FilesParts): Files }> = fetchRest,
): LateFiles => {
  const files = signal<Files | undefined>(undefined)
  const sending = computed(() => files.value?.sending.value ?? [])
  const over = new AbortController()
  let there: Promise<void> | undefined
  const drop = (id: string) => files.value?.drop(id)
  return {
    sending,
    add: (chosen) => {
      // A list of the browser's is emptied with the field that it came from.
      const kept = [...chosen]
      there ??= untilThere(fetch, undefined, over.signal).then(({ createFiles }) => {
        files.value = createFiles(parts)
      })
      there.then(
        () => {
          if (!over.signal.aborted) files.value?.add(kept)
        },
        () => {
          // Whose files they were is gone.
        },
      )
    },
    retry: (id) => files.value?.retry(id),
    drop,
    dropRefused: () => files.value?.dropRefused(),
    stop: () => {
      over.abort()
      for (const { id } of sending.value) drop(id)
    },
  }
}
