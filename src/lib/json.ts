/** JSON that keeps infinite numbers, which a policy uses for "never". */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'number' && !Number.isFinite(part) ? { $number: String(part) } : part,
  )

/** What `toJson` wrote. Most texts hold no infinite number, and looking at every part costs more than all the rest. */
export const fromJson = (json: string): unknown =>
  json.includes('"$number"')
    ? JSON.parse(json, (_key, part) => (typeof part?.$number === 'string' ? Number(part.$number) : part))
    : JSON.parse(json)
