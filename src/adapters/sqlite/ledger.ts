import type { Ledger } from '../../ports/sql/ledger.ts'
import type { Conversations, Held } from './conversations.ts'
import type { Database } from './driver.ts'
import { createLog } from './log.ts'
import type { Names } from './names.ts'
import { createPromises } from './promises.ts'
import { createRecords } from './records.ts'

/** What the rules of writing see of the writer's running transaction. */
export const createLedger = (db: Database, names: Names, conversations: Conversations): Ledger => {
  const { blank, ...log } = createLog(db, names, conversations)
  const { dropInputs, ...records } = createRecords(db)
  const { drop, ...promises } = createPromises(db)
  return {
    named: conversations.named,
    openOf: conversations.openOf,
    create: conversations.create,
    save: (held, conversation) => conversations.save(held as Held, conversation),
    ...log,
    ...records,
    ...promises,
    takeBack: (taken, range, by, mark) => {
      const held = taken as Held
      blank(held, range, by, mark)
      dropInputs(held, range)
      drop(held, range)
    },
  }
}
