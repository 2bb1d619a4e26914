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
  | 'audience'
  | 'channels'
  | 'owner'
  | 'cards'
  | 'status'
  | 'enabled'
  | 'category'
  | 'product'

/** Headers as shops, spreadsheets and other products name them; compared without case, spaces, `_` and `-`. */
const ALIASES: Readonly<Record<Column, string>> = {
  id: 'id qnaid 编号 序号id 知识id 问题id',
  question:
    'question questions q query ask instruction prompt 问题 标准问 标准问题 标准问法 问 提问 用户问题 常见问题 买家提问 买家问题 提问内容 问题内容 问题描述 客户问题 顾客提问 咨询问题 咨询内容 知识标题 问题标题',
  similar:
    'similar similarquestions alt alternatives alternativequestions phrasings variants indexes index 相似问 相似问法 相似问题 扩展问 扩展问法 扩展问题 问法 同义问 其他问法 索引',
  answer:
    'answer answers a reply response text output completion body bodyhtml content solution 答案 回答 回复 答 标准答案 答复 内容 正文 商家回答 商家回复 卖家回复 卖家回答 客服回复 客服回答 回答内容 回复内容 答案内容 回复话术 话术 解答 知识内容',
  when: 'when condition 条件',
  intent: 'intent intentid 意图 意图名称',
  language: 'lang language locale 语言 语种',
  title: 'title subject 标题',
  mode: 'mode 模式 回复方式',
  source: 'source url 来源 出处 链接',
  orders: 'orders 订单状态',
  courtesy: 'courtesy smalltalk 寒暄 闲聊',
  validFrom: 'validfrom from start 生效时间 开始时间 生效日期',
  validTo: 'validto validuntil until end expires 失效时间 结束时间 失效日期',
  review: 'review reviewdate 复核日期 复审日期',
  audience: 'audience visibility 受众 可见范围 适用对象',
  channels: 'channels channel 渠道 适用渠道',
  owner: 'owner maintainer 负责人 维护人',
  cards: 'cards 卡片',
  status: 'status state 状态',
  enabled: 'enabled active isenabled isactive published 是否启用 启用 是否有效 有效 启用状态 是否上线 开启',
  category:
    'category categories section folder collection group 分类 类目 问题分类 问题类型 类别 所属分类 知识分类 一级分类',
  product: 'product sku productname goods item 商品 关联商品 商品名称 宝贝 宝贝名称 商品名 适用商品',
}

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  Object.entries(ALIASES).flatMap(([column, names]) => names.split(' ').map((name) => [name, column as Column])),
)

/** The names that a mapping may use for columns. */
export const COLUMNS = Object.keys(ALIASES) as readonly Column[]

/** The column that a header names; undefined: not one of ours, its cells are ignored. */
export const columnOf = (header: string): Column | undefined =>
  COLUMN_OF.get(
    header
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s_\-*:：]+|[(（].*$/g, ''),
  )
