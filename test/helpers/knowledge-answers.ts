import type {
  AnswerEffect,
  ArticleChange,
  DraftPreview,
  ImportReport,
  TableMapping,
} from '../../src/domain/knowledge-import.ts'

/** Answers of the server as the pages get them: one import in each state, and what its dry run found. */
export const readyReport: ImportReport = {
  id: 'imp-1',
  state: 'ready',
  file: '售后问答-双11.xlsx',
  by: 'lin',
  at: '2026-11-09T02:14:00.000Z',
  added: 121,
  changed: 1,
  retired: 1,
  unchanged: 37,
  refused: [
    { row: 14, column: '答案', reason: 'the answer is empty: write one, or take the row out' },
    { row: 31, column: '生效时间', reason: '"双11前" is no date: write it as 2026-11-01 or 2026-11-01 00:00' },
  ],
  refusedCount: 2,
  notices: ['invisible or direction-turning characters were taken out of 3 cells'],
}

export const committedReport: ImportReport = { ...readyReport, state: 'committed', version: 7, note: '双11规则' }

const changes: ArticleChange[] = [
  {
    article: 'return-window',
    kind: 'changed',
    title: '七天无理由退货',
    fields: [
      {
        field: 'answers.zh',
        pieces: [
          { text: '签收后 ', kind: 'same' },
          { text: '7', kind: 'removed' },
          { text: '15', kind: 'added' },
          {
            text: ' 天内，商品完好、吊牌齐全，都可以申请无理由退货。请在“我的订单”里选择“退货退款”，填写快递单号后寄回，我们收到并验货后会在 48 小时内把钱退回原付款方式。定制商品、贴身衣物和已拆封的食品除外。退回的',
            kind: 'same',
          },
          { text: '运费由您承担', kind: 'removed' },
          { text: '运费我们来出', kind: 'added' },
          { text: '。', kind: 'same' },
        ],
      },
      {
        field: 'questions.zh',
        pieces: [
          { text: '过了七天还能退吗\n', kind: 'same' },
          { text: '双11买的什么时候之前能退呀\n', kind: 'added' },
        ],
      },
    ],
  },
  {
    article: 'faq_3f2a',
    kind: 'added',
    title: '预售的定金能不能退',
    fields: [
      { field: 'title.zh', pieces: [{ text: '预售的定金能不能退', kind: 'added' }] },
      {
        field: 'answers.zh',
        pieces: [{ text: '定金付了之后不支持退，付完尾款后整单可以按七天无理由退货。', kind: 'added' }],
      },
      { field: 'questions.zh', pieces: [{ text: '预售的定金能不能退\n定金可以退吗亲\n', kind: 'added' }] },
    ],
  },
  {
    article: 'old-gift-card',
    kind: 'retired',
    title: 'Gift cards of 2024',
    fields: [
      {
        field: 'answers.en',
        pieces: [{ text: 'Gift cards of 2024 can be used until 31 October 2026.', kind: 'removed' }],
      },
    ],
  },
]

const SENT = { does: 'answer', reason: 'confident' } as const
const effect: AnswerEffect = {
  question: '双十一买的过了一个礼拜还能退不',
  count: 12,
  before: {
    article: 'return-window',
    title: '七天无理由退货',
    text: '签收后 7 天内可以申请无理由退货。',
    score: 0.93,
    ...SENT,
  },
  after: {
    article: 'return-window',
    title: '七天无理由退货',
    text: '签收后 15 天内可以申请无理由退货。',
    score: 0.95,
    ...SENT,
  },
}

export const readyPreview: DraftPreview = {
  state: 'ready',
  against: 6,
  changes,
  duplicates: [
    {
      article: 'faq_3f2a',
      question: '定金可以退吗亲',
      other: 'presale-deposit',
      otherQuestion: '预售定金退不退',
      score: 0.913,
      within: false,
    },
  ],
  contradictions: [
    {
      article: 'return-window',
      text: '签收后 15 天内都可以申请无理由退货。',
      other: 'return-policy-page',
      otherText: '自签收之日起 7 天内可无理由退货，逾期不予受理。',
      kind: 'number',
      values: ['15 天', '7 天'],
      score: 0.88,
    },
  ],
  personal: [{ article: 'faq_3f2a', field: 'answers.zh', type: 'phone', shown: '138****5678' }],
  effects: {
    tried: 846,
    from: 'customers',
    changed: [
      effect,
      {
        question: '定金退吗',
        count: 3,
        after: {
          article: 'faq_3f2a',
          title: '预售的定金能不能退',
          text: '定金付了之后不支持退。',
          score: 0.94,
          ...SENT,
        },
      },
      {
        question: 'can i still use my 2024 gift card',
        count: 1,
        before: {
          article: 'old-gift-card',
          title: 'Gift cards of 2024',
          text: 'Gift cards of 2024 can be used until 31 October 2026.',
          score: 0.8,
          does: 'suggest',
          reason: 'not_sure_enough',
        },
      },
    ],
    gained: 1,
    lost: 0,
  },
  more: { changes: 120 },
}

export const unsureTable: TableMapping = {
  table: '商品问答',
  columns: [
    { header: '', as: 'question', by: 'content' },
    { header: '客服回复', as: 'answer', by: 'name' },
    { header: '提问时间' },
  ],
  preview: [
    ['这款耳机能连苹果手机不', '可以的，蓝牙 5.3，苹果安卓都能连。', '2026-10-02 21:14'],
    ['防水吗 跑步出汗能带不', '支持 IPX5 防水，出汗、小雨都没问题，不能泡水。', '2026-10-03 09:41'],
  ],
  unsure: true,
}

export const mappingReport: ImportReport = {
  ...readyReport,
  ...{ id: 'imp-2', state: 'mapping', file: '商品问答.xlsx', added: 0, changed: 0, retired: 0, unchanged: 0 },
  ...{ refused: [], refusedCount: 0, mapping: [unsureTable] },
}

export const versions = [
  { n: 7, at: '2026-11-09T03:00:00.000Z', by: 'lin', note: 'import 售后问答-双11.xlsx: 双11退换货规则', count: 168 },
  { n: 6, at: '2026-11-02T08:30:00.000Z', by: 'ann', note: 'edit return-window', count: 167 },
  { n: 5, at: '2026-10-20T01:12:00.000Z', by: 'lin', note: 'import help-centre.html', count: 167 },
  { n: 1, at: '2026-09-01T00:00:00.000Z', by: 'seed', note: 'starter knowledge', count: 166 },
]
