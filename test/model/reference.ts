import type { LogEvent } from '../../src/domain/message.ts'

/** An event as the model has it: what of a log a client can tell. */
export type Entry = Pick<LogEvent, 'seq' | 'kind'> & {
  from: string
  cid?: string
  text?: string
  target?: number
  toSeq?: number
  gone?: true
}

/**
 * What the log, the wire's answers and a client's screen should be, without disks, threads and sockets: one conversation
 * whose customer and agent write, take back and roll back. A crash changes nothing that was acknowledged.
 */
export const createReference = (before: readonly Entry[] = []) => {
  const log: Entry[] = [...before]
  const byCid = new Map<string, number>()
  const byOp = new Map<string, number>()
  /** By what they took back: a message is taken back once, whoever asks again. */
  const recalls = new Map<number, number>()
  const cursors = { customer: 0, agent: 0 }

  const add = (entry: Omit<Entry, 'seq'>): number => {
    log.push({ seq: log.length + 1, ...entry })
    return log.length
  }
  const blank = (entry: Entry | undefined): void => {
    if (entry === undefined || isOperation(entry)) return
    delete entry.text
    entry.gone = true
  }
  const isOperation = ({ kind }: Entry): boolean => kind === 'recall' || kind === 'rollback'

  return {
    log,
    cursors,
    /** The seq of the acknowledgement, and whether it is a repeated one (W3). */
    send: (from: string, cid: string, text: string): { seq: number; dup: boolean } => {
      const known = byCid.get(`${from}/${cid}`)
      if (known !== undefined) return { seq: known, dup: true }
      const seq = add({ kind: 'text', from, cid, text })
      byCid.set(`${from}/${cid}`, seq)
      return { seq, dup: false }
    },
    /** Undefined where it is refused: there is no such message, or it is not one (W5). */
    recall: (by: string, target: number, opId: string): { seq: number; dup: boolean } | undefined => {
      const known = byOp.get(opId) ?? recalls.get(target)
      if (known !== undefined) return { seq: known, dup: true }
      const entry = log[target - 1]
      if (entry === undefined || isOperation(entry)) return undefined
      const seq = add({ kind: 'recall', from: by, target })
      byOp.set(opId, seq)
      recalls.set(target, seq)
      blank(entry)
      return { seq, dup: false }
    },
    rollback: (by: string, toSeq: number, opId: string): { seq: number; dup: boolean } | undefined => {
      const known = byOp.get(opId)
      if (known !== undefined) return { seq: known, dup: true }
      if (toSeq > log.length) return undefined
      const above = log.slice(toSeq)
      const seq = add({ kind: 'rollback', from: by, toSeq })
      byOp.set(opId, seq)
      for (const entry of above) blank(entry)
      return { seq, dup: false }
    },
    /** Cursors only move forward and never past the head. */
    receipt: (by: 'customer' | 'agent', seq: number): number => {
      cursors[by] = Math.max(cursors[by], Math.min(seq, log.length))
      return cursors[by]
    },
    /** What a resume above `seq` replays. */
    above: (seq: number): Entry[] => log.slice(seq),
  }
}

export type Reference = ReturnType<typeof createReference>
