import type { Language } from '../domain/message.ts'

/** What the bot says of itself; everything else comes from articles. */
export interface Phrases {
  handOff(position: number, minutes: number | undefined): string
  handOffNobody(position: number): string
  stillQueued(position: number, minutes: number | undefined): string
  ask(labels: readonly string[]): string
  outOfScope(): string
  sorry(): string
  person(): string
}

const zh: Phrases = {
  handOff: (position, minutes) =>
    `已为您转接人工客服，您排在第 ${position} 位${minutes === undefined ? '' : `，预计等待约 ${minutes} 分钟`}。您可以先把情况写下来，同事接入后马上能看到。`,
  handOffNobody: (position) =>
    `已为您转接人工客服，您排在第 ${position} 位。现在暂时没有同事在线，您的留言已经保存，同事上线后会按顺序回复您。`,
  stillQueued: (position, minutes) =>
    `您已经在人工队列里，目前第 ${position} 位${minutes === undefined ? '' : `，预计还需约 ${minutes} 分钟`}。`,
  ask: (labels) =>
    `我想确认一下，您是想问哪一个？\n${labels.map((label, index) => `${index + 1}. ${label}`).join('\n')}`,
  outOfScope: () =>
    '这个问题我答不上来，不想乱说。我能帮您查订单和物流、处理退换货、退款、发票、优惠券和会员问题；也可以回复“转人工”，由同事来帮您。',
  sorry: () => '抱歉让您久等、也让您不愉快了。',
  person: () => '转人工',
}

const en: Phrases = {
  handOff: (position, minutes) =>
    `I am passing you to a colleague. You are number ${position} in the queue${minutes === undefined ? '' : `, about ${minutes} min`}. Feel free to add details; they will see everything you write.`,
  handOffNobody: (position) =>
    `I am passing you to a colleague. You are number ${position} in the queue. Nobody is online right now; your message is saved and will be answered in order as soon as somebody is back.`,
  stillQueued: (position, minutes) =>
    `You are already in the queue for a person, number ${position}${minutes === undefined ? '' : `, about ${minutes} min to go`}.`,
  ask: (labels) =>
    `Just to be sure, which one do you mean?\n${labels.map((label, index) => `${index + 1}. ${label}`).join('\n')}`,
  outOfScope: () =>
    'I do not know that one, and I would rather not guess. I can help with orders, parcels, returns, refunds, invoices, coupons and membership, or reply "agent" and a colleague will take over.',
  sorry: () => 'I am sorry for the trouble.',
  person: () => 'Talk to a person',
}

export const PHRASES: Record<Language, Phrases> = { zh, en }
