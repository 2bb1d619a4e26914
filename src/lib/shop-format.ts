import { fractionDigits } from './minor-units.ts'

/** Amounts and times as the shop's customers read them, in Chinese or English. Formatters are kept: making one costs more than using it. */
type Tongue = 'zh' | 'en'

const LOCALE: Record<Tongue, string> = { zh: 'zh-CN', en: 'en-GB' }
/** Of a shop that names none: its days begin and end here, wherever the server stands. */
const SHOP_TIME_ZONE = 'Asia/Shanghai'

/** `amount` in minor units (fen, cents, whole yen), `currency` an ISO 4217 code: ¥129.00, JP¥129. */
export const money = ({ amount, currency }: { amount: number; currency: string }, language: Tongue): string =>
  keep(
    amounts,
    `${language} ${currency}`,
    () => new Intl.NumberFormat(LOCALE[language], { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  ).format(amount / 10 ** fractionDigits(currency))

/** 11月24日, 24 Nov, in an IANA time zone. */
export const day = (iso: string, language: Tongue, timeZone = SHOP_TIME_ZONE): string =>
  keep(
    days,
    `${language} ${timeZone}`,
    () =>
      new Intl.DateTimeFormat(LOCALE[language], {
        month: language === 'zh' ? 'long' : 'short',
        day: 'numeric',
        timeZone,
      }),
  ).format(new Date(iso))

/** 11月24日 14:05, 24 Nov 14:05. */
export const moment = (iso: string, language: Tongue, timeZone = SHOP_TIME_ZONE): string =>
  `${day(iso, language, timeZone)} ${keep(hours, `${language} ${timeZone}`, () => new Intl.DateTimeFormat(LOCALE[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })).format(new Date(iso))}`

/** yyyy-mm-dd in a time zone; compares as text. */
export const shopDate = (at: string | number, timeZone = SHOP_TIME_ZONE): string =>
  keep(
    dates,
    timeZone,
    () => new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }),
  ).format(new Date(at))

const amounts = new Map<string, Intl.NumberFormat>()
const days = new Map<string, Intl.DateTimeFormat>()
const hours = new Map<string, Intl.DateTimeFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

const keep = <T>(kept: Map<string, T>, key: string, make: () => T): T => {
  const made = kept.get(key) ?? make()
  kept.set(key, made)
  return made
}
