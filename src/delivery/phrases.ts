import type { OrderQuestion } from '../domain/decision.ts'
import type { Language } from '../domain/message.ts'

/** What the bot says of itself; everything else comes from articles. */
export interface Phrases {
  handOff(position: number, minutes: number | undefined): string
  handOffNobody(position: number): string
  /** Outside the shop's hours; `back` is the moment that somebody is there again, undefined where no end is in sight. */
  handOffClosed(back: string | undefined): string
  stillQueued(position: number, minutes: number | undefined): string
  ask(labels: readonly string[]): string
  /** `said`: last digits that no order of the customer has. */
  whichOrder(why: OrderQuestion['why'], labels: readonly string[], said: string | undefined): string
  /** After a general answer: with what it could be said of the customer's own order. */
  inviteProof(): string
  /** The same, of the order whose number stands in the message. */
  inviteDigits(): string
  /** Instead of an answer that only an order gives. */
  proveFirst(): string
  /** `by`: they asked for a code. */
  proofMissing(missing: 'order' | 'phone', by?: 'code'): string
  /** One text for all that can be wrong with what they gave: who guesses learns nothing. */
  proofFailed(by?: 'code'): string
  /** Before a person takes over. */
  proofEnded(by?: 'code'): string
  /** After the question for the phone's digits: what can be given instead. */
  orCode(): string
  /** What the buttons say; `asksForCode` reads it. */
  sendCode(): string
  anotherCode(): string
  /** The same for an order that is there and one that is not. */
  codeSent(): string
  codeUnsent(): string
  proven(): string
  /** To who has just proven whose order it is, where an answer would only repeat what was said in general. */
  provenNoMore(): string
  outOfScope(): string
  /** To a picture or a file without a word. */
  wordless(): string
  /** Before the words of a hand-off, after an answer to a part of what was asked. */
  theRest(): string
  sorry(): string
  /** What to do in danger, and who comes; `online`: somebody is there. */
  safety(online: boolean): string
  selfHarm(online: boolean): string
  /** `language`: an ISO 639 code; what to write in comes first. */
  otherLanguage(language: string): string
  asksAgain(): string
  person(): string
}

