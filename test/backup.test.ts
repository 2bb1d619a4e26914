import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, extract } from 'tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeBackup } from '../src/adapters/archive/backup.ts'
import { restoreBackup } from '../src/adapters/archive/restore.ts'
import { restoreSnapshot, takeSnapshot } from '../src/adapters/sqlite/snapshot.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { customer, expectRefusal, message } from './contract/store-words.ts'
import { inspect } from './faults/oracle.ts'
import { connect } from './helpers/client.ts'
import { runToEnd, spawnProduct } from './helpers/process.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tabdesk-backup-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string): string => join(root, name)
const now = (): Date => new Date('2026-11-22T08:00:00.000Z')
const parts = (out: string) => ({ dataDir: at('data'), out: at(out), version: '0.1.0', now, takeSnapshot })

describe('backup and restore', () => {
  /** Writers that note what was acknowledged; `stop` ends them. */
  const writing = async () => {
    const store = await createSqliteStore({ dir: at('data') })
    const acked: string[] = []
    let going = true
    const writers = Array.from({ length: 4 }, async (_, i) => {
      while (going) {
        const { event } = await store.append(message({ from: customer(`c${i}`) }))
        acked.push(event.cid ?? '')
      }
    })
    const stop = async (): Promise<void> => {
      going = false
      await Promise.all(writers)
      await store.close()
    }
    while (acked.length < 200) await new Promise(setImmediate)
    return { acked, stop }
  }
  const restored = async (file: string) => restoreBackup({ file, dataDir: at('back'), restoreSnapshot })

  it('[ST1] [W2] taken while messages come in: nothing acknowledged before it began is missing, and the log has a new epoch', async () => {
    const { acked, stop } = await writing()
    const before = [...acked]
    const taken = await takeBackup(parts('one.tar.gz'))
    await stop()
    expect(taken.store.events).toBeGreaterThanOrEqual(before.length)
    expect(await restored(at('one.tar.gz'))).toMatchObject({ store: taken.store })
    expect(await inspect(at('back'), before)).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
    expect(readdirSync(at('back')).filter((name) => name === 'restoring')).toEqual([])
  })

  it('negative control: a backup with an older copy of the store is seen to lose', async () => {
    const old = await createSqliteStore({ dir: at('data') })
    await old.append(message())
    await old.close()
    await takeSnapshot(at('data'), at('old.db'))
    const { acked, stop } = await writing()
    const before = [...acked]
    await takeBackup({
      ...parts('old.tar'),
      takeSnapshot: async (_, file) => {
        copyFileSync(at('old.db'), file)
        return { conversations: 1, events: 1 }
      },
    })
    await stop()
    await restored(at('old.tar'))
    expect((await inspect(at('back'), before)).lost).toBe(before.length)
  })

  it('keeps everything else of DATA_DIR, and nothing half-written', async () => {
    const { stop } = await writing()
    writeFileSync(at('data/jwt-secret'), 'a secret of the shop that is long enough')
    writeFileSync(at('data/live.json.1234.tmp'), 'half')
    for (const ending of ['', '.json', '.clean']) writeFileSync(at(`data/upload.part${ending}`), 'half')
    await takeBackup(parts('two.tar'))
    await stop()
    await restored(at('two.tar'))
    expect(readFileSync(at('back/jwt-secret'), 'utf8')).toBe('a secret of the shop that is long enough')
    expect(readdirSync(at('back')).filter((name) => /\.(tmp|part)|^restoring/.test(name))).toEqual([])
  })

  it('moves nothing from outside, and restores no store that its manifest does not vouch for', async () => {
    const { stop } = await writing()
    await stop()
    writeFileSync(at('data/jwt-secret'), 'a secret of the shop that is long enough')
    await takeBackup(parts('good.tar'))
    mkdirSync(at('forged'))
    await extract({ file: at('good.tar'), cwd: at('forged') })
    const manifest = JSON.parse(readFileSync(at('forged/manifest.json'), 'utf8'))
    const forge = async (name: string, content: string): Promise<string> => {
      writeFileSync(at('forged/manifest.json'), content)
      await create({ file: at(name), cwd: at('forged') }, ['manifest.json', 'jwt-secret', 'store.db'])
      return at(name)
    }
    // As it would be found from where the backup is unpacked: the file that is there is the one that is named.
    writeFileSync(at('theirs'), 'a secret of the shop that is long enough')
    const own = manifest.files.find(({ path }: { path: string }) => path === 'jwt-secret')
    const moving = { ...manifest, files: [...manifest.files, { ...own, path: '../../theirs' }] }
    await expectRefusal(restored(await forge('moving.tar', JSON.stringify(moving))), 'bad_input', /outside of it/)
    expect(existsSync(at('theirs'))).toBe(true)
    const storeless = { ...manifest, files: [own] }
    await expectRefusal(restored(await forge('less.tar', JSON.stringify(storeless))), 'bad_input', /names no store\.db/)
    for (const nonsense of ['{', 'null', '{"format":1,"store":{},"files":{}}'])
      await expectRefusal(restored(await forge(`${nonsense.length}.tar`, nonsense)), 'bad_input')
    expect(readdirSync(at('back'))).toEqual([])
  })

  it('refuses a damaged backup, restores nothing of it, and says which file', async () => {
    const { stop } = await writing()
    await stop()
    writeFileSync(at('data/jwt-secret'), 'x'.repeat(64))
    await takeBackup(parts('three.tar'))
    const bytes = readFileSync(at('three.tar'))
    bytes[bytes.indexOf('x'.repeat(64)) + 5] = 0x79
    writeFileSync(at('bad.tar'), bytes)
    await expectRefusal(restored(at('bad.tar')), 'storage', /jwt-secret is not as it was/)
    expect(readdirSync(at('back'))).toEqual([])
    writeFileSync(at('cut.tar'), bytes.subarray(0, bytes.length / 2))
    await expect(restored(at('cut.tar'))).rejects.toThrow(/cut\.tar|damaged/)
    expect(readdirSync(at('back'))).toEqual([])
  })

  it('refuses to write over a file or into DATA_DIR, to restore over data, and what is no backup', async () => {
    const { stop } = await writing()
    await stop()
    writeFileSync(at('mine.tar'), 'mine')
    await expectRefusal(takeBackup(parts('mine.tar')), 'bad_input', /mine\.tar exists/)
    await expectRefusal(takeBackup(parts('data/in.tar')), 'bad_input', /inside DATA_DIR/)
    await expectRefusal(takeBackup({ ...parts('no.tar'), dataDir: at('nowhere') }), 'not_found')
    expect(existsSync(at('no.tar'))).toBe(false)
    await takeBackup(parts('good.tar'))
    await expectRefusal(
      restoreBackup({ file: at('good.tar'), dataDir: at('data'), restoreSnapshot }),
      'bad_input',
      /holds/,
    )
    await create({ file: at('other.tar'), cwd: root }, ['mine.tar'])
    await expectRefusal(restored(at('other.tar')), 'bad_input', /no backup of Tabdesk/)
    await expectRefusal(restored(at('mine.tar')), 'bad_input', /cannot be unpacked|no backup/)
    await expectRefusal(restored(at('nothing.tar')), 'bad_input', /no file/)
    expect(readdirSync(root).filter((name) => name.includes('.tmp'))).toEqual([])
  })

  it('a file that is tidied away while its folder is copied is looked for again', async () => {
    const { stop } = await writing()
    await stop()
    mkdirSync(at('data/packs'))
    writeFileSync(at('data/packs/a'), 'lines')
    writeFileSync(at('data/first'), '')
    let looks = 0
    const taken = await takeBackup({
      ...parts('tidy.tar'),
      copy: async (from, to) => {
        if (from.endsWith('packs/a') && looks++ === 0) renameSync(at('data/packs/a'), at('data/packs/b'))
        await copyFile(from, to)
      },
    })
    expect(taken.files.map(({ path }) => path)).toEqual(['first', 'packs/b', 'store.db'])
  })
})

