import { isQuestion, isWish } from './asks.ts'
import { clausesOf } from './clauses.ts'

/**
 * What a message asks for once what it says it does not want (不想退货, don't cancel, rather than a refund), what it says is
 * all right (验证码能收到, the amount is fine) and what others said (客服说“请申请退款”, he told me "cancel it") are set aside.
 * Undefined where nothing is, or where nothing that asks or corrects would be left. As written; patterns only.
 */
export const affirmedOf = (text: string): string | undefined => {
  if (!MAY_SET_ASIDE.test(text)) return undefined
  const clauses = clausesOf(text)
  const kept = clauses.filter((clause) => !isSetAside(clause.text))
  if (kept.length === 0 || kept.length === clauses.length) return undefined
  const rest = kept.map((clause) => clause.text).join(HAN.test(text) ? '，' : ', ')
  return isQuestion(rest) || isWish(rest) || CORRECTS.test(rest) ? rest : undefined
}

const isSetAside = (clause: string): boolean =>
  [NOT_WANTED_ZH, NOT_WANTED_EN, FINE_ZH, FINE_EN, SAID_BY_OTHERS].some((pattern) => pattern.test(clause))

const HAN = /\p{Script=Han}/u
/** Cheap: most messages have none of these. */
const MAY_SET_ASIDE =
  /[不没別别甭无]|["“「]|知道|能[收看查]到|有了|\b(?:not|no|never|fine|right|there|works?|know|instead|rather|ok|okay|working|showing|correct)\b|n't\b|dont\b|comes through/iu
const NOT_WANTED_ZH =
  /^(?:(?:我|我们|你们?|这个?|那|先|暂时|现在|真的|倒|都|也|可|但)+)?(?:不是(?!吧|说好)|不想(?!要了)|不要(?!了|脸)|不用|不需要|无需|别|別|甭|没说|没(?:有)?(?:要|想|打算|撤销|取消|申请过)|不(?:问|买|取消|催|投诉|删|改|修|换|付|退货?)(?!款|给|不|钱))|(?:暂时|先)不(?:取消|退|换|改)|(?:的事|积分|券|运费|电话|尺码|密码).{0,3}不(?:用|管|改)/u
const FINE_ZH =
  /(?:没问题|没事|不用管|(?<!想)我?知道了?|我记得|正常|能收到|能看到|能查到|有了|没错|没坏|没少|没迟到|没加价|没发错)$/u
const NOT_WANTED_EN =
  /^(?:(?:and|but|so|well|no|hi|please|actually|look),? )*(?:(?:i|we|i'm|we're|it's|it is) )?(?:(?:do not|don't|dont) (?:want|need|care|wish|mean|put|tell|cancel|send|rush|change|delete|refund|return|ship|stop|transfer|connect|give|reset)|(?:did not|didn't|haven't) (?:say|ask|mean|want|withdraw|cancel)|not (?:asking|trying|complaining|about|closing|returning|keeping|paying|which|when|where|how|what|a|an|the|just)|no need|never mind|nevermind|(?<=(?:i|we) )won't|instead of|rather than|no longer want)\b(?!.*\bany ?more\b)/iu
const FINE_EN =
  /\b(?:is|are|was|were|looks?|works?|comes?|came) (?:all |just )?(?:fine|ok|okay|right|good|there|working|showing|correct|through)$|\bworks$|^i know\b|^i can .{2,30} fine$/iu
const SAID_BY_OTHERS =
  /(?:说|說|让|让我|叫我|告诉|回我|回复|写|提示|显示|问我|要我|\b(?:told|said|says|saying|wrote|asked|asks|shows?|reads|replied|keeps?)\b)[^“”"「」，,]{0,25}[“"「].{1,200}[”"」]/iu
/** A statement that sets something right is what the message is about: 就是登录不上, I just never received it. */
const CORRECTS =
  /就是|只是|而是|我是|^是|是[^不].{0,12}(?:了|的)$|少了|没收到|\b(?:just|only|actually|missing|never|still|wrong)\b/iu
