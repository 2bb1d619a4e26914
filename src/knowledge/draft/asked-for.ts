/**
 * What two questions must not differ in when they are taken for the same one: vectors find 退货期限 and 换货期限, or 发货 and 到货,
 * almost alike, and the shop's rules for them differ. Words of both languages, one group a line.
 */
const MATTERS: readonly RegExp[] = [
  /退货|退回|退掉|\breturn/i,
  /换货|调换|更换|换一|换个|exchang|\bswap|\breplace/i,
  /退款|退钱|refund|money back/i,
  /取消|cancel/i,
  /暂停|\bpaus/i,
  /发货|发出|出库|寄出|dispatch|\bship(?:ped)? out/i,
  /到货|送达|送到|收到|几天到|能到|\barriv|deliver/i,
  /到账|到帐|\breach my (?:bank|account)/i,
  /维修|修理|\brepair/i,
  /保修|质保|warrant|guarantee/i,
  /安装|install(?!ment)/i,
  /发票|专票|invoice/i,
  /优惠券|优惠卷|coupon|voucher/i,
  /礼品卡|gift card/i,
  /积分|\bpoints?\b/i,
  /分期|instal?lment/i,
  /货到付款|cash on delivery|pay on delivery/i,
  /定金|订金|deposit/i,
  /尾款|balance payment/i,
  /注销|delete my account|close my account/i,
  /密码|password/i,
  /防水|waterproof/i,
  /充电|充满|\bcharg(?:e|ing) (?:time|it|the)|how long .*\bcharge/i,
  /续航|(?:能|可以)用多久|battery life|battery last/i,
  /颜色|colou?r/i,
  /尺码|尺寸|\bsize/i,
  /重量|多重|weight|\bweigh/i,
]
/** 发货后几天能到 does not ask for the 发货. */
const BEFORE_IT =
  /(?:发货|付款|下单|收货|签收|申请|取消|退款|退货)(?:之|以)?(?:后|前)|\b(?:after|before) (?:\w+ ){0,2}\w+ing?\b/gi

/** Model numbers, sizes, amounts: whatever is written with figures. */
const CODES = /[a-z]*\d[a-z\d.-]*/gi

/** What a question asks for: its matters as bits, and its codes. */
export interface AskedFor {
  matters: number
  codes: ReadonlySet<string>
}

export const askedFor = (question: string): AskedFor => {
  const asked = question.normalize('NFKC').toLowerCase().replace(BEFORE_IT, ' ')
  let matters = 0
  for (const [i, matter] of MATTERS.entries()) if (matter.test(asked)) matters |= 1 << i
  return { matters, codes: new Set(asked.match(CODES)) }
}

/** Each asks for something that the other does not ask for. */
export const ofDifferentMatters = (a: AskedFor, b: AskedFor): boolean =>
  ((a.matters & ~b.matters) !== 0 && (b.matters & ~a.matters) !== 0) ||
  (lacks(a.codes, b.codes) && lacks(b.codes, a.codes))

const lacks = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean => {
  for (const one of some) if (!others.has(one)) return true
  return false
}
