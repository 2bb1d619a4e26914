import type { Language } from '../domain/message.ts'
import { MAX_CHARACTERS } from './max-characters.ts'
import { isPinyin } from './pinyin.ts'

/**
 * The language a customer writes in. Chinese characters are weighed against English words, grammar words of either
 * counting double; numbers, links, addresses and names that both languages use do not count; pinyin is Chinese. `fallback` where nothing
 * is left, e.g. the language of the conversation so far.
 */
export const languageOf = (text: string, fallback: Language = 'zh'): Language => {
  const words = text.slice(0, MAX_CHARACTERS).normalize('NFKC').toLowerCase().replace(NEITHER, ' ')
  const latin = words.match(/[a-z]+(?:'[a-z]+)?/g)?.filter((word) => !SHARED_WORDS.has(word)) ?? []
  const zh = count(words, /\p{Script=Han}/gu) / CHARACTERS_PER_WORD + count(words, ZH_GRAMMAR)
  const en = latin.length + latin.filter((word) => EN_GRAMMAR.has(word)).length
  if (zh === en) return zh === 0 ? fallback : 'zh'
  return zh > en || (zh === 0 && isPinyin(words)) ? 'zh' : 'en'
}

/**
 * Whether a text tells no language: digits, emoji, faces drawn of letters, brands, or one of the few words that are said in any ("ok", "hi", "bye"). In a
 * conversation it says nothing of the language to answer in.
 */
export const tellsNoLanguage = (text: string): boolean => {
  if (text.length > LONGEST_NEUTRAL || /\p{Script=Han}/u.test(text)) return false
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(NEITHER, ' ')
      .match(/\p{L}+(?:'\p{L}+)?/gu)
      ?.filter((word) => !ALONE.test(word)) ?? []
  return words.length <= MOST_NEUTRAL_WORDS && words.every((word) => SHARED_WORDS.has(word) || SAID_ANYWHERE.has(word))
}

/** A letter by itself that is neither Latin nor a word of its own, as in ᕕ( ᐛ )ᕗ and (´・ω・`). */
const ALONE = /^(?![a-z\p{Script=Hangul}])\p{L}$/u
const MOST_NEUTRAL_WORDS = 2
const LONGEST_NEUTRAL = 200
const SAID_ANYWHERE = new Set('ok okay oki okk k hi hello hey bye thx ty haha lol yes no yep nope'.split(' '))

const CHARACTERS_PER_WORD = 2

/**
 * Links, e-mail addresses, and words with a digit in them: order and parcel numbers, models. What may come before an @ or a digit is
 * bounded: unbounded, thousands of letters in a row would be read again from each of them.
 */
const NEITHER = /https?:\/\/\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]+|[a-z]{0,24}\d[a-z\d]*/g

/** Said in both languages: brands, sizes, abbreviations. */
const SHARED_WORDS = new Set(
  (
    'app vip svip plus pro max mini ultra ok sku id pdf usb wifi iphone ipad mac macbook airpods apple huawei xiaomi oppo ' +
    'vivo samsung sony nike adidas ikea tesla dhl ups ems sf jd jdl yto zto sto fedex usps taobao tmall pdd wechat weixin ' +
    'alipay paypal visa unionpay qq sms gps led lcd xs s m l xl xxl xxxl cm mm kg g ml km gb tb pc tv cpu ssd a b c ' +
    'logo bug vr ai kf cs hr pos nfc esim sim ios android'
  ).split(' '),
)

const EN_GRAMMAR = new Set(
  (
    'i you he she it we they me my your his her our their this that these those the a an is are was were am be been do ' +
    'does did have has had can could will would should what when where who why how which to of in on at for from with ' +
    "not no don't can't won't isn't i'm it's please want need"
  ).split(' '),
)

const ZH_GRAMMAR = /[的了吗呢啊吧呀啦嘛么嗎麼咩没沒不我你您]/g

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
