/** What a column of a table can hold. */
export type Column =
  | 'id'
  | 'question'
  | 'similar'
  | 'answer'
  | 'when'
  | 'intent'
  | 'language'
  | 'title'
  | 'mode'
  | 'source'
  | 'orders'
  | 'courtesy'
  | 'validFrom'
  | 'validTo'
  | 'review'
  | 'status'

/** Headers as shops, spreadsheets and other products name them; compared without case, spaces, `_` and `-`. */
const ALIASES: Readonly<Record<Column, string>> = {
  id: 'id qnaid 编号 序号id 知识id 问题id',
  question: 'question questions q query ask 问题 标准问 标准问题 标准问法 问 提问 用户问题 常见问题',
  similar:
    'similar similarquestions alt alternatives alternativequestions phrasings variants 相似问 相似问法 相似问题 扩展问 问法 同义问',
  answer: 'answer answers a reply response text 答案 回答 回复 答 标准答案 答复 内容',
  when: 'when condition 条件',
  intent: 'intent intentid 意图 意图名称',
  language: 'lang language locale 语言 语种',
  title: 'title 标题',
  mode: 'mode 模式 回复方式',
  source: 'source url 来源 出处 链接',
  orders: 'orders 订单状态',
  courtesy: 'courtesy smalltalk 寒暄 闲聊',
  validFrom: 'validfrom from start 生效时间 开始时间 生效日期',
  validTo: 'validto validuntil until end expires 失效时间 结束时间 失效日期',
  review: 'review reviewdate 复核日期 复审日期',
  status: 'status state 状态',
}

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  Object.entries(ALIASES).flatMap(([column, names]) => names.split(' ').map((name) => [name, column as Column])),
)

/** The column that a header names; undefined: not one of ours, its cells are ignored. */
export const columnOf = (header: string): Column | undefined =>
  COLUMN_OF.get(
    header
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s_\-*:：]+/g, ''),
  )

/** Examples of names for a column, for a message. */
export const namesOf = (column: Column): string => ALIASES[column].split(' ').slice(0, 8).join(', ')
