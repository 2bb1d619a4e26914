import { createTexts } from '../shared/i18n.ts'

const zh = {
  correct: '理解错了？选正确的意图',
  was: '其实是：{intent}',
  correctTitle: '这条消息其实是…',
  understoodAs: '机器人的理解：{intent}',
  pickIntent: '输入几个字找意图',
  howToPick: '↑↓ 选择 · Enter 确定 · Esc 关闭',
  by: '{name} 更正',
  takeBack: '撤销更正',
  notRecorded: '这条消息没有理解记录，无法更正。',
  notKept: '没有保存成功，请再试一次。',
  nothingFits: '没有这个意图。换个说法，或者让负责知识库的同事添加。',
  loading: '正在读取…',
}

const en: typeof zh = {
  correct: 'Understood wrongly? Choose what it was',
  was: 'It was: {intent}',
  correctTitle: 'This message was about…',
  understoodAs: 'The bot understood: {intent}',
  pickIntent: 'Type a few letters of the intent',
  howToPick: '↑↓ choose · Enter confirms · Esc closes',
  by: 'corrected by {name}',
  takeBack: 'Take the correction back',
  notRecorded: 'Nothing was recorded about this message, so there is nothing to correct.',
  notKept: 'It was not kept. Please try again.',
  nothingFits: 'There is no such intent. Try other words, or ask whoever looks after the library to add it.',
  loading: 'Reading…',
}

export const c = createTexts<keyof typeof zh>({ zh, en })
