import { useState } from 'preact/hooks'
import { useWorkroom } from './workroom.ts'

/** What a person has entered under `key` and not sent: it survives a reload and a sign-in. `undefined` forgets it. */
export const useKept = <T>(key: string, initial: T): [T, (value: T | undefined) => void] => {
  const { store } = useWorkroom()
  const place = `tabdesk.knowledge.${key}`
  const [value, setValue] = useState<T>(() => parsed<T>(store.getItem(place)) ?? initial)
  return [
    value,
    (next) => {
      setValue(next ?? initial)
      if (next === undefined) store.removeItem(place)
      else store.setItem(place, JSON.stringify(next))
    },
  ]
}

const parsed = <T>(text: string | null): T | undefined => {
  try {
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}
