import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { restoreSnapshot, takeSnapshot } from '../src/adapters/sqlite/snapshot.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { customer, expectRefusal, logOf, message, TENANT } from './contract/store-words.ts'

describe('snapshots', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tabdesk-snapshot-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))
  const at = (name: string): string => join(root, name)

  it('[W2] a snapshot of a store that is being written is sound, and restored it has a new epoch', async () => {
    const store = await createSqliteStore({ dir: at('a') })
    const { conversation } = await store.append(message())
    let writing = true
    const writers = Array.from({ length: 5 }, async (_, i) => {
      while (writing) await store.append(message({ from: customer(`c${i}`) }))
    })
    const taken = await takeSnapshot(at('a'), at('one.db'))
    writing = false
    await Promise.all(writers)
    await store.close()
    expect(taken.events).toBeGreaterThan(0)
    expect(await restoreSnapshot(at('one.db'), at('b'))).toEqual(taken)

    const restored = await createSqliteStore({ dir: at('b') })
    expect(restored.opened).toMatchObject(taken)
    const [event] = await logOf(restored, conversation.id)
    expect(event?.epoch).not.toBe(conversation.epoch)
    expect(await restored.conversation(TENANT, conversation.id)).toMatchObject({ epoch: event?.epoch })
    await restored.append(message())
    await restored.close()
  })

  it('refuses what would overwrite or what is not there, and leaves nothing behind', async () => {
    const store = await createSqliteStore({ dir: at('a') })
    await store.append(message())
    await store.close()
    writeFileSync(at('mine.txt'), 'mine')
    await expectRefusal(takeSnapshot(at('a'), at('mine.txt')), 'bad_input', /mine\.txt/)
    await expectRefusal(takeSnapshot(at('nowhere'), at('x.db')), 'not_found')
    await takeSnapshot(at('a'), at('x.db'))
    await expectRefusal(restoreSnapshot(at('x.db'), at('a')), 'bad_input', /has a store/)
    await expectRefusal(restoreSnapshot(at('nothing.db'), at('c')), 'bad_input', /nothing\.db/)
    await expect(restoreSnapshot(at('mine.txt'), at('c'))).rejects.toThrow()
    expect(existsSync(join(at('c'), 'store.db'))).toBe(false)
  })
})
