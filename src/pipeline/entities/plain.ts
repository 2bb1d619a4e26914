/**
 * The text as the finders read it: half width, and simplified where a finder's own words are concerned. Unit for unit, so
 * that positions stay those of the text as written; the comma ， stays, since it joins no digits.
 */
export const plainOf = (text: string): string =>
  text
    .replace(/[\uff01-\uff0b\uff0d-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - WIDE))
    .replace(TRADITIONAL, (character) => SIMPLIFIED.get(character) ?? character)

const WIDE = 0xfee0

/** Each traditional character before its simplified one. */
const PAIRS =
  '訂订單单號号編编碼码運运遞递後后數数電电話话機机銀银塊块圓圆錢钱萬万兩两個个週周禮礼點点鐘钟時时間间東东區区縣县鎮镇鄉乡門门樓楼棟栋幾几這这筆笔結结員员雙双臺台' +
  '裝装條条買买發发廣广灣湾蘇苏遼辽寧宁龍龙陝陕貴贵雲云慶庆陽阳莊庄園园廈厦場场層层檯台夠够壞坏補补賠赔給给還还費费從从務务護护燈灯藍蓝壺壶熱热風风蓋盖葉叶隻只張张頂顶顆颗過过' +
  "\u3000 ￥¥’'‘'"
const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, i) => [PAIRS.charAt(2 * i), PAIRS.charAt(2 * i + 1)]),
)
const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED.keys()].join('')}]`, 'g')
