import type { PromiseKind } from '../../domain/promise.ts'

/** Words of doing something for the customer, in Chinese and English; the earlier kind wins where several fit one clause. */
export const DOING: readonly (readonly [PromiseKind, RegExp, RegExp])[] = [
  [
    'other',
    /(?:开|补|发|寄).{0,3}(?:发票|票据|保修卡)|发票.{0,14}(?:开|发|寄)|发(?:到|至)?您?的?邮箱/,
    /\b(?:invoice|receipt|e-?mail you (?:the|a|an|your))\b/i,
  ],
  [
    'contact',
    /联系(?!方式|电话|客服|我们|人)|回复|答复|回电|回访|(?<![退返])回您|致电|来电|打电话|给您.{0,3}(?:电话|消息|信息|结果|说法|回音|准信)|通知您|告诉您|告知您|反馈给您|给您反馈|跟您.{0,4}(?:说|讲|反馈|沟通|联系)|和您(?:联系|沟通)|回个?信/,
    /\b(?:call|ring|phone|contact|get back|reply|respond|update (?:you|for you)|an update|let you know|e-?mail|text|be in touch|hear (?:back )?from|follow up|reach out|message|come back to you|write (?:back )?to you|answer)\b/i,
  ],
  [
    'refund',
    /退款|退给|退回|退还|返还|打款|打给您|打到您|原路|到账|退您|退到|退钱|把钱退|给您退(?!货)|全额退|承担|报销|转给您|转账|(?:退|返)(?:您|你)?(?:差价|运费|邮费|\d)/,
    /\b(?:refund(?:ing|s|ed)?|money back|reimburs\w*|pay(?:ing)? (?:you )?back|return(?:ing)? (?:the|your) (?:money|payment)|(?:money|fee|payment|charge|amount)\b.{0,20}\breturned|returned to you|back (?:on|to|in) your (?:card|account))\b/i,
  ],
  [
    'compensate',
    /补偿|赔(?!偿标准)|补给您|补您|优惠券|代金券|抵用券|券|红包|返现|赠送|送您|减免|积分|补差/,
    /\b(?:credit(?:ing|ed)?|vouchers?|coupons?|compensat\w*|discount|gift card|goodwill|points|store credit|take .{1,12} off)\b/i,
  ],
  [
    'ship',
    /补发|重发|补寄|重新(?:发|寄)|发出|发货|寄出|寄给|寄过去|发过去|发走|发掉|出库|换新|换一个新|(?:给|帮|为)您.{0,4}(?:寄|发(?!现|票|邮|短|信))|(?:安排|就|会|马上)(?:发(?![现票邮短信])|寄)/,
    /\b(?:ship(?:s|ping|ped)?|send(?:ing)?|sent|dispatch(?:ed|ing)?|post(?:ed|ing)?|mail(?:ed|ing)?|replacement|leaves? (?:the|our) warehouse|go(?:es)? out)\b/i,
  ],
  [
    'deliver',
    /送达|送到|送上|送货|派送|派件|到您|到货|上门|投递|配送|收到(?!您|退货|后)|能到|会到|就到|必到/,
    /\b(?:(?:re)?deliver(?:y|ed|ing|s)?|arrive[sd]?|(?:be )?with you|reach(?:es)? you|have it (?:by|on|in)|(?:get|receive) (?:it|them|your)|be there|pick(?:ed)? (?:it )?up|collect(?:ed)?)\b/i,
  ],
  [
    'other',
    /处理|解决|核实|查(?:清|明|好|到|实|询|一下)|修(?:好|复|改)|开好|办(?:好|理|妥|完)|搞定|完成|更新|开通|恢复|改好|取消|审核|安排(?:好|妥)|弄好|给您.{0,6}(?:换|改|做|开|弄|查|办)/,
    /\b(?:fix(?:ed)?|sort(?:ed)?|resolv(?:e|ed)|process(?:ed)?|look(?:ed)? into|check(?:ed)?|investigat\w+|arrang(?:e|ed)|complet(?:e|ed)|done|updat(?:e|ed)|cancel(?:led|ed)?|chang(?:e|ed)|repair(?:ed)?|exchange[d]?|activat\w+|restor\w+|issue[d]?|correct(?:ed)?|finish(?:ed)?|approve[d]?|escalat\w+)\b/i,
  ],
]

