import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSqliteStore } from '../../src/adapters/sqlite/store.ts'
import { newCid } from '../../test/helpers/client.ts'

export interface Seeded {
  dataDir: string
  conversations: { tenant: string; customer: string; conversation: string; epoch: string }[]
}

const AT_ONCE = 512

/** A folder with a log in it: `conversations` of `messages` each, none of which is owed a turn. `tenantOf` says whose the nth is. */
export const seed = async (
  conversations: number,
  messages: number,
  tenantOf: (n: number) => string = () => 'default',
): Promise<Seeded> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
  const store = await createSqliteStore({ dir: dataDir })
  const made: Seeded['conversations'] = []
  const say = async (n: number, text: string): Promise<void> => {
    const tenant = tenantOf(n)
    const customer = `c${n}`
    const { conversation } = await store.append({
      tenant,
      cid: newCid(),
      from: { role: 'customer', id: customer, name: customer },
      kind: 'text',
      text,
      owesTurn: false,
    })
    made[n] = { tenant, customer, conversation: conversation.id, epoch: conversation.epoch }
  }
  for (let m = 0; m < messages; m++)
    for (let n = 0; n < conversations; n += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, conversations - n) }, (_, i) =>
          say(n + i, `我的快递到哪了，第 ${m} 次问了。Where is my parcel?`),
        ),
      )
  await store.close()
  return { dataDir, conversations: made }
}
