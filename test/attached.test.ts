import { expect, it } from 'vitest'
import { ATTACHMENTS_URL, withAttachments } from '../src/conversation/attached.ts'
import type { Principal } from '../src/domain/message.ts'
import type { Support } from '../src/ports/support.ts'

const MEI: Principal = { sub: 'mei', role: 'customer', tenant: 'default', name: '美', exp: 0 }
const ANN: Principal = { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 0 }
const fileOf = (id: string) => ({
  name: '发票.pdf',
  mime: 'application/pdf',
  size: 9,
  url: `${ATTACHMENTS_URL}${id}?seal=x`,
})

it('[W5] a file that comes while its conversation is rolled back goes with it; one that comes after stays', async () => {
  const withdrawn: string[] = []
  let head = 2
  let rollBack = (): void => undefined
  const support = withAttachments(
    {
      send: async (_: Principal, { attachment }: { attachment: object }) => ({
        event: { conversation: 'c', seq: ++head, attachment },
      }),
      rollback: () =>
        new Promise((resolve) => {
          rollBack = () => resolve({ event: { conversation: 'c', seq: ++head } })
        }),
    } as unknown as Support,
    {
      attachments: {
        withdraw: async (_, ids) => void withdrawn.push(...ids),
        reinstate: async () => undefined,
      },
      store: { events: async () => ({ conversation: {} as never, events: [] }) },
      isSealed: () => true,
    },
  )
  const send = (id: string) =>
    support.send(MEI, { cid: id, conversation: 'c', kind: 'file', attachment: fileOf(id) } as never)
  await send('before')
  const rolledBack = support.rollback(ANN, { conversation: 'c', toSeq: 1, opId: 'op' })
  await new Promise(setImmediate)
  await send('meanwhile')
  rollBack()
  const after = send('after')
  await Promise.all([rolledBack, after])
  await send('later')
  expect(withdrawn).toEqual(['meanwhile'])
})
