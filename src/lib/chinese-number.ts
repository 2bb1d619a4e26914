/** Characters that a Chinese number below 100 million is written with. */
export const CHINESE_NUMERALS = '零〇一二两兩三四五六七八九十百千万萬'

/**
 * 一百二十九 → 129, 两千三 → 2300, 一万二 → 12000, 二零二六 → 2026; undefined for what is no number.
 * After a unit a lone last digit counts tenths of that unit, as it is said.
 */
export const chineseNumber = (text: string): number | undefined => {
  const plain = text.replace(/[兩]/g, '两').replace(/萬/g, '万').replace(/〇/g, '零')
  if (!/^[零一二两三四五六七八九十百千万]+$/.test(plain)) return undefined
  if (/^[零一二两三四五六七八九]+$/.test(plain)) return Number([...plain].map(digitOf).join(''))
  const [high, low] = plain.includes('万') ? plain.split('万', 2) : ['', plain]
  if (high === undefined || low === undefined || plain.indexOf('万') !== plain.lastIndexOf('万')) return undefined
  const tenThousands = high === '' ? 0 : belowTenThousand(high)
  const rest =
    /^[一二三四五六七八九]$/.test(low) && high !== '' ? digitOf(low) * 1_000 : low === '' ? 0 : belowTenThousand(low)
  return tenThousands === undefined || rest === undefined ? undefined : tenThousands * 10_000 + rest
}

const UNITS: Record<string, number> = { 千: 1_000, 百: 100, 十: 10 }

const digitOf = (character: string): number => '零一二三四五六七八九'.indexOf(character === '两' ? '二' : character)

const belowTenThousand = (text: string): number | undefined => {
  let sum = 0
  let unit = 10_000
  let digit: number | undefined
  let zero = false
  for (const character of text) {
    const next = UNITS[character]
    if (next === undefined) {
      if (digit !== undefined && digit !== 0) return undefined
      digit = digitOf(character)
      zero ||= digit === 0
      continue
    }
    if (next >= unit) return undefined
    sum += (digit ?? 1) * next
    unit = next
    digit = undefined
    zero = false
  }
  if (digit === undefined) return sum
  return sum + digit * (unit > 10 && unit < 10_000 && !zero ? unit / 10 : 1)
}
