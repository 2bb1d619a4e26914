import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { Call } from '../src/adapters/sqlite/calls.ts'
import type { Database } from '../src/adapters/sqlite/driver.ts'
import { createGroupCommit } from '../src/adapters/sqlite/group-commit.ts'
import { Refusal } from '../src/domain/errors.ts'

/** An error as better-sqlite3 throws it. */
const sqliteError = (code: string): Error => Object.assign(new Error(code), { code })

/** A commit whose calls do what their name says: `ok`, `refuse`, or fail with that SQLite code the first so many times. */
const commitWith = (failCommits: string[] = []) => {
  const trace: string[] = []
  const run = (what: string): void => {
    trace.push(what)
    const fault = what === 'COMMIT' ? failCommits.shift() : undefined
    if (fault !== undefined && fault !== '') throw sqliteError(fault)
  }
  const db = {
    driver: 'better-sqlite3',
    exec: run,
    prepare: (sql: string) => ({ run: () => run(sql) }),
    close: () => {},
  } as unknown as Database
  const commit = createGroupCommit({
    db,
    dir: tmpdir(),
    apply: ({ id, name }) => {
      trace.push(`apply ${id}`)
      if (name === 'refuse') throw new Refusal('not_found', 'nothing there')
      if (name !== 'ok') throw name.startsWith('SQLITE') ? sqliteError(name) : new TypeError(name)
      return `done ${id}`
    },
    flush: () => trace.push('flush'),
    forget: (full) => trace.push(`forget ${full}`),
  })
  const settle = (...names: string[]) => commit(names.map((name, id): Call => ({ id, name, args: [], at: 0 })))
  return { settle, trace }
}

const codes = (settled: ReturnType<ReturnType<typeof commitWith>['settle']>) =>
  settled.replies.map((reply) => ('refused' in reply ? reply.refused.code : 'value'))

describe('group commit', () => {
  it('[ST1] replies after one commit for all, a refused call among them', () => {
    const { settle, trace } = commitWith()
    expect(codes(settle('ok', 'refuse', 'ok'))).toEqual(['value', 'not_found', 'value'])
    expect(trace).toEqual(['BEGIN IMMEDIATE', 'apply 0', 'apply 1', 'apply 2', 'flush', 'COMMIT'])
  })

  it('finds a call that cannot be carried out by trying each alone', () => {
    const { settle, trace } = commitWith()
    expect(codes(settle('ok', 'a bug', 'SQLITE_CONSTRAINT_UNIQUE', 'ok'))).toEqual([
      'value',
      'internal',
      'storage',
      'value',
    ])
    expect(trace.filter((what) => what === 'COMMIT')).toHaveLength(2)
    expect(trace.filter((what) => what === 'ROLLBACK')).toHaveLength(3)
  })

  it('[ST10] refuses all when the disk is full, and forgets what was held', () => {
    const { settle, trace } = commitWith(['SQLITE_FULL'])
    expect(codes(settle('ok', 'ok'))).toEqual(['storage.full', 'storage.full'])
    expect(trace.slice(-2)).toEqual(['ROLLBACK', 'forget true'])
    expect(codes(settle('ok'))).toEqual(['value'])
  })

  it('refuses all while another program writes, without waiting again for each', () => {
    const { settle, trace } = commitWith()
    expect(codes(settle('SQLITE_BUSY', 'ok', 'ok'))).toEqual(['storage', 'storage', 'storage'])
    expect(trace.filter((what) => what === 'BEGIN IMMEDIATE')).toHaveLength(1)
  })

  it('[ST1] never uses a connection again after its disk failed', () => {
    const { settle } = commitWith(['SQLITE_IOERR_FSYNC'])
    const settled = settle('ok', 'ok')
    expect(codes(settled)).toEqual(['storage', 'storage'])
    expect(settled.broken?.code).toBe('storage')

    const later = commitWith(['SQLITE_IOERR_FSYNC'])
    const alone = later.settle('a bug', 'ok', 'ok')
    expect(codes(alone)).toEqual(['internal', 'storage', 'storage'])
    expect(later.trace.filter((what) => what === 'apply 2')).toHaveLength(0)
  })
})
