/**
 * Characters of a script's index of radicals that look like a character of the language: PDF files made by browsers name them where
 * their font draws both with one glyph. Pairs of the CJK Radicals Supplement, U+2E80–2EFF; NFKC knows those of U+2F00–2FDF.
 */
const SUPPLEMENT = new Map(
  (
    '⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺉刂 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺘扌 ⺙攵 ⺛旡 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺣灬 ⺤爫 ⺦丬 ⺧牛 ⺨犭 ⺪疋 ⺫罒 ⺭礻 ' +
    '⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺹耂 ⺺肀 ⺼月 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ' +
    '⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)] as const),
)

/** A text with the characters that people type in the place of radicals and compatibility ideographs. */
export const withoutRadicals = (text: string): string =>
  text.replaceAll(/[\u2E80-\u2FDF\uF900-\uFAFF]/g, (sign) => SUPPLEMENT.get(sign) ?? sign.normalize('NFKC'))
