/** What an answer says can, must or will be, clause by clause. */
export interface Claim {
  /** Claims of one kind can contradict each other: what is possible, what is needed, what there is. */
  kind: 'can' | 'need' | 'have'
  positive: boolean
  /** What it holds for only: before or after something, or if something is so. */
  condition?: 'before' | 'after' | 'if'
  /** The clause without the words that say it, e.g. 不支持. */
  about: string
  clause: string
}

/** Longer clauses are stories. */
const LONGEST_CLAUSE = 160

/** A clause without a claim may be the condition of the next one in its sentence: 如已拆封，不支持退货. */
export const claimsIn = (text: string): Claim[] => {
  const claims: Claim[] = []
  for (const sentence of text.split(/[。！？\n]|[.!?](?=\s|$)/)) {
    let condition: Claim['condition']
    for (const clause of sentence.split(CLAUSES).map((one) => one.trim())) {
      if (clause === '' || clause.length > LONGEST_CLAUSE) continue
      const own = conditionOf(clause)
      const claim = claimIn(clause)
      if (claim === undefined) {
        condition = own ?? condition
        continue
      }
      const under = own ?? condition
      claims.push(under === undefined ? claim : { ...claim, condition: under })
      condition = undefined
    }
  }
  return claims
}

const CLAUSES = /[，,；;：]|(?<!\d):|\s(?:but|however)\s|但是?|不过/

/** The first that fits: what is denied stands before what is affirmed, since every denial has the affirmed words in it. */
const SIGNS: readonly { kind: Claim['kind']; positive: boolean; pattern: RegExp }[] = [
  {
    kind: 'need',
    positive: false,
    pattern:
      /不(?:再)?需要?|无需|无须|不用|不必|\b(?:do|does|did) ?n[o'’]t (?:need|have|require)(?: to)?|\bno need(?: to)?|\b(?:is|are) ?n[o'’]t (?:required|needed|necessary)|\bnot (?:required|needed|necessary)/i,
  },
  {
    kind: 'can',
    positive: false,
    pattern:
      /(?:暂时?|目前|均|都|也|概)?(?:不(?:可以|支持|允许|接受|提供|能|得|予|可(?!避|抗|思))|无法|没法|没办法|恕不|禁止|谢绝)(?:支持|提供|接受|办理)?|(?:就)?不行|\b(?:can ?n[o'’]t|cannot|can not|could not|couldn['’]t|may not|unable to|not able to|not possible|impossible|no longer|non-?|not (?:allowed|accepted|available|offered|supported|permitted|eligible|returnable|refundable)|unavailable)|\b(?:do|does|are|is|will) ?n[o'’]t (?:be )?(?:currently |yet )?(?:allow|accept|support|offer|provide|take|permit|allowed|accepted|available|offered|supported|possible|eligible|returnable|refundable|deliver|ship)\w*|^no\b/i,
  },
  {
    kind: 'have',
    positive: false,
    pattern:
      /没有|暂无|并无|(?<!毫|如|若)无(?=门槛|限制|费用|额外|保修|质保)|\bthere (?:is|are) no\b|\b(?:do|does) ?n[o'’]t have\b/i,
  },
  {
    kind: 'need',
    positive: true,
    pattern:
      /必须|需要|须(?!知)|(?<!无|不)需(?!求)|\b(?:must|needs? to|need|have to|has to|is required|are required|require[sd]?)\b/i,
  },
  {
    kind: 'can',
    positive: true,
    pattern:
      /支持|可以|允许|接受|提供|(?<![功性技智])能够?(?!力|量|源|耗|效)|可(?=[退换开用选申修改叠取指办享查自])|^行(?:的|哦|呀)?$|\b(?:can|could|may|able to|possible|allow(?:s|ed)?|accept(?:s|ed)?|support(?:s|ed)?|eligible|available|offer(?:s|ed)?|returnable|refundable|of course)\b|^(?:yes|sure)\b/i,
  },
  { kind: 'have', positive: true, pattern: /(?<![没未具含])有(?=[^效关时点些可人])|\bthere (?:is|are)\b/i },
]

const claimIn = (clause: string): Claim | undefined => {
  for (const { kind, positive, pattern } of SIGNS) {
    const match = pattern.exec(clause)
    if (match === null) continue
    const about = `${clause.slice(0, match.index)} ${clause.slice(match.index + match[0].length)}`
    return { kind, positive, about, clause }
  }
  return undefined
}

const CONDITIONS: readonly [NonNullable<Claim['condition']>, RegExp][] = [
  [
    'after',
    /超过|逾期|超出|过后|(?:发货|出库|付款|签收|拆封|使用|激活)(?:之|以)?后(?!的)|\b(?:after|once|later than|beyond)\b/i,
  ],
  [
    'before',
    /之前|以前|(?:发货|出库|付款|签收|拆封|使用|激活)前|未(?:发货|拆封|使用|激活|付款)|没发货|\b(?:before|until|as long as|while|not yet|has not|have not)\b/i,
  ],
  [
    'if',
    /如果|如(?=[^何下图]|已|需)|若|的话|除非|除外|除了|仅限?|只有|部分|定制|特价|\b(?:if|unless|except|only|when|some|unfortunately not)\b/i,
  ],
]

const conditionOf = (clause: string): Claim['condition'] => CONDITIONS.find(([, signs]) => signs.test(clause))?.[0]
