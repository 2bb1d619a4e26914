import { computed, signal } from '@preact/signals'
import { newCid } from '../../client/cid.ts'
import type { Files, FilesParts, Sending } from '../shared/files.ts'
import { fetchRest } from './fetch-rest.ts'

export interface LateFiles extends Files {
  /** Whose files they were is gone: none goes any more. */
  stop(): void
}

/** Files that the customer sends; what sends them is fetched with the first. */
export const createLateFiles = (
  parts: FilesParts,
  fetch: () => Promise<{ createFiles(parts: FilesParts): Files }> = fetchRest,
): LateFiles => {
  let stopped = false
  const files = signal<Files | undefined>(undefined)
  /** Chosen, but what sends them could not be fetched: no network, or another version of the server. */
  const stuck = signal<readonly { file: File; shown: Sending }[]>([])
  const again = () => {
    const kept = stuck.value.map(({ file }) => file)
    stuck.value = []
    if (kept.length > 0) late.add(kept)
  }
  const late: LateFiles = {
    sending: computed(() => [...stuck.value.map(({ shown }) => shown), ...(files.value?.sending.value ?? [])]),
    add: (chosen) => {
      // A list of the browser's is emptied with the field that it came from.
      const kept = [...chosen]
      fetch().then(
        ({ createFiles }) => {
          if (stopped) return
          files.value ??= createFiles(parts)
          files.value.add(kept)
        },
        () => {
          if (stopped) return
          const shownOf = ({ name, size }: File): Sending => ({ id: newCid(), name, size, sent: 0, failed: 'offline' })
          stuck.value = [...stuck.value, ...kept.map((file) => ({ file, shown: shownOf(file) }))]
          addEventListener('online', again, { once: true })
        },
      )
    },
    retry: (id) => {
      if (stuck.value.some(({ shown }) => shown.id === id)) again()
      else files.value?.retry(id)
    },
    drop: (id) => {
      stuck.value = stuck.value.filter(({ shown }) => shown.id !== id)
      files.value?.drop(id)
    },
    dropRefused: () => files.value?.dropRefused(),
    stop: () => {
      stopped = true
      removeEventListener('online', again)
      for (const { id } of late.sending.value) late.drop(id)
    },
  }
  return late
}
