export type Tense = 'past' | 'future'

/**
 * Whether the words around a day speak of what was or of what is to come: 周五买的 and 周五能到吗, "ordered Friday" and
 * "by Friday". Undefined where nothing says.
 */
export const tenseOf = (before: string, after: string): Tense | undefined => {
  const [left, right] = [clauseBefore(before), clauseAfter(after)]
  if (FUTURE_BEFORE.test(left) || FUTURE_AFTER.test(right)) return 'future'
  if (PAST_BEFORE.test(left) || PAST_AFTER.test(right)) return 'past'
  return undefined
}

const clauseBefore = (text: string): string => text.split(/[,，。.!！?？;；\n]/).at(-1) ?? ''
const clauseAfter = (text: string): string => text.split(/[,，。.!！?？;；\n]/)[0] ?? ''

const FUTURE_BEFORE =
  /(?:\b(?:by|until|till|til|before|will|can|could|would|coming|going to|want|need|please|pls|shall|able to)\b|能不?能?|可以|麻烦|想|要|改到|改成|约|等到|希望|最晚|务必)[^,]{0,22}$/i
const FUTURE_AFTER =
  /^\s?(?:之前|以前|前|后|之后)?\s?(?:早上|上午|中午|下午|晚上)?\S{0,3}?(?:能|可以|会|要|再|送货|送过?来|派送|取件|上门|来取|有空|在家|行|之前|前|方便|出差|到得了|\b(?:please|pls|works?|instead|is fine|if possible)\b)/i
const PAST_BEFORE =
  /(?:\b(?:since|last|was|were|ordered|bought|placed|paid|came|called|said|told|got|received|returned|charged|cancelled|canceled|arrived|happened|left|shipped it|order from|dated)\b|(?<!\b(?:be|get|being|is) |\bit (?=deliver|ship|install|collect|dispatch))\b(?:(?!need|feed|speed)[a-z]{2,}ed|sent|spoke|rang|wrote)\b|从|自从|就是)[^,]{0,22}$/i
const PAST_AFTER =
  /^\s?(?:早上|上午|中午|下午|晚上)?[^,能会要]{0,6}(?:[买拍付寄退发打说订签收申请提交报换装领充查留抢]{1,2}(?:的(?!话)|了|过(?![来去]))|下的?单|下的(?!话)|下了单|到的|到货的|就[^,，能会要]{1,8}了|(?:签收|发货|付款|申请|联系|答应|投诉|取消)(?:的(?!话)|了))|^[^?]{0,24}\b(?:called|came|said|told|was|were|arrived|left|went|got|bought|ordered|paid|charged|delivered|nothing|still)\b/i
