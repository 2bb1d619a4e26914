import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { newCid } from '../src/client/cid.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * The inbox scrolled in Chromium against the built product (`npm run build` first), with 50 and with 5,000 conversations in it, by the wheel
 * and by ArrowDown held; rounds take turns. Where pictures are drawn in software on cores that the server and the wheel share, frames a
 * second say more of the machine than of the page, so beside them stands what the page asks of its main thread for a frame: script, style
 * and layout, milliseconds (`Performance.getMetrics`), and the ratio of the two lists in the same run. `long`: tasks of 50 ms and more;
 * `late`: share of frames that came more than 16.7 ms, and half as much again for a timer's grain, after the one before.
 * Usage: node --import tsx bench/scroll.ts [--many 5000] [--rounds 2]
 */
const option = (name: string, usual: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? usual : Number(process.argv[at + 1])
}
const FEW = 50
const MANY = option('many', 5_000)
const ROUNDS = option('rounds', 2)
/** Of one way of scrolling in one round. */
const STEPS = 120
/** Milliseconds between two steps: a wheel's and a held key's, some thirty a second. */
const STEP_MS = 33
const WHEEL_PX = 240
/** Milliseconds from one frame to the next at 60 a second, and what a timer may be off. */
const FRAME_MS = 16.7
const GRAIN = 1.5
/** Appends that wait for the store together. */
const AT_ONCE = 1_000
const NAMES = ['王小明', '李静', '张伟', 'Ana Torres', '陈思远', 'John Smith']
const SAYS = ['我的快递怎么还没到', '发票抬头写错了能改吗', 'where is my refund', '想换一个大一号的', '优惠券用不了']

/** Runs in the page. */
const WATCH = `window.watched = (() => {
  let frames = [], last, running = false, long = 0
  new PerformanceObserver((list) => { if (running) long += list.getEntries().length }).observe({ entryTypes: ['longtask'] })
  const frame = (at) => {
    if (!running) return
    if (last !== undefined) frames.push(at - last)
    last = at
    requestAnimationFrame(frame)
  }
  return {
    begin: () => { frames = []; last = undefined; long = 0; running = true; requestAnimationFrame(frame) },
    end: () => { running = false; return { frames, long } },
  }
})()`

interface Sample {
  frames: number[]
  long: number
  /** Milliseconds of the main thread: script, style and layout. */
  work: number
}

/** A folder whose store holds so many conversations that wait for the bot, and nothing that is owed. */
const seeded = async (many: number): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-scroll-'))
  const store = await createSqliteStore({ dir })
  for (let done = 0; done < many; done += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, many - done) }, (_, i) =>
        store.append({
          tenant: 'default',
          cid: newCid(),
          from: { role: 'customer', id: `c${done + i}`, name: `${NAMES[(done + i) % NAMES.length]} ${done + i}` },
          kind: 'text',
          text: SAYS[(done + i) % SAYS.length] ?? '',
          owesTurn: false,
          ...(i % 4 === 1 && { channel: 'wechat' }),
        }),
      ),
    )
  await store.close()
  return dir
}

const workOf = async (cdp: CDPSession): Promise<number> => {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  return (of('ScriptDuration') + of('RecalcStyleDuration') + of('LayoutDuration')) * 1000
}

const measured = async (page: Page, cdp: CDPSession, step: (n: number) => Promise<void>): Promise<Sample> => {
  const before = await workOf(cdp)
  await page.evaluate('window.watched.begin()')
  const began = performance.now()
  for (let n = 0; n < STEPS; n++) {
    await step(n)
    await page.waitForTimeout(Math.max(0, began + (n + 1) * STEP_MS - performance.now()))
  }
  const { frames, long } = (await page.evaluate('window.watched.end()')) as Omit<Sample, 'work'>
  return { frames, long, work: (await workOf(cdp)) - before }
}

const openInbox = async (many: number) => {
  const dataDir = await seeded(many)
  const product = await startBuilt('{}', { dataDir })
  const context = await chromium.launchPersistentContext(join(dataDir, 'chromium'), {
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
  })
  const page = await context.newPage()
  await page.goto(`${product.url}/#token=${await product.token('agent', 'ann')}`)
  await page.getByRole('button', { name: /^全部/ }).click()
  await page.locator(`.rows li[aria-setsize="${many}"]`).first().waitFor({ timeout: 120_000 })
  await page.evaluate(WATCH)
  const cdp = await context.newCDPSession(page)
  await cdp.send('Performance.enable')
  const top = () => page.locator('.rows').evaluate((rows) => rows.scrollTo({ top: 0 }))
  // Down and up again in turn, so that the short list is scrolled as much as the long one.
  const turns = (many * 82) / WHEEL_PX / 2
  return {
    wheel: async (): Promise<Sample> => {
      await top()
      await page.locator('.rows').hover()
      return measured(page, cdp, (n) => page.mouse.wheel(0, Math.floor(n / turns) % 2 === 0 ? WHEEL_PX : -WHEEL_PX))
    },
    arrows: async (): Promise<Sample> => {
      await top()
      await page.locator('.rows .row').first().focus()
      return measured(page, cdp, (n) =>
        page.keyboard.press(Math.floor(n / (many - 1)) % 2 === 0 ? 'ArrowDown' : 'ArrowUp'),
      )
    },
    close: async () => {
      await context.close()
      await product.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const of = (samples: readonly Sample[]) => {
  const frames = samples.flatMap((one) => one.frames)
  const total = frames.reduce((sum, one) => sum + one, 0)
  return {
    framesASecond: round((frames.length / total) * 1000, 1),
    p50: round(quantile(frames, 0.5), 1),
    p99: round(quantile(frames, 0.99), 1),
    late: round(frames.filter((one) => one > FRAME_MS * GRAIN).length / frames.length, 3),
    long: samples.reduce((sum, one) => sum + one.long, 0),
    mainThreadMs: round(samples.reduce((sum, one) => sum + one.work, 0) / frames.length, 2),
  }
}

const few = await openInbox(FEW)
const many = await openInbox(MANY)
for (const way of ['wheel', 'arrows'] as const) {
  const samples = { few: [] as Sample[], many: [] as Sample[] }
  // One to warm up.
  await few[way]()
  await many[way]()
  for (let round = 0; round < ROUNDS; round++) {
    samples.few.push(await few[way]())
    samples.many.push(await many[way]())
  }
  const [short, long] = [of(samples.few), of(samples.many)]
  console.log(
    JSON.stringify({
      bench: 'scroll',
      way,
      conversations: { [FEW]: short, [MANY]: long },
      mainThreadRatio: round(long.mainThreadMs / short.mainThreadMs),
    }),
  )
}
await many.close()
await few.close()
process.exit(0)
