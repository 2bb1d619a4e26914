import { createTexts } from '../shared/i18n.ts'

const zh = {
  machine: '机器翻译',
  asking: '正在翻译…',
  failed: '没有译文',
  again: '重试',
  forCustomer: '给客户的译文',
  forCustomerFailed: '没有译文：客户收到的是你写的原文',
  sendTranslated: '发送译文',
  lostNumbers: '数字对不上：{numbers}',
  notReady: '译文还没好，没有发送。等它出来再按一次，或关掉“发送译文”。',
  notRight: '译文里的数字不对，没有发送。改一下写法，或关掉“发送译文”。',
  tooLong: '译文或原文太长，没有发送。删短一些，或关掉“发送译文”。',
  originalWas: '原文：{text}',
}

const en: typeof zh = {
  machine: 'Machine translation',
  asking: 'Translating…',
  failed: 'No translation',
  again: 'Try again',
  forCustomer: 'In the customer’s language',
  forCustomerFailed: 'No translation: the customer gets what you wrote',
  sendTranslated: 'Send the translation',
  lostNumbers: 'Numbers differ: {numbers}',
  notReady:
    'The translation is not there yet, so nothing was sent. Press again once it is, or turn “Send the translation” off.',
  notRight:
    'Numbers in the translation are wrong, so nothing was sent. Put it in other words, or turn “Send the translation” off.',
  tooLong:
    'The translation or what you wrote is too long, so nothing was sent. Shorten it, or turn “Send the translation” off.',
  originalWas: 'As written: {text}',
}

export const tr = createTexts<keyof typeof zh>({ zh, en })
