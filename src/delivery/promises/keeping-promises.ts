import type { Conversation } from '../../domain/conversation.ts'
import type { Decision, Draft } from '../../domain/decision.ts'
import type { Append, Store } from '../../ports/store.ts'
import type { FindPromises } from './find-promises.ts'

type Writes = Pick<Store, 'append' | 'finishTurn' | 'recall' | 'rollback'>

export interface KeepingPromisesParts {
  store: Writes
  find: FindPromises
  now(): Date
  /** A conversation's promises are others now. */
  changed(conversation: Conversation): void
}

/**
 * The writes of a store through which no promise passes unseen: what agents and the bot's answers promise is kept in the very transaction of
 * their message, so that no crash lies between them. What the bot says beside its answers promises nothing.
 */
export const keepingPromises = ({ store, find, now, changed }: KeepingPromisesParts): Writes => {
  const withPromises = (entry: Append, order?: string): Append => {
    const promises = find(entry.text ?? '', now()).map((one) => (order === undefined ? one : { order, ...one }))
    return promises.length === 0 ? entry : { ...entry, promises }
  }
  return {
    append: async (entry) => {
      const spoken = entry.from.role === 'agent' && entry.kind === 'text'
      const kept = spoken ? withPromises(entry) : entry
      const result = await store.append(kept)
      if (kept !== entry && !result.dup) changed(result.conversation)
      return result
    },
    finishTurn: async (turn) => {
      const { reply, record } = turn
      if (reply?.answer === undefined) return store.finishTurn(turn)
      const kept = withPromises(reply, saidBy(record.decision)?.order)
      const result = await store.finishTurn({ ...turn, reply: kept })
      if (kept !== reply && result.event !== undefined) changed(result.conversation)
      return result
    },
    recall: async (op) => takenBack(await store.recall(op)),
    rollback: async (op) => takenBack(await store.rollback(op)),
  }

  function takenBack(result: Awaited<ReturnType<Store['recall']>>): typeof result {
    if (!result.dup) changed(result.conversation)
    return result
  }
}

const saidBy = (decision: Decision): Draft | undefined =>
  decision.kind === 'answer' ? decision.draft : decision.kind === 'suggest' ? decision.said : undefined
