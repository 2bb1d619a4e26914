import type { HonestyPoint } from '../../domain/honesty.ts'

/** Where on the honesty page: how far back, and the point that is opened. It stands in the address, so the browser's back button works. */
export interface HonestyPlace {
  days: number
  point?: HonestyPoint
}

const DAYS = 7

/** `#honesty?days=28&bin=3`; undefined where the address is of something else. */
export const honestyPlace = (hash: string): HonestyPlace | undefined => {
  const found = /^#honesty(?:\?(.*))?$/.exec(hash)
  if (found === null) return undefined
  const query = new URLSearchParams(found[1] ?? '')
  const days = Number(query.get('days') ?? DAYS)
  const [bin, day, intent] = [query.get('bin'), query.get('day'), query.get('intent')]
  const point = bin !== null ? { bin: Number(bin) } : day !== null ? { day } : intent !== null ? { intent } : undefined
  return point === undefined ? { days } : { days, point }
}

export const hashOf = ({ days, point = {} }: HonestyPlace): string => {
  const query = new URLSearchParams()
  if (days !== DAYS) query.set('days', String(days))
  for (const [name, value] of Object.entries(point)) query.set(name, String(value))
  const text = query.toString()
  return text === '' ? '#honesty' : `#honesty?${text}`
}
