import { createTexts } from '../shared/i18n.ts'

/** Words for what differs between two versions of an article. */
export const word = createTexts({
  zh: {
    added: '新增',
    changed: '修改',
    retired: '下架',
    insertion: '新增：',
    deletion: '删除：',
    showWhole: '显示全文',
    showShort: '收起',
    more: '另有 {n} 篇没有列出。',
    showMore: '再显示 {n} 篇',
    title: '标题',
    questions: '问法',
    answers: '答案',
    cards: '卡片',
    mode: '模式',
    intent: '意图',
    audience: '对象',
    channels: '渠道',
    orders: '订单状态',
    courtesy: '寒暄',
    validFrom: '生效时间',
    validTo: '失效时间',
    review: '复核日期',
    source: '来源',
    owner: '负责人',
    inZh: '{name}（中文）',
    inEn: '{name}（英文）',
    when: '{name}，{condition} 时',
  },
  en: {
    added: 'added',
    changed: 'changed',
    retired: 'retired',
    insertion: 'added:',
    deletion: 'removed:',
    showWhole: 'Show all of it',
    showShort: 'Show less',
    more: '{n} more articles are not listed.',
    showMore: 'Show {n} more',
    title: 'Title',
    questions: 'Questions',
    answers: 'Answer',
    cards: 'Cards',
    mode: 'Mode',
    intent: 'Intent',
    audience: 'Audience',
    channels: 'Channels',
    orders: 'Order states',
    courtesy: 'Small talk',
    validFrom: 'Valid from',
    validTo: 'Valid to',
    review: 'Review date',
    source: 'Source',
    owner: 'Owner',
    inZh: '{name} (Chinese)',
    inEn: '{name} (English)',
    when: '{name} when {condition}',
  },
})

const NAMES = [
  'title',
  'questions',
  'answers',
  'cards',
  'mode',
  'intent',
  'audience',
  'channels',
  'orders',
  'courtesy',
  'validFrom',
  'validTo',
  'review',
  'source',
  'owner',
] as const

/** A field of a change in the reader's words: `answers.zh when order.status is paid` is "Answer (Chinese) when order.status is paid". */
export const fieldName = (field: string): string => {
  const [path = '', condition] = field.split(/ (?:when )?(.+)/s)
  const [first = '', language] = path.split('.')
  const known = NAMES.find((name) => name === first)
  const name = known === undefined ? first : word(known)
  const full = language === 'zh' || language === 'en' ? word(language === 'zh' ? 'inZh' : 'inEn', { name }) : name
  return condition === undefined ? full : word('when', { name: full, condition })
}