it('[W2] [W4] backup and restore of the running product, by the command line: sessions go on, what came later is said to be gone', {
  timeout: 120_000,
}, async () => {
  const env = { PORT: '0', DATA_DIR: at('data') }
  let product = await spawnProduct(env)
  const token = (await runToEnd(['token', '--role', 'customer', '--sub', 'mei'], env)).stdout.trim()
  const mei = await connect(product.url, token)
  const { conversation, seq, epoch } = await mei.say('你好呀，想问下退货运费谁出')
  await mei.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
  const backup = await runToEnd(['backup', '--out', at('shop.tar.gz'), '--json'], env)
  expect(backup).toMatchObject({ code: 0 })
  expect(JSON.parse(backup.stdout)).toMatchObject({ conversations: 1 })
  const later = await mei.say('还有，多久到账')
  await mei.close()
  await product.stop()

  expect(await runToEnd(['restore', '--in', at('shop.tar.gz')], env)).toMatchObject({ code: 2 })
  const again = { ...env, DATA_DIR: at('again') }
  expect(await runToEnd(['restore', '--in', at('shop.tar.gz')], again)).toMatchObject({ code: 0 })
  product = await spawnProduct(again)
  const back = await connect(product.url, token, { device: 'test', resume: [{ conversation, epoch, seq: later.seq }] })
  const welcome = await back.next((frame) => frame.type === 'welcome')
  expect(welcome.conversations).toMatchObject([{ conversation, recovered: false }])
  expect(welcome.conversations[0].epoch).not.toBe(epoch)
  expect(welcome.conversations[0].head).toBeGreaterThanOrEqual(seq)
  expect(welcome.conversations[0].head).toBeLessThan(later.seq + 1)
  await back.close()
  await product.stop()
})