/** English says by its verb that something is to come; Chinese leaves it to the time. */
export const WILL =
  /\b(?:will|shall|going to|gonna|promise|guarantee|let me|i'?ll|we'?ll|you'?ll|he'?ll|she'?ll|they'?ll|it'?ll|(?:i'?m|we'?re|they'?re|(?:i|we|they) (?:am|are))(?: now| just| also)? \w+ing|(?:is|are) being|(?:is|are) (?:set|due|scheduled|booked|arranged) (?:to|for)|ships|goes out|leaves)\b|['’]ll\b/i

/** How things are in general, or for whoever buys: nobody in particular is promised anything. */
export const GENERAL =
  /通常|一般|正常情况|平时|平均|大多|往往|按照?规定|规则|支持.{0,8}(?:退|换)|的订单(?:会|将|均|都)?(?=.{0,6}发)|订单(?:均|都)|所有|每(?:单|天|日|周|月)|工作时间|营业|有效期|原价|下班(?![之以]?前)|截单|打烊|截止|截至|到期|过期|活动|大促|满减|满\d+|本店|全场|无理由|\b(?:usually|typically|generally|normally|on average|as a rule|most|standard|policy|orders? (?:placed|ship|paid)|all orders|every|each|allow|opening hours|our hours|we (?:close|open))\b/i

/** What depends on something: nothing is promised until that is so. */
export const CONDITION =
  /如果|要是|假如|倘若|万一|(?<!倘)若(?!干)|的话|一旦|只要|除非|否则|\b(?:if|unless|once|as soon as|when(?:ever)?|after (?!\d|that|this)|provided|in case|otherwise|depending|upon|subject to)\b/i
/** 审核通过后: from here on it depends. */
export const AFTERWARDS =
  /(?:收到|付款|支付|下单|审核|通过|签收|确认|退回|寄回|申请|提交|核实|同意|到货|入库|验收|检查|完成|无误|成功|发出|收货|取件|发货|批准|揽收|拍下|补货|登记)[^，,。]{0,8}?(?:之|以)?后/

/** What was done, or is as it is. */
export const PAST =
  /已经?|曾经?|原定|原计划|下单|记录|显示|申请了|刚才|刚刚|(?:退|发|补|赔|寄|送|打|付|处理|解决|联系|回复|完成|签收|取消|到账|揽收)(?:款|货|件|电话)?了|(?:昨|前)[天日晚]/
/** Said of what was set in motion for what is to come: 已经给您安排明天发出. */
export const SET_IN_MOTION =
  /已经?(?:给您|帮您|为您|和|跟|在)?[^，,。]{0,4}(?:安排|登记|加急|反馈|通知|催|联系|申请|提交|上报|预约|约好|备注|转达|交代|催促|协调)/
export const PAST_EN =
  /\b(?:was|were|did|had|yesterday|ago|last (?:week|month|night)|(?:has|have|'ve|'s) (?:already |just )?been|(?:i|we|they)(?:'ve| have)? (?:already )?(?:refunded|shipped|sent|credited|called|delivered|contacted))\b/i

/** A guess, or an effort. */
export const GUESS =
  /预计|大概|大约|可能|也许|应该|估计|或许|差不多|左右|尽量|争取|尽力|有望|希望|\b(?:expect(?:ed|s)?|estimated?|should|may|might|could|would|probably|likely|hopefully|hope|try|trying|aim(?:ing)?|approximately|roughly|think|perhaps|maybe)\b/i

export const DENIED =
  /不(?:了(?!解)|敢|能|可|太|一定|确定|保证|支持|予|会(?!让您|再让))|没有?(?:办法|法|发|退|收到)|无法|暂不|未(?!来)|\b(?:can'?t|cannot|can not|won'?t|unable|not|never|no longer|don'?t|doesn'?t|isn'?t|aren'?t|without|nothing|nobody)\b/i
/** What 不 does not take back. */
export const NOT_DENIED =
  /不(?:超过|晚于|迟于|好意思|用担心|会让您)|\bno later than\b|\bnot later than\b|\bif not sooner\b/gi

/** What the customer is to do. */
export const CUSTOMERS_PART =
  /(?<!申)请(?!放心|稍|耐心|注意查收|查收|留意|您?放心|您?稍|您?耐心|您?留意|您?注意)|可(?:在.{0,8})?(?:退|换|申请|下载|查看)|麻烦您|烦请|您(?:需要|可以(?!放心)|要(?!的)|得|先|自行|尽快|在.{1,10}(?:申请|付款|支付|寄|联系|提交|退货|下单|操作|确认|提供))|\b(?:please(?! (?:be assured|rest assured|don'?t worry|bear|hold|wait|accept))|you(?:'?ll)? (?:can(?! expect)|need|must|have to|should|may|could|want)|your? (?:return|send|ship) it)\b/i

/** At the end of a promise these ask for nothing: 今晚给您答复，好吗. */
export const TAG =
  /^[\s，,]*(?:好吗|好不好|可以吗|行吗|可以么|您看(?:可以|行|好)吗|ok(?:ay)?|all ?right|is that ok(?:ay)?)[\s]*[?？]?$/i
/** 吗, 呢 at the end of a clause, or a word of asking at the start of one. */
export const ASKS =
  /[吗么嘛](?:[\s~～。，,]|$)|呢\s*$|什么时候|几点|是否|要不要|需不需要|方便吗|^\s*(?:would|could|can|do|does|did|are|is|when|what|which|how|shall|may) (?:you|we|i|it|your|the|that)\b/i
