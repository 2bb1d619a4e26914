import { describe, expect, it } from 'vitest'
import type { VoterBook, VoterCommand } from '../src/domain/voter.ts'
import {
  EMPTY_BOOK,
  withBroken,
  withCommand,
  withGivenUp,
  withoutFile,
  withVersion,
} from '../src/pipeline/plug-ins/book.ts'

const stamp = { by: 'ann', at: '2026-11-22T08:00:00.000Z' }
const taken = (book: VoterBook, sha: string, weight?: number): VoterBook =>
  withVersion(
    book,
    { name: 'x', sha, kind: 'rules', path: '' },
    { ...(weight === undefined ? {} : { weight }) },
    { by: 'tabdesk', at: stamp.at },
  )
const told = (book: VoterBook, ...commands: VoterCommand[]): VoterBook =>
  commands.reduce((before, command) => withCommand(before, 'x', command, stamp), book)
const x = (book: VoterBook) => book.voters['x']

describe('the book of voters', () => {
  it('[PV1] starts a new file in shadow, with the weight that it asks for', () => {
    expect(x(taken(EMPTY_BOOK, 'v1', 0.5))).toMatchObject({ state: 'shadow', version: 'v1', weight: 0.5, history: [] })
  })
  it('[PV1] puts a changed file in shadow beside the one that is on, which goes on', () => {
    const book = taken(told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }), 'v2')
    expect(x(book)).toMatchObject({ state: 'on', version: 'v1', candidate: 'v2' })
    expect(x(told(book, { do: 'on' }))).toMatchObject({
      state: 'on',
      version: 'v2',
      history: [{ version: 'v1' }, { version: 'v2' }],
    })
    expect(x(told(book, { do: 'on' }))?.candidate).toBeUndefined()
  })
  it('knows no voter by a name that every object has', () => {
    expect(() => withCommand(EMPTY_BOOK, 'constructor', { do: 'off' }, stamp)).toThrow('there is no voter constructor')
    expect(
      withoutFile(withBroken(EMPTY_BOOK, 'constructor', 'v1', 'its name', stamp.at), 'constructor', stamp),
    ).toEqual(EMPTY_BOOK)
  })
  it('drops the newer version when the file is again what is on', () => {
    const book = taken(taken(told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }), 'v2'), 'v1')
    expect(x(book)).toMatchObject({ state: 'on', version: 'v1', seen: 'v1' })
    expect(x(book)?.candidate).toBeUndefined()
  })
  it('[PV5] goes back to the version that was on before, with its weight, and on beyond it', () => {
    let book = told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }, { do: 'weight', weight: 0.3 })
    book = told(taken(book, 'v2'), { do: 'on' }, { do: 'weight', weight: 2 })
    book = told(taken(book, 'v3'), { do: 'on' })
    const back = told(book, { do: 'rollback' })
    expect(x(back)).toMatchObject({ state: 'on', version: 'v2', weight: 2 })
    expect(x(told(back, { do: 'rollback' }))).toMatchObject({ state: 'on', version: 'v1', weight: 0.3 })
    expect(() => told(back, { do: 'rollback' }, { do: 'rollback' })).toThrow('no version to go back to')
    expect(x(told(back, { do: 'rollback' }, { do: 'rollback', to: 'v3' }))).toMatchObject({
      state: 'on',
      version: 'v3',
    })
    expect(x(back)?.versions.map(({ sha }) => sha)).toEqual(['v1', 'v2', 'v3'])
  })
  it('does not take rolling back for a new file', () => {
    const book = told(taken(told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }), 'v2'), { do: 'on' }, { do: 'rollback' })
    expect(x(book)).toMatchObject({ version: 'v1', seen: 'v2' })
  })
  it('forgets versions that were never on, once another one came', () => {
    expect(x(taken(taken(EMPTY_BOOK, 'v1'), 'v2'))?.versions.map(({ sha }) => sha)).toEqual(['v2'])
  })
  it('[PV2] names a broken file and leaves the voter as it was; a good one takes the name away', () => {
    const before = told(taken(EMPTY_BOOK, 'v1'), { do: 'on' })
    const book = withBroken(before, 'x', 'v2', 'no rules', stamp.at)
    expect(book.voters).toEqual(before.voters)
    expect(book.broken['x']).toEqual({ sha: 'v2', what: 'no rules', since: stamp.at })
    expect(taken(book, 'v3').broken).toEqual({})
  })
  it('[PV4] switches off what failed too often, and says why until somebody decides', () => {
    const book = withGivenUp(told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }), 'x', 'v1', '5 failures', stamp)
    expect(x(book)).toMatchObject({ state: 'off', reason: '5 failures' })
    expect(x(told(book, { do: 'on' }))?.reason).toBeUndefined()
  })
  it('[PV4] drops a newer version that fails in shadow; the one that is on goes on', () => {
    const book = withGivenUp(taken(told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }), 'v2'), 'x', 'v2', '5 failures', stamp)
    expect(x(book)).toMatchObject({ state: 'on', version: 'v1' })
    expect(book.broken['x']?.what).toBe('5 failures')
  })
  it('switches off what has no file any more; when it comes back it is new', () => {
    const gone = withoutFile(told(taken(EMPTY_BOOK, 'v1'), { do: 'on' }), 'x', stamp)
    expect(x(gone)).toMatchObject({ state: 'off' })
    expect(x(gone)?.seen).toBeUndefined()
    expect(x(taken(gone, 'v1'))).toMatchObject({ state: 'shadow', version: 'v1' })
  })
  it('refuses by field what cannot be done', () => {
    const book = taken(EMPTY_BOOK, 'v1')
    expect(() => withCommand(book, 'y', { do: 'on' }, stamp)).toThrow('there is no voter y; there are x')
    const torn = withBroken(book, 'y', 'v1', 'no rules', stamp.at)
    expect(() => withCommand(torn, 'y', { do: 'on' }, stamp)).toThrow('y cannot be used: no rules')
    expect(() => withCommand(torn, 'z', { do: 'on' }, stamp)).toThrow('there is no voter z')
    expect(() => told(book, { do: 'weight', weight: 0 })).toThrow('weight is 0: use 0.01 to 10')
    expect(() => told(book, { do: 'weight', weight: Number.NaN })).toThrow('weight is NaN')
    expect(() => told(book, { do: 'rollback', to: 'zz' })).toThrow('to is zz: use one of v1')
  })
})
