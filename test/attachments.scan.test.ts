import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createScanCommand } from '../src/adapters/local/scan-command.ts'
import { loadConfig } from '../src/config.ts'
import { expectRefusal } from './contract/store-words.ts'
import { type Running, startProduct } from './helpers/product.ts'

const CLEAN = Buffer.from('%PDF-1.7\n退货运费发票\n%%EOF\n')
/** Of the length of the clean one, so that only the scan can tell them apart. */
const INFECTED = Buffer.from('%PDF-1.7\nEVIL-TEST-FILE-01 \n%%EOF\n')
/** Clean, and held back by its scan until the file `go` is there. */
const SLOW = Buffer.from('%PDF-1.7\nSLOW 售后照片\n%%EOF\n')

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tabdesk-scan-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
})
const script = (text: string): string[] => ['sh', '-c', text, 'scan']
const inPlace = (name: string): string => join(directory, name)

const start = (scan: string[]): Promise<Running> => {
  const { attachments } = loadConfig({ DATA_DIR: directory })
  return startProduct({ config: { attachments: { ...attachments, scan } } })
}
const upload = async ({ url, token }: Running, sub: string, bytes: Buffer) => {
  const authorization = `Bearer ${await token('customer', sub)}`
  const begun = await fetch(`${url}/v1/attachments`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ name: '发票.pdf', size: bytes.length }),
  })
  const { id } = (await begun.json()) as { id: string }
  const answer = await fetch(`${url}/v1/attachments/${id}?offset=0`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })
  const read = async () => (await fetch(`${url}/v1/attachments/${id}`, { headers: { authorization } })).status
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests, which fail when a field is not there
  return { status: answer.status, body: (await answer.json()) as any, id, read }
}
const kept = ({ dataDir }: Running, id: string): string[] =>
  readdirSync(join(dataDir, 'attachments'), { recursive: true })
    .map(String)
    .filter((name) => name.includes(id))

describe('a scan of what customers send', () => {
  const SCAN = 'if grep -q EVIL "$1"; then exit 1; fi'

  it('refuses what is infected and keeps nothing of it; what is clean is sent', async () => {
    const product = await start(script(SCAN))
    const infected = await upload(product, 'mei', INFECTED)
    expect(infected).toMatchObject({ status: 422, body: { code: 'unprocessable', field: 'file' } })
    expect(infected.body.url).toBeUndefined()
    expect(await infected.read()).toBe(404)
    expect(kept(product, infected.id)).toEqual([])
    const clean = await upload(product, 'mei', CLEAN)
    expect(clean.status).toBe(201)
    expect(await clean.read()).toBe(200)
  })

  it('negative control: without it the same file is kept and read', async () => {
    const product = await start([])
    const infected = await upload(product, 'mei', INFECTED)
    expect(infected.status).toBe(201)
    expect(await infected.read()).toBe(200)
    expect(kept(product, infected.id)).not.toEqual([])
  })

  it('holds up nobody but who waits for it', async () => {
    const product = await start(
      script(
        `if grep -q SLOW "$1"; then while [ -d '${directory}' ] && [ ! -f '${inPlace('go')}' ]; do sleep 0.05; done; fi`,
      ),
    )
    let answered = false
    const slow = upload(product, 'mei', SLOW).finally(() => {
      answered = true
    })
    expect((await upload(product, 'li', CLEAN)).status).toBe(201)
    expect(await (await product.client('customer', 'li')).say('发票发您了')).toMatchObject({ type: 'ack' })
    expect(answered).toBe(false)
    writeFileSync(inPlace('go'), '')
    expect((await slow).status).toBe(201)
  })
})

describe('a scan that never answers', () => {
  /** Milliseconds. Where the command has not begun by then it is refused all the same. */
  const DEADLINE_MS = 500
  /** Until the test is over: what escapes does not stay. */
  const ON = 'while [ -d "$(dirname "$1")" ]; do sleep 0.1; done'
  const isThere = (pid: number): boolean => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  }

  it.each([
    ['sleeps', 'exec sleep 60'],
    ['sits out that it is told to end', `trap "" TERM; ${ON}`],
    ['says “clean” when it is told to end', `trap "exit 0" TERM; ${ON}`],
    ['says “infected” when it is told to end', `trap "exit 1" TERM; ${ON}`],
  ])('and %s is ended; its file is one that could not be looked at', async (_, body) => {
    const pid = inPlace('pid')
    const scan = createScanCommand(script(`echo $$ > '${pid}'; ${body}`), DEADLINE_MS)
    await expectRefusal(scan(inPlace('a.pdf')), 'busy', /could not be scanned/)
    const begun = existsSync(pid) ? Number(readFileSync(pid, 'utf8')) : 0
    if (begun > 0) await expect.poll(() => isThere(begun)).toBe(false)
  })

  it('negative control: one that answers in its time is believed', async () => {
    await createScanCommand(script('exit 0'), 60_000)(inPlace('a.pdf'))
    await expectRefusal(createScanCommand(script('exit 1'), 60_000)(inPlace('a.pdf')), 'unprocessable', /infected/)
  })
})
