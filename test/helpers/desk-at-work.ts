import { onTestFinished } from 'vitest'
import { recordOf } from '../contract/store-words.ts'
import { connect, newCid } from './client.ts'
import type { Running } from './product.ts'
import { draftOf } from './understanding.ts'

const DAY_MS = 86_400_000
const ZH = [
  '王小明:我的货到哪了呀',
  '李静:发票抬头写错了能改吗',
  '陈思远:转人工',
  '周敏:退款怎么还没到账，再不处理我就投诉',
]
const EN = ['Ana Torres:talk to a person', 'John Smith:where is my refund', 'Mei Lin:can I change the address']

/** A desk with work on it: waiting customers, one with orders who was answered by bot and agent. Resolves with that one. */
export const deskAtWork = async (running: Running, language: 'zh' | 'en'): Promise<string> => {
  const zh = language === 'zh'
  const names = zh ? ZH : EN
  const person = zh ? '转人工' : 'talk to a person'
  for (const [at, line] of names.entries()) {
    const [name = '', text = ''] = line.split(':')
    await running.call('/v1/messages', {
      role: 'service',
      sub: 'bridge',
      body: {
        cid: crypto.randomUUID(),
        kind: 'text',
        text,
        customer: { id: `w${at}`, name },
        ...(at % 2 === 1 && { channel: at % 4 === 1 ? 'wechat' : 'email' }),
      },
    })
    await running.call('/v1/messages', {
      role: 'service',
      sub: 'bridge',
      body: { cid: crypto.randomUUID(), kind: 'text', text: person, customer: { id: `w${at}`, name } },
    })
  }
  const client = async (role: 'customer' | 'agent', sub: string, name: string) =>
    connect(running.url, await running.token(role, sub, { name }))
  const customer = await client('customer', 'demo', zh ? '林晓' : 'Lin Xiao')
  const { conversation } = await customer.say(zh ? '我的货到哪了呀' : 'wheres my parcel')
  await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  await customer.say(person)
  const agent = await client('agent', 'ann', zh ? '安安' : 'Ann')
  agent.send({ type: 'claim', conversation })
  await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  await agent.say(zh ? '您好，我来帮您看一下。' : 'Hello, let me look into it.', { conversation })
  await agent.say(zh ? '老客户，语气有点急' : 'Regular customer, in a hurry', { conversation, kind: 'note' })
  await customer.say(zh ? '我的货到哪了呀' : 'wheres my parcel')
  const bo = await client('agent', 'bo', zh ? '小博' : 'Bo')
  await bo.watch(conversation)
  onTestFinished(() => Promise.all([customer, agent, bo].map((one) => one.close())).then(() => undefined))
  return conversation
}

/** A week in which agents made something of suggestions, day by day. */
export const aWeekOfOutcomes = async ({ product: { store } }: Running, zh: boolean): Promise<void> => {
  for (let n = 0; n < 84; n++) {
    const { conversation, event } = await store.append({
      tenant: 'default',
      cid: newCid(),
      from: { role: 'customer', id: `past-${n}`, name: zh ? `王小明${n}` : `Ana ${n}` },
      kind: 'text',
      text: zh ? '我的货到哪了呀' : 'wheres my parcel',
      owesTurn: false,
    })
    const made = recordOf(conversation.id, event.seq)
    const intent = n % 3 === 0 ? 'thanks' : 'greeting'
    const confidence = n % 4 === 0 ? 0.62 : n % 4 === 1 ? 0.88 : 0.95
    await store.finishTurn({
      record: {
        ...made,
        understanding: { ...made.understanding, verdict: { ...made.understanding.verdict, intent, confidence } },
        decision: { kind: 'suggest', reason: 'not_sure_enough', suggestions: [draftOf({ intent })] },
      },
    })
    await store.outcome({
      tenant: 'default',
      record: made.id,
      suggestion: `${made.id}:0`,
      result: n % 10 === 9 ? 'expired' : n % (confidence < 0.7 ? 3 : 11) === 2 ? 'dismissed' : 'accepted',
      by: 'ann',
      at: new Date(Date.now() - 6.5 * DAY_MS + (n * 6.5 * DAY_MS) / 84).toISOString(),
    })
  }
}
