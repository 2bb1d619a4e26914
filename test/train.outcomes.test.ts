import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { createTerminal } from '../src/cli/terminal.ts'
import { runTrain } from '../src/cli/train.ts'
import { LEAST_ROWS } from '../src/learning/from-outcomes.ts'
import { message, recordOf, TENANT } from './contract/store-words.ts'
import { draftOf } from './helpers/understanding.ts'

const EXAMPLES = {
  shipping_time: [
    '什么时候发货',
    '还没发货吗',
    'when will it ship',
    'has my order been sent',
    '几天能发出',
    '今天能寄出吗',
  ],
  refund_status: [
    '退款到了吗',
    '钱什么时候退回来',
    'where is my refund',
    'refund not received',
    '退款进度',
    '退的钱没收到',
  ],
  cancel_order: ['我要取消订单', '不想要了', 'cancel my order', 'please cancel it', '订单能撤销吗', '帮我取消一下'],
}
const INTENTS = Object.keys(EXAMPLES)
const ASKED = ['老板啥时候给我寄啊', '我退的款咋还没动静', '这单不要了帮我弄掉']

/** A tenant's messages, each answered by an agent with one of the suggestions. */
const withOutcomes = async (messages: number): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-outcomes-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const store = await createSqliteStore({ dir: dataDir })
  for (let i = 0; i < messages; i++) {
    const text = `${ASKED[i % 3]}${'，急'.repeat(1 + Math.floor(i / 3))}`
    const from = { role: 'customer' as const, id: `customer-${i}`, name: '林晓' }
    const { conversation, event } = await store.append(message({ text, from }))
    const record = recordOf(conversation.id, event.seq)
    const suggestions = [i % 3, (i + 1) % 3].map((n) => draftOf({ intent: INTENTS[n] as string }))
    await store.finishTurn({
      record: { ...record, decision: { kind: 'suggest', reason: 'not_sure_enough', suggestions } },
    })
    await store.outcome({
      tenant: TENANT,
      record: record.id,
      suggestion: `${record.id}:0`,
      result: 'accepted',
      by: 'ann',
      at: record.at,
    })
  }
  await store.close()
  return dataDir
}

const examplesFile = async (dataDir: string): Promise<string> => {
  const rows = Object.entries(EXAMPLES).flatMap(([intent, texts]) => texts.map((text) => ({ text, intent })))
  const file = join(dataDir, 'examples.jsonl')
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'))
  return file
}

const terminal = () => {
  const said: string[] = []
  const quiet = createTerminal({ quiet: true })
  return {
    said,
    ...quiet,
    out: (line: string) => void said.push(line),
    say: (line: string) => void said.push(line),
    json: (value: unknown) => void said.push(JSON.stringify(value)),
  }
}

describe('training on outcomes', { timeout: 120_000 }, () => {
  it('adds what people did to the examples, keeps the model in DATA_DIR, and says no customer’s word', async () => {
    const dataDir = await withOutcomes(60)
    const out = join(dataDir, 'models/learned')
    const heard = terminal()
    const options = { data: [await examplesFile(dataDir)], out, seed: 1, workers: 1, json: true }
    const { manifest } = await runTrain({ ...options, fromOutcomes: dataDir }, heard)
    const { outcomes } = JSON.parse(heard.said.at(-1) as string)
    expect(outcomes.turns).toBe(60)
    expect(outcomes.heldOut).toBeGreaterThan(0)
    expect(outcomes.used).toBe(60 - outcomes.heldOut)
    expect(manifest.data.examples).toBe(18 + outcomes.used)
    await access(join(out, 'heads.bin'))
    expect(heard.said.join('\n')).not.toMatch(/老板|动静|弄掉/)
  })

  it('refuses too little to learn from, naming what there is, and writes nothing', async () => {
    const dataDir = await withOutcomes(9)
    const out = join(dataDir, 'models/learned')
    const options = { data: [await examplesFile(dataDir)], out, seed: 1, workers: 1 }
    await expect(runTrain({ ...options, fromOutcomes: dataDir }, terminal())).rejects.toThrow(
      new RegExp(`of 9 turns .* ${LEAST_ROWS} are needed`),
    )
    await expect(access(out)).rejects.toThrow()
  })
})
