/** Letters beside the digits of a code: more say something else. */
const MOST_BESIDE = 30
/** Letters of a message that asks for a code and for nothing else. */
const LONGEST_WISH = 60
/** The same with the punctuation around them. */
const LONGEST_WRITTEN = 2 * LONGEST_WISH

/** Six digits, run together or with something between them, with no other digit beside. */
const CODE = /^\D*?(\d(?:[ -]?\d){5})\D*$/u

/** What six digits are otherwise, where nobody says that they are a code. */
const OTHER_DIGITS =
  /邮编|邮政|金额|[元块]|单号|订单|\b(?:post|postal|zip|order|amount|usd|eur|gbp|rmb|cny)\b|[¥￥$€£]/u
const SAYS_CODE = /验证码|(?<!\b(?:post|postal|zip) ?)\bcodes?\b/u

/** The digits of a message that gives a code, hardly a word beside; `text` normalised, lower case. */
export const codeIn = (text: string): string | undefined => {
  if (OTHER_DIGITS.test(text) && !SAYS_CODE.test(text)) return undefined
  const digits = CODE.exec(text)?.[1]
  const beside = text.replaceAll(/[\p{P}\p{S}\s\d]+/gu, '').length
  return beside <= MOST_BESIDE ? digits?.replaceAll(/\D/g, '') : undefined
}

const ZH_WISH =
  /(?:发|寄|要|用|来|给|收|获取|取|换|试)[^，。？！,.?!]{0,8}验证码|验证码[^，。？！,.?!]{0,6}(?:发|给|来|验证|核对|吧)|^验证码$/u
const EN_WISH =
  /\b(?:send|text|e-?mail|get|use|want|need|resend|give|try|request)\b.{0,30}\bcodes?\b|^(?:(?:a|the|by|with|via) )?(?:a )?code(?: please)?$/u
/** It speaks of a code that did not come, of another kind of code, or asks about codes. */
const NO_WISH =
  /没|(?<!能|可)不|未|错|什么|啥|怎么|为什么|过期|登录|登陆|注册|密码|\b(?:not|no|never|wrong|expired|what|why|how|where|which|log|login|sign|password|coupon|promo|promotion|discount|gift|voucher|qr|bar|zip|post|country|area|error)\b|n't|优惠|兑换/u

/** Whether a message asks to have a code sent; `text` normalised, lower case. */
export const asksForCode = (text: string): boolean => {
  if (text.length > LONGEST_WRITTEN) return false
  const bare = text.replaceAll(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '')
  return bare.length <= LONGEST_WISH && (ZH_WISH.test(bare) || EN_WISH.test(bare)) && !NO_WISH.test(bare)
}

const OF_CODE = /验证码|短信|邮件|\b(?:codes?|sms|text|message|e-?mail)\b/u
const OTHER_THING = /货|发票|快递|包裹|退款|\b(?:answer\w*|repl\w+|invoice|parcel|package|refund|order)\b/u
const DID_NOT_COME =
  /(?:没|未)[^，。？！,.?!]{0,6}(?:收到|到|来|看到)|收不到|\b(?:not|never|nothing|no code)\b|\b(?:didn|don|hasn|haven)'?t\b/u

/** Whether a message says, after a code was sent, that it did not come; `text` normalised, lower case. */
export const missesCode = (text: string): boolean =>
  text.length <= LONGEST_WISH &&
  OF_CODE.test(text) &&
  DID_NOT_COME.test(text) &&
  (SAYS_CODE.test(text) || !OTHER_THING.test(text))
