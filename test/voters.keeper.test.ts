import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createVoterFiles } from '../src/adapters/local/voter-files.ts'
import { runVoter } from '../src/compose-voters.ts'
import type { VoterBook, VoterCommand } from '../src/domain/voter.ts'
import { withCommand } from '../src/pipeline/plug-ins/book.ts'
import { heard, PATIENT, votersFolder, watch } from './helpers/voters.ts'

const SOON = { timeout: 30_000, interval: 20 }
const saying = (intent: string): string => `rules: [{ intent: ${intent}, confidence: 0.8, when: { patterns: ["."] } }]`

const opened = async () => {
  const folder = votersFolder()
  const watched = await watch(folder)
  const { keeper, panel } = watched
  const write = (content: string) => writeFileSync(join(folder, 'x.yaml'), content)
  const x = () => keeper.book().voters['x']
  /** Who says what, with which weight. */
  const votes = async () =>
    (await panel.consult(heard('货到哪了'))).opinions.map(({ ranked, weight }) => `${ranked[0]?.intent} ${weight}`)
  return { ...watched, folder, write, x, votes }
}
const becomes = (look: () => unknown, like: unknown) => vi.waitFor(async () => expect(await look()).toEqual(like), SOON)

describe('files that come, change and go', () => {
  it('[PV1] a new file is seen within a few looks and votes in shadow, without a restart', async () => {
    const { write, votes, keeper } = await opened()
    expect(await votes()).toEqual([])
    write(saying('first'))
    await becomes(votes, ['first 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    expect(await votes()).toEqual(['first 1'])
  })

  it('[PV1] a changed file votes in shadow beside the one that is on, until it is switched on', async () => {
    const { write, votes, keeper } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    write(saying('second'))
    await becomes(votes, ['first 1', 'second 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    expect(await votes()).toEqual(['second 1'])
  })

  it('[PV2] a broken file leaves the one before it in place and is named until it is mended', async () => {
    const { write, votes, keeper, folder } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    write('rules: nothing')
    await becomes(() => keeper.problems().map(({ voter }) => voter), ['x'])
    expect(keeper.problems()[0]).toMatchObject({
      what: expect.stringContaining('its file cannot be used'),
      since: expect.any(String),
      todo: expect.stringContaining('goes on meanwhile'),
    })
    expect(await votes()).toEqual(['first 1'])
    expect(readdirSync(join(folder, '.versions', 'x'))).toHaveLength(1)
    write(saying('third'))
    await becomes(votes, ['first 1', 'third 0'])
    expect(keeper.problems()).toEqual([])
  })

  it('[PV5] what was on comes back by rollback, while the file stays what it is', async () => {
    const { write, votes, keeper } = await opened()
    for (const intent of ['first', 'second']) {
      write(saying(intent))
      await becomes(async () => (await votes()).includes(`${intent} 0`), true)
      await keeper.command('x', { do: 'on' }, 'ann')
    }
    expect(await votes()).toEqual(['second 1'])
    await keeper.command('x', { do: 'rollback' }, 'ann')
    await becomes(votes, ['first 1'])
    await new Promise((resolve) => setTimeout(resolve, 10 * PATIENT.pollMs))
    expect(await votes()).toEqual(['first 1'])
  })

  it('a file that is gone votes no more; one that is put aside for a moment does', async () => {
    const { write, votes, keeper, folder } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    rmSync(join(folder, 'x.yaml'))
    write(saying('first'))
    await new Promise((resolve) => setTimeout(resolve, 10 * PATIENT.pollMs))
    expect(await votes()).toEqual(['first 1'])
    rmSync(join(folder, 'x.yaml'))
    await becomes(votes, [])
    write(saying('first'))
    await becomes(votes, ['first 0'])
  })

  it('goes on where it was after a restart, from the copy that was kept', async () => {
    const { write, votes, keeper, folder } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    await keeper.command('x', { do: 'weight', weight: 0.4 }, 'ann')
    await keeper.stop()
    write('rules: nothing')
    const again = await watch(folder)
    const said = async () =>
      (await again.panel.consult(heard('x'))).opinions.map(({ ranked, weight }) => `${ranked[0]?.intent} ${weight}`)
    expect(await said()).toEqual(['first 0.4'])
    await becomes(() => again.keeper.problems().length, 1)
    expect(await said()).toEqual(['first 0.4'])
  })

  it('takes a file only once it has stopped changing', async () => {
    const folder = votersFolder()
    const files = createVoterFiles({ folders: [folder], directory: folder })
    const write = (content: string) => writeFileSync(join(folder, 'x.yaml'), content)
    write('half of')
    expect(await files.scan()).toEqual([])
    write('half of a file')
    expect(await files.scan()).toEqual([])
    expect(await files.scan()).toMatchObject([{ name: 'x', kind: 'rules' }])
  })

  it('ignores what lies beside voters, and takes the first folder where two have one name', async () => {
    const [own, shipped] = [votersFolder(), votersFolder()]
    const files = createVoterFiles({ folders: [own, shipped, join(own, 'not-there')], directory: own })
    for (const name of ['README.md', '.hidden.yaml', 'x.yaml~', 'types.d.ts']) writeFileSync(join(own, name), 'x')
    writeFileSync(join(own, 'x.yaml'), saying('own'))
    writeFileSync(join(shipped, 'x.yaml'), saying('shipped'))
    writeFileSync(join(shipped, 'y.yaml'), saying('other'))
    await files.scan()
    const found = await files.scan()
    expect(found.map(({ name, path }) => [name, path.startsWith(own)])).toEqual([
      ['x', true],
      ['y', false],
    ])
  })
})

describe('the state beside the voters', () => {
  it('[PV6] two programs that change it at once lose nothing of each other', async () => {
    const { write, x, folder, keeper } = await opened()
    write(saying('first'))
    await becomes(() => x()?.state, 'shadow')
    const others = Array.from({ length: 4 }, () => createVoterFiles({ folders: [folder], directory: folder }))
    const told = (command: VoterCommand) => (book: VoterBook) =>
      withCommand(book, 'x', command, { by: 'test', at: new Date().toISOString() })
    const before = keeper.book().n
    await Promise.all(others.flatMap((files) => [1, 2, 3].map(() => files.change(told({ do: 'off' })))))
    await others[0]?.change(told({ do: 'on' }))
    expect((await others[1]?.book())?.n).toBe(before + 13)
    await becomes(() => x()?.state, 'on')
  })

  it('is followed by a keeper that runs, whoever wrote it', async () => {
    const { write, votes, folder } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    const other = createVoterFiles({ folders: [folder], directory: folder })
    const told = (command: VoterCommand) => (book: VoterBook) => withCommand(book, 'x', command, { by: 'cli', at: '' })
    await other.change(told({ do: 'on' }))
    await becomes(votes, ['first 1'])
    await other.change(told({ do: 'weight', weight: 2 }))
    await becomes(votes, ['first 2'])
    await other.change(told({ do: 'off' }))
    await becomes(votes, [])
  })

  it('names a version that somebody took away, and goes on', async () => {
    const { write, votes, keeper, folder } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    await keeper.command('x', { do: 'on' }, 'ann')
    await keeper.stop()
    rmSync(join(folder, '.versions'), { recursive: true })
    const again = await watch(folder)
    await becomes(() => again.keeper.problems().map(({ voter }) => voter), ['x'])
    expect(again.keeper.problems()[0]?.what).toContain('is not in')
  })

  it('starts nothing once it is stopped, however long a file takes to be copied', async () => {
    const folder = votersFolder()
    writeFileSync(join(folder, 'x.yaml'), saying('first'))
    const files = createVoterFiles({ folders: [folder], directory: folder })
    let copied = () => {}
    const copying = new Promise<void>((resolve) => {
      copied = resolve
    })
    const [keep, run] = [vi.fn(files.keep), vi.fn(runVoter)]
    const { keeper } = await watch(folder, {
      files: { ...files, keep: (found) => keep(found).finally(() => copying) },
      run,
    })
    await becomes(() => keep.mock.calls.length, 1)
    const stopped = keeper.stop()
    copied()
    await stopped
    expect(run).not.toHaveBeenCalled()
  })

  it('leaves no half-made copy behind', async () => {
    const { write, votes, folder } = await opened()
    write(saying('first'))
    await becomes(votes, ['first 0'])
    expect(readdirSync(join(folder, '.versions', 'x')).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(existsSync(join(folder, '.state'))).toBe(true)
  })
})
