import type { Language } from '../../domain/message.ts'
import { language } from '../shared/i18n.ts'

/** A tag of the tenant, as `/v1/tags` gives it; a conversation carries its id. */
export interface Tag {
  id: string
  name: Partial<Record<Language, string>>
}

/** A tag in the agent's language; a free one is its own name. */
export const tagText = (tag: string, known: readonly Tag[]): string => {
  const name = known.find(({ id }) => id === tag)?.name
  return name?.[language.value] ?? name?.zh ?? name?.en ?? tag
}

/** The tags to choose from: the tenant's, then those that conversations carry, each once. */
export const tagChoices = (known: readonly Tag[], carried: Iterable<readonly string[]>): string[] => [
  ...new Set([...known.map(({ id }) => id), ...[...carried].flat().sort()]),
]

/** What a tag may be looked for by. */
export const tagWords = (tag: string, known: readonly Tag[]): string[] => [
  tag,
  ...Object.values(known.find(({ id }) => id === tag)?.name ?? {}),
]
