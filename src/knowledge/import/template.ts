import type { Language } from '../../domain/message.ts'
import { csvCell } from '../../lib/delimited.ts'

const ROWS: Readonly<Record<Language, readonly (readonly string[])[]>> = {
  zh: [
    ['问题', '答案', '相似问', '分类', '模式', '来源', '生效时间', '失效时间'],
    [
      '怎么申请退货',
      '打开“我的订单”，点“申请退货”，选择上门取件的时间。',
      '想退货怎么弄|东西不想要了咋退',
      '售后',
      '自动',
      '售后手册第 2 节',
      '',
      '',
    ],
  ],
  en: [
    ['question', 'answer', 'similar', 'category', 'mode', 'source', 'valid_from', 'valid_to'],
    [
      'How do I return something?',
      'Open My orders, press Return and choose when it is picked up.',
      "i don't want it any more | send it back",
      'Returns',
      'auto',
      'Returns handbook §2',
      '',
      '',
    ],
  ],
}

/** A table with the usual columns and a row that shows how: CSV in UTF-8 with a byte order mark, for spreadsheets. */
export const templateCsv = (language: Language): string =>
  `\uFEFF${ROWS[language].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')}`
