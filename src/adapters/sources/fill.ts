/** What placeholders stand for: `{ids}` alone becomes the list, `{id}`, `{page}` and `{cursor}` a text. */
export interface Placeholders {
  id: string
  ids: readonly string[]
  page?: string
  cursor?: string
}

/** A JSON value with each text that is a placeholder, and nothing else, replaced. */
export const filled = (value: unknown, values: Placeholders): unknown => {
  if (Array.isArray(value)) return value.map((item) => filled(item, values))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, values)]))
  const name = typeof value === 'string' ? /^\{(id|ids|page|cursor)\}$/.exec(value)?.[1] : undefined
  return name === undefined ? value : values[name as keyof Placeholders]
}
