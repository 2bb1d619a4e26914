/** Longest text that may be a question or a heading, characters. */
const LONGEST = 200

const ENDS_ASKED = /[?？]\s*$|(?:吗|呢|么|没有|不)[。.!！~～\s]*$/u
const STARTS_ASKED =
  /^(?:how|what|what's|when|where|where's|who|why|which|can|could|may|do|does|did|is|are|am|will|would|should|have|has)\b/i
const INSIDE_ASKED =
  /怎么|怎样|如何|为什么|为啥|什么|哪里|哪儿|哪个|多少|多久|多长|几天|几号|能不能|可不可以|可以.{0,12}吗|是不是|有没有|咋|啥/u

/** Whether a text asks, as customers write: by its mark, its closing particle, or the word that it asks with. */
export const looksAsked = (text: string): boolean => {
  const line = text.trim()
  if (line === '' || line.length > LONGEST) return false
  if (ENDS_ASKED.test(line) || (STARTS_ASKED.test(line) && !line.endsWith('.'))) return true
  return INSIDE_ASKED.test(line) && !/[。；;]/.test(line)
}

const MARKED_QUESTION =
  /^(?:\*\*)?\s*(?:(?:[Qq](?:uestion)?|QUESTION|问题?|提问)\s*\d{0,4}\s*[:：]|Q\d{0,4}\s*[.、．])\s*(?:\*\*)?\s*(.+?)\s*(?:\*\*)?$/su
const MARKED_ANSWER =
  /^(?:\*\*)?\s*(?:(?:[Aa](?:nswer)?|ANSWER|答案?|回答|回复)\s*\d{0,4}\s*[:：]|A\d{0,4}\s*[.、．])\s*(?:\*\*)?\s*(.*)$/su
const NUMBERED = /^(?:\*\*)?\s*(?:\d{1,4}\s*[、.．)）:：]|[(（]\s*\d{1,4}\s*[)）]|[①-⑳])\s*(.+?)\s*(?:\*\*)?$/u

/** What a line `Q: …`, `**Q:** …`, `问：…` asks; undefined where it is none. */
export const markedQuestion = (line: string): string | undefined => MARKED_QUESTION.exec(line)?.[1]?.trim()

/** What a line `A: …`, `答：…` answers. */
export const markedAnswer = (line: string): string | undefined => MARKED_ANSWER.exec(line)?.[1]?.trim()

/** What a line `3、…？` asks: numbered, and a question by its wording. */
export const numberedQuestion = (line: string): string | undefined => {
  const asked = NUMBERED.exec(line)?.[1]
  return asked !== undefined && looksAsked(asked) ? asked : undefined
}

const NUMBER_BEFORE =
  /^\s*(?:第\s*[一二三四五六七八九十百\d]+\s*[章节条部分]+\s*[、.．:：]?\s*|[一二三四五六七八九十]+\s*[、.．]\s*|[(（]\s*[一二三四五六七八九十\d]+\s*[)）]\s*|\d{1,3}\s*(?:[、)）]|[.．](?!\d))\s*|\d{1,3}(?:\.\d{1,3})+[.、．]?\s+)/u

/** A heading without its number: `一、七天无理由退货`, `2.1 Shipping`. */
export const withoutNumber = (heading: string): string => {
  const rest = heading.replace(NUMBER_BEFORE, '').trim()
  return rest === '' ? heading.trim() : rest
}

/** Longest numbered heading with Han characters, and in other scripts. */
const LONGEST_HAN = 30
const LONGEST_OTHER = 80
/** What numbers parts rather than clauses; a comma in so short a heading of one, characters, makes no sentence of it. */
const PART_BEFORE = /^\s*(?:第\s*[一二三四五六七八九十百\d]+\s*[章节部]|[一二三四五六七八九十]+\s*[、.．])/u
const LONGEST_PART = 14

/** Whether a text with a number before it says something, instead of naming what is said below: `1.1 签收后10天内可退，需保持未洗涤。` */
export const isClause = (text: string): boolean => {
  const rest = withoutNumber(text)
  if (rest === text.trim() || looksAsked(rest)) return false
  const isPart = PART_BEFORE.test(text) && rest.length <= LONGEST_PART && !/[。；！]/u.test(rest)
  return !isPart && isSentence(rest)
}

/** Whether a heading is a sentence. */
export const isSentence = (text: string): boolean =>
  /[，。；！]|[.;!]$|[.;]\s\p{Lu}/u.test(text) ||
  text.length > (/\p{Script=Han}/u.test(text) ? LONGEST_HAN : LONGEST_OTHER)

/** How deep a numbered heading of a Chinese or English text lies, 1 the highest; undefined: no heading by its number. */
export const levelOfNumber = (line: string): number | undefined => {
  const text = line.trim()
  if (text.length > LONGEST_HEADING || /[。；;，,：:]$/.test(text) || isClause(text)) return undefined
  if (/^第\s*[一二三四五六七八九十百\d]+\s*[章部]/u.test(text)) return 1
  if (/^[一二三四五六七八九十]+\s*[、.．]\s*\S/u.test(text)) return 2
  if (/^第\s*[一二三四五六七八九十百\d]+\s*[节条]/u.test(text)) return 3
  if (/^[(（]\s*[一二三四五六七八九十]+\s*[)）]\s*\S/u.test(text)) return 3
  const dotted = /^(\d{1,3}(?:\.\d{1,3})+)[.、．]?\s+\S/u.exec(text)?.[1]
  return dotted === undefined ? undefined : 2 + dotted.split('.').length
}

/** Longest heading that is told by its number, characters. */
const LONGEST_HEADING = 60
