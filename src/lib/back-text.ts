/** When somebody is back, by the shop's clock and in the customer's language: `11月24日（周二）09:00`, `Tue 24 Nov, 09:00 (GMT+8)`. */
export const backText = (
  { back, timeZone }: { back?: string; timeZone: string },
  language: 'zh' | 'en',
): string | undefined => {
  if (back === undefined) return undefined
  const at = new Date(back)
  const parts = (options: Intl.DateTimeFormatOptions): Record<string, string> =>
    Object.fromEntries(
      new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { ...options, timeZone })
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    )
  const day = parts({ weekday: 'short', month: language === 'zh' ? 'numeric' : 'short', day: 'numeric' })
  const time = parts({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'shortOffset' })
  const clock = `${time['hour']}:${time['minute']}`
  // A customer who reads Chinese may still be abroad, but the shop's own clock is what all of China goes by.
  return language === 'zh'
    ? `${day['month']}月${day['day']}日（${day['weekday']}）${clock}`
    : `${day['weekday']} ${day['day']} ${day['month']}, ${clock} (${time['timeZoneName']})`
}
