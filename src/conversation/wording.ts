/** Words that only point: with an order's digits, or alone, they ask the last question again. */
const POINTING =
  /那个|那一?单|那一?笔|那|这个|这一?单|另外?一?[单个笔]|另外|其他的?|还有|尾号|末四位|后四位|订单号?|[呢的吗啊呀嘛哈]|\b(?:and|what|about|how|the|one|ones|other|ending|ends?|in|with|order|number|that|this|for|also|my|is|s)\b/gu
/** Something is pointed to, not only joined on. */
const POINTS = /那个|那一?[单笔]|这个|这一?单|另|其他|\b(?:ones?|other|that|this)\b/u
const ANOTHER = /另|其他|还有|\bothers?\b/u

/** Whether nothing is left beside words that point, and `digits` where given. */
export const onlyPoints = (text: string, digits = ''): boolean =>
  text
    .replace(digits, ' ')
    .replace(POINTING, ' ')
    .replaceAll(/[\p{P}\p{S}\s]+/gu, '') === ''

/** "那个呢", "the other one?": nothing but pointing, to something. */
export const pointsBack = (text: string): boolean => POINTS.test(text) && onlyPoints(text)

/** Whether something is pointed to, or the message goes on from what was said. */
export const goesOnPointing = (text: string): boolean => POINTS.test(text) || leansOn(text)

/** "另外那笔", "the other one": not the one of before. */
export const meansAnother = (text: string): boolean => ANOTHER.test(text)

const ACKNOWLEDGES =
  /^(?:(?:好[的吧]?|嗯|哦|噢|行吧?|知道了|明白了?|了解了?|是的?|对的?|可以|没事了?|ok(?:ay)?|yes|yep|yeah|no|nope|sure|fine|right|i see|got it|alright)[\p{P}\p{S}\s]*)+$/u

/** "好的", "ok", 👍: heard, and nothing asked. */
export const acknowledges = (text: string): boolean => ACKNOWLEDGES.test(text) || !/[\p{L}\p{N}]/u.test(text)

const ZH_LEAD = /^(?:那么|那|还有|另外|如果|要是|假如)/u
const ZH_END = /呢[\p{P}~\s]*$/u
const EN_LEAD = /^(?:and|what about|how about|what if|so|even|also|but|if)\b/u
const EN_END = /\b(?:too|instead|as well|either)[\p{P}\s]*$/u

/** Whether the wording leans on what was said before: it goes on, or leaves out what was just named. */
export const leansOn = (text: string): boolean =>
  ZH_LEAD.test(text) || ZH_END.test(text) || EN_LEAD.test(text) || EN_END.test(text)

/** A need of one's own in so many words: mine, I want, how do I, cancel. */
const OWN =
  /^那?我(?!老公|老婆|朋友|女|男|爸|妈|家)|我的|我要|我想|怎么(?!少|没)|如何|取消|你们|^(?:(?:and|so|then|but) )?(?:i|i'm|im|my|please)\b|\bmy (?!husband|wife|friend|girl|boy|mother|father|mum|mom|dad)|\bhow do\b|\bi (?:want|need)\b/u

export const namesOwnNeed = (text: string): boolean => OWN.test(text)

const CHARACTERS_PER_WORD = 2

/** Words of a text; two Chinese characters count as one. */
export const wordsIn = (text: string): number =>
  (text.match(/[a-z0-9']+/giu)?.length ?? 0) + (text.match(/\p{Script=Han}/gu)?.length ?? 0) / CHARACTERS_PER_WORD

const JOINING = /^(?:那么|那|and what about|what about|how about|and|so)\s*/u
const TRAILING = /[呢啊呀嘛吧?？]+$/u

/** One text to be read: what was asked before, and what was added now without the words that only join. */
export const joined = (before: string, text: string): string => {
  const added = text.replace(JOINING, '').replace(TRAILING, '')
  return `${before} ${added === '' ? text : added}`
}
