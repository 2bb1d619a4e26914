import type { texts as zh } from './first-texts-zh.ts'

export const texts: Record<keyof typeof zh, string> = {
  hello: 'Hello! How can we help?',
  helloMore: 'A bot answers first and says where its answer comes from. A person is one tap away.',
  topics: 'Common questions',
  topic1: 'Where is my parcel?',
  topic2: 'How do I return something?',
  topic3: 'Can I change the name on my invoice?',
  topic4: 'When will I get my refund?',
  person: 'Talk to a person',
  askPerson: 'Talk to a person',
  inQueue: 'In the queue',
  close: 'Close',
  transcript: 'Conversation',
  write: 'Write your question',
  send: 'Send',
  bot: 'Bot',
  agent: 'Support',
  withAgent: '{name} is helping you',
  attachMax: 'Send a picture or a file (up to {max})',
  shop: 'Support',
  notLoaded: 'This part could not be loaded; please reload the page.',
}
