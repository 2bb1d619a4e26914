import { computed, signal } from '@preact/signals'
import type { Files, FilesParts } from '../shared/files.ts'

/** Files that the customer sends; what sends them is fetched with the first. */
export const createLateFiles = (parts: FilesParts): Files => {
  const files = signal<Files | undefined>(undefined)
  const late: Files = {
    sending: computed(() => files.value?.sending.value ?? []),
    add: (chosen) => {
      // A list of the browser's is emptied with the field that it came from.
      const kept = [...chosen]
      import('../shared/files.ts').then(
        ({ createFiles }) => {
          files.value ??= createFiles(parts)
          files.value.add(kept)
        },
        // Without a network the part does not come; the files wait with it.
        () => addEventListener('online', () => late.add(kept), { once: true }),
      )
    },
    retry: (id) => files.value?.retry(id),
    drop: (id) => files.value?.drop(id),
    dropRefused: () => files.value?.dropRefused(),
  }
  return late
}
