import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openDraftBots } from '../src/compose-draft-bot.ts'
import { loadConfig } from '../src/config.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import { createLibrary } from '../src/knowledge/library.ts'
import { createWords } from '../src/knowledge/words.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import { articleOf } from './helpers/articles.ts'

const NOW = new Date('2026-11-22T08:00:00Z')
const QUESTION = '会员专属的开票额度是多少'

it('finds for who asks what is for who asks: what only customers who are known may read, for them and nobody else', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-draft-bot-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const noVectors = () => Promise.reject(new Error('no encoder'))
  const { openBot } = await openDraftBots(
    {
      config: { dataDir, knowledgeDir: 'knowledge', modelsDir: 'models' },
      ...{ headsDir: 'models/starter', encoder: 'none', learned: [], provable: false },
      policy: { ...loadConfig({}, dataDir).policy, answerAbove: 0, outOfScopeAbove: 1, answerAboveByIntent: {} },
    },
    { embed: noVectors, known: () => undefined },
  )
  const library = createLibrary({ words: createWords(), normalise })
  await library.replace([
    articleOf('members', {
      ...{ intent: 'invoice_how_to', audience: 'identified', questions: { zh: [QUESTION], en: [] } },
      answers: { zh: [{ text: '每单两万元。' }], en: [] },
    }),
  ])
  const bot = await openBot(library, NOW)
  await bot.changed()
  const card = { orders: [], parcels: [], highlights: [], sources: [] }
  const askedBy = (customer: string) =>
    bot.treat({
      ...{ text: QUESTION, written: QUESTION, said: normalise(QUESTION), language: 'zh', count: 1 },
      asker: { conversation: { customer } as Conversation, card },
    })
  expect((await askedBy('c1'))?.text).toBe('每单两万元。')
  expect(await askedBy('visitor-1')).toBeUndefined()
})
