/**
 * Whether a customer says that they have just changed something in the shop's systems: paid, cancelled, changed an address, asked for a refund,
 * sent something back. What was read before then is not shown again. Saying yes too often costs one call, saying no shows an old state for a moment:
 * so wishes ("我要付款"), questions ("怎么付款") and denials ("还没付款") are told apart, and the rest is taken at its word.
 */
export const tellsOfChange = (text: string): boolean => {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(/[’‘]/g, "'")
  return plain
    .split(SENTENCE_END)
    .some((sentence) => DONE.some((pattern) => pattern.test(sentence)) && !UNDONE.test(sentence))
}

const SENTENCE_END = /[。.!?;,、\n]+/

const ZH_VERBS =
  '(?:付款|付钱|付好|付完|付(?=了|过|啦)|支付|结账|下单|取消|退款|退货|退掉|改地址|改好|改完|改(?=了|过|啦)|换(?=了|过|啦)|修改|变更|更新|寄回|寄出|寄(?=了|过|走)|签收|收货|确认收货|补差价|补(?=了)|申请|提交|转账|打款|充值|拒收)'
const ZH_OBJECT = '[^，。！？!?,]{0,8}?'

const DONE: readonly RegExp[] = [
  // 我刚付了款 · 刚刚把地址改了 · 刚才取消了订单 · 已经付款了 · 我已支付
  new RegExp(`(?:刚刚|刚才|方才|刚|已经|已)${ZH_OBJECT}${ZH_VERBS}`),
  // 地址改好了 · 钱付过了 · 款付了 · 付款成功 · 寄回去了
  new RegExp(`${ZH_VERBS}(?:${ZH_OBJECT})(?:了|成功|完毕|过了|啦|咯|好了|完了)`),
  /(?:钱|款|尾款|定金|运费|差价)(?:都|也|全)?(?:付|转|打|补|交|给)(?:过去|好|完|清)?(?:了|啦|咯|过)/,
  /\b(?:just|already|now|finally)\s+(?:now\s+)?(?:paid|payed|pay|cancell?ed|changed|updated|edited|corrected|ordered|reordered|returned|refunded|sent|shipped|posted|dropped|signed|submitted|confirmed|requested|transferred|placed|switched|completed|made)\b/,
  /\b(?:i|we|i've|we've|i have|we have|my (?:wife|husband|mom|mum|dad|friend|bank|boss)(?: has)?)\s+(?:\w+ly\s+)?(?:paid|payed|cancell?ed|changed|updated|edited|corrected|returned|sent (?:it|them|the|that|my)|shipped (?:it|them|the)|mailed|dropped (?:it|them)|submitted|transferred|requested|confirmed|refused|completed)\b/,
  /\b(?:payment|transfer)\s+(?:just\s+)?(?:went through|is done|done|made|completed|sent|succeeded|cleared)\b/,
  /\b(?:paid|changed|updated|cancell?ed) (?:it )?(?:just now|a (?:minute|moment|second|few minutes) ago|\d+ minutes? ago)\b/,
]

/** Not done, asked about, or wished for. */
const UNDONE =
  /没有?(?:付|支付|取消|改|下单|退|寄|收)|还没|尚未|未(?:付|支付|取消)|(?:怎么|如何|怎样).{0,3}?(?:付|支付|取消|改|退|换|寄|申请|下单)|能不能|可不可以|可以.{0,8}吗|能.{0,6}吗|要不要|我?(?:想|要|打算|准备|需要)(?:付|支付|取消|改|下单|退|换|寄|申请)|是不是|是否|了没|没付|\b(?:haven't|havent|have not|hasn't|didn't|didnt|did not|not (?:yet )?(?:paid|changed|cancelled)|never|how (?:do|can|to)|can i|could i|want to|wanna|would like|going to|gonna|will|should i|when i|if i|have to)\b/
