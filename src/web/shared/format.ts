import type { Money } from '../../domain/customer.ts'
import type { Language } from '../../domain/message.ts'
import { locale } from './i18n.ts'
import { shopTimeZone } from './shop-time-zone.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Minor units to `¥129.00`. */
export const money = ({ amount, currency }: Money, language: Language): string => {
  const format = new Intl.NumberFormat(locale(language), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** No estimate is certain: what rounds to 100 is shown as 99. */
export const percent = (share: number): string => `${Math.min(99, Math.round(share * 100))}%`

/** `14:05`. */
export const timeOfDay = (iso: string, language: Language): string =>
  new Date(iso).toLocaleTimeString(dateLocale(language), { hour: '2-digit', minute: '2-digit', hour12: false })

/** `今天`, `Yesterday`, or the date. */
export const dayName = (iso: string, now: number, language: Language): string => {
  const days = Math.round((startOfDay(new Date(iso)) - startOfDay(new Date(now))) / DAY_MS)
  if (days === 0 || days === -1) {
    const name = new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' }).format(days, 'day')
    return name.charAt(0).toUpperCase() + name.slice(1)
  }
  return new Date(iso).toLocaleDateString(dateLocale(language), { month: 'long', day: 'numeric', weekday: 'short' })
}

/** `11月24日` or `24 Nov`, as answers write it, by the shop's clock; with the time where `withTime`. */
export const shortDate = (
  iso: string,
  language: Language,
  withTime = false,
  timeZone: string = shopTimeZone.value,
): string =>
  new Date(iso).toLocaleString(dateLocale(language), {
    month: 'short',
    day: 'numeric',
    timeZone,
    ...(withTime && { hour: '2-digit', minute: '2-digit', hour12: false }),
  })

/** Time passed, short: `45s`, `4m`, `2h 05m`, `3d`; Chinese words in Chinese. */
export const elapsed = (ms: number, language: Language): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const [s, m, h, d] = language === 'zh' ? ['秒', '分', '小时', '天'] : ['s', 'm', 'h', 'd']
  if (seconds < 60) return `${seconds}${s}`
  if (minutes < 60) return `${minutes}${m}`
  if (hours < 24)
    return minutes % 60 === 0 ? `${hours}${h}` : `${hours}${h}${language === 'en' ? ' ' : ''}${minutes % 60}${m}`
  return `${Math.floor(hours / 24)}${d}`
}

/** Whole minutes, at least one. */
export const minutesOf = (seconds: number): number => Math.max(1, Math.round((seconds * 1000) / MINUTE_MS))

export const isSameDay = (a: string, b: string): boolean => startOfDay(new Date(a)) === startOfDay(new Date(b))

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** Days before months, as the answers have them; and midnight is 00:05, not 24:05. */
const dateLocale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB')