const zh: Phrases = {
  theRest: () => '您问的其他事情需要同事来处理。',
  handOff: (position, minutes) =>
    `已为您转接人工客服，您排在第 ${position} 位${minutes === undefined ? '' : `，预计等待约 ${minutes} 分钟`}。您可以先把情况写下来，同事接入后马上能看到。`,
  handOffNobody: (position) =>
    `已为您转接人工客服，您排在第 ${position} 位。现在暂时没有同事在线，您的留言已经保存，同事上线后会按顺序回复您。`,
  handOffClosed: (back) =>
    back === undefined
      ? '现在是非工作时间，同事还不在。您的消息已经保存，上班后会按顺序回复您；可以先留下联系方式和具体情况。'
      : `现在是非工作时间，同事 ${back} 上班。您的消息已经保存，上班后会按顺序回复您；可以先留下联系方式和具体情况。`,
  stillQueued: (position, minutes) =>
    `您已经在人工队列里，目前第 ${position} 位${minutes === undefined ? '' : `，预计还需约 ${minutes} 分钟`}。`,
  ask: (labels) => `我想确认一下，您是想问哪一个？\n${numbered(labels)}`,
  whichOrder: (why, labels, said) => {
    const list = numbered(labels)
    if (why === 'several') return `您有几笔订单都符合，想问的是哪一笔？\n${list}`
    if (why === 'near')
      return `没有完全对得上的订单，您说的是${labels.length === 1 ? '这一笔吗' : '下面哪一笔'}？\n${list}`
    const none = said === undefined ? '没有找到您说的这笔订单' : `没有找到尾号 ${said} 的订单`
    return labels.length === 0
      ? `${none}，这个账号下目前没有订单。如果是用别的账号下的单，请用那个账号来问，也可以转人工。`
      : `${none}，请再核对一下。您最近的订单有：\n${list}`
  },
  inviteProof: () => '想让我直接查您的这笔订单？为了保护您的隐私，请把完整的订单号和下单手机号的后四位发给我。',
  inviteDigits: () => '想让我直接查这笔订单？为了保护您的隐私，请再发一下下单手机号的后四位。',
  proveFirst: () => '这要看您的订单才能回答。为了保护您的隐私，请把完整的订单号和下单手机号的后四位发给我。',
  proofMissing: (missing, by) =>
    missing === 'order'
      ? by === 'code'
        ? '可以，先请把完整的订单号发给我，在“我的订单”或下单短信里可以看到。'
        : '好的，还需要完整的订单号，在“我的订单”或下单短信里可以看到。'
      : '好的，还需要下单手机号的后四位，核对后就帮您查。',
  proofFailed: (by) =>
    by === 'code'
      ? '验证码没能核对上，可能输错了，也可能已经失效。请检查一下再发一次，或者重新获取，也可以回复“转人工”，由同事来核对。'
      : '订单号和手机号后四位没能核对上。请检查一下再发一次，也可以回复“转人工”，由同事来核对。',
  proofEnded: (by) =>
    by === 'code'
      ? '用验证码没能核对成功，由同事来帮您核对。'
      : '订单号和手机号后四位一直没能核对上，由同事来帮您核对。',
  orCode: () => '记不清是哪个手机号，也可以点“发验证码给我”，验证码会发到下单时留的手机或邮箱。',
  sendCode: () => '发验证码给我',
  anotherCode: () => '重新发验证码',
  codeSent: () =>
    '如果订单号没写错，一个 6 位验证码正在发往下单时留的手机或邮箱，10 分钟内有效，收到后直接发给我就行。两分钟还没收到，请检查订单号，或回复“转人工”。',
  codeUnsent: () => '抱歉，现在发不出验证码。您可以改发下单手机号的后四位，也可以回复“转人工”，由同事来核对。',
  proven: () => '核对好了，谢谢。您想了解这笔订单的什么？',
  provenNoMore: () => '核对好了，谢谢。这笔订单的情况要请同事来看。',
  outOfScope: () =>
    '这个问题我答不上来，不想乱说。我能帮您查订单和物流、处理退换货、退款、发票、优惠券和会员问题；也可以回复“转人工”，由同事来帮您。',
  wordless: () => '收到了。图片和文件我自己看不了，请用一两句话告诉我是什么事；也可以回复“转人工”，由同事来看。',
  sorry: () => '抱歉给您添堵了。',
  safety: (online) =>
    `人的安全最要紧：请马上停止使用或食用，远离危险；有人受伤或不舒服请尽快就医，紧急时请拨打 120（急救）或 119（火警）。${comingZh(online)}`,
  selfHarm: (online) =>
    `听您这么说，我很担心您，请不要一个人扛着：可以马上联系身边信任的人，或拨打心理援助热线 12356，紧急时请拨打 120 或 110。${comingZh(online)}`,
  otherLanguage: (language) =>
    `您写的好像是${nameOf(language, 'zh') ?? '另一种语言'}，我目前只会中文和英文，怕理解错，先请同事来帮您。`,
  asksAgain: () => '看来我刚才的回答没有解决您的问题。',
  person: () => '转人工',
}

