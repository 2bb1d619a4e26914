/** Amounts and times as the shop's customers read them, in Chinese or English. Formatters are kept: making one costs more than using it. */
type Tongue = 'zh' | 'en'

const LOCALE: Record<Tongue, string> = { zh: 'zh-CN', en: 'en-GB' }
/** The shop's own: its days begin and end here, wherever the server stands. */
const SHOP_TIME_ZONE = 'Asia/Shanghai'

/** `amount` in minor units (fen, cents), `currency` an ISO 4217 code: ¥129.00. */
export const money = ({ amount, currency }: { amount: number; currency: string }, language: Tongue): string =>
  keep(
    amounts,
    `${language} ${currency}`,
    () => new Intl.NumberFormat(LOCALE[language], { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  ).format(amount / 100)

/** 11月24日, 24 Nov. */
export const day = (iso: string, language: Tongue): string =>
  keep(
    days,
    language,
    () =>
      new Intl.DateTimeFormat(LOCALE[language], {
        month: language === 'zh' ? 'long' : 'short',
        day: 'numeric',
        timeZone: SHOP_TIME_ZONE,
      }),
  ).format(new Date(iso))

/** 11月24日 14:05, 24 Nov 14:05. */
export const moment = (iso: string, language: Tongue): string =>
  `${day(iso, language)} ${keep(hours, language, () => new Intl.DateTimeFormat(LOCALE[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: SHOP_TIME_ZONE })).format(new Date(iso))}`

/** yyyy-mm-dd in the shop's time zone; compares as text. */
export const shopDate = (at: string | number): string =>
  keep(
    dates,
    '',
    () =>
      new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: SHOP_TIME_ZONE }),
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