const en: Phrases = {
  theRest: () => 'The rest needs a colleague. ',
  handOff: (position, minutes) =>
    `I am passing you to a colleague. You are number ${position} in the queue${minutes === undefined ? '' : `, about ${minutes} min`}. Feel free to add details; they will see everything you write.`,
  handOffNobody: (position) =>
    `I am passing you to a colleague. You are number ${position} in the queue. Nobody is online right now; your message is saved and will be answered in order as soon as somebody is back.`,
  handOffClosed: (back) =>
    back === undefined
      ? 'We are closed right now. Your message is saved and will be answered in order once we are back; you can leave your contact details and what it is about.'
      : `We are closed right now and back on ${back}. Your message is saved and will be answered in order then; you can leave your contact details and what it is about.`,
  stillQueued: (position, minutes) =>
    `You are already in the queue for a person, number ${position}${minutes === undefined ? '' : `, about ${minutes} min to go`}.`,
  ask: (labels) => `Just to be sure, which one do you mean?\n${numbered(labels)}`,
  whichOrder: (why, labels, said) => {
    const list = numbered(labels)
    if (why === 'several') return `More than one of your orders fits. Which one do you mean?\n${list}`
    if (why === 'near')
      return `No order fits that exactly. ${labels.length === 1 ? 'Do you mean this one?' : 'Do you mean one of these?'}\n${list}`
    const none = said === undefined ? 'I cannot find that order' : `I cannot find an order ending ${said}`
    return labels.length === 0
      ? `${none}; there are no orders in this account. If you ordered with another account, please ask from there, or talk to a person.`
      : `${none}, could you check the number? Your latest orders are:\n${list}`
  },
  inviteProof: () =>
    'Shall I look up your own order? To protect your privacy, please send me the full order number and the last four digits of the phone number you ordered with.',
  inviteDigits: () =>
    'Shall I look up that order? To protect your privacy, please also send me the last four digits of the phone number you ordered with.',
  proveFirst: () =>
    'For that I need to see your order. To protect your privacy, please send me the full order number and the last four digits of the phone number you ordered with.',
  proofMissing: (missing, by) =>
    missing === 'order'
      ? by === 'code'
        ? 'Sure. Please send me the full order number first; it is under "My orders" and in the message you got when you ordered.'
        : 'Thanks. I also need the full order number; it is under "My orders" and in the message you got when you ordered.'
      : 'Thanks. I also need the last four digits of the phone number you ordered with, then I can look it up.',
  proofFailed: (by) =>
    by === 'code'
      ? 'That code does not match; it may be mistyped, or no longer valid. Please check it and send it again, ask for a new one, or reply "agent" and a colleague will check.'
      : 'I could not match that order number and those four digits. Please check them and send them again, or reply "agent" and a colleague will check.',
  proofEnded: (by) =>
    by === 'code'
      ? 'That did not work with a code, so a colleague will check with you.'
      : 'I could not match the order number and the four digits, so a colleague will check with you.',
  orCode: () =>
    'If you are not sure which phone number it was, tap "Send me a code": it goes to the phone or e-mail address given with the order.',
  sendCode: () => 'Send me a code',
  anotherCode: () => 'Send a new code',
  codeSent: () =>
    'If the order number is right, a 6-digit code is on its way to the phone or e-mail address given with the order. It is valid for 10 minutes; just send it to me here. If nothing has come after two minutes, please check the order number, or reply "agent".',
  codeUnsent: () =>
    'Sorry, I cannot send a code right now. You can send me the last four digits of the phone number you ordered with instead, or reply "agent" and a colleague will check.',
  proven: () => 'Thank you, that matches. What would you like to know about this order?',
  provenNoMore: () => 'Thank you, that matches. A colleague has to look into this order.',
  outOfScope: () =>
    'I do not know that one, and I would rather not guess. I can help with orders, parcels, returns, refunds, invoices, coupons and membership, or reply "agent" and a colleague will take over.',
  wordless: () =>
    'I have it, but I cannot look at pictures or files myself. Please tell me in a few words what it is about, or reply "agent" and a colleague will have a look.',
  sorry: () => 'I am sorry for the trouble.',
  safety: (online) =>
    `Your safety comes first: please stop using or eating it and get away from any danger. If anybody is hurt or unwell, see a doctor, and in an emergency call your local emergency number. ${comingEn(online)}`,
  selfHarm: (online) =>
    `I am worried about you, and you do not have to go through this alone. Please reach out to somebody you trust right now, or call a crisis line or your local emergency number. ${comingEn(online)}`,
  otherLanguage: (language) =>
    `You seem to be writing in ${nameOf(language, 'en') ?? 'another language'}. I only know Chinese and English and would rather not guess, so a colleague will help you.`,
  asksAgain: () => 'It looks as if my answer did not help.',
  person: () => 'Talk to a person',
}

const numbered = (labels: readonly string[]): string =>
  labels.map((label, index) => `${index + 1}. ${label}`).join('\n')

const comingZh = (online: boolean): string =>
  online
    ? '已为您加急转接人工客服，同事会最先来处理。'
    : '已为您加急转接人工客服；现在暂时没有同事在线，一上线会最先处理您的消息。'
const comingEn = (online: boolean): string =>
  online
    ? 'I have called in a colleague, who will come to you first.'
    : 'I have called in a colleague; nobody is online right now, and yours is the first message they will see.'

/** A language's name in one of ours. */
const nameOf = (language: string, ours: Language): string | undefined => {
  const name = new Intl.DisplayNames([ours], { type: 'language' }).of(language)
  return name === language ? undefined : name
}

export const PHRASES: Record<Language, Phrases> = { zh, en }
