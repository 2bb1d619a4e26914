import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { connect } from '../test/helpers/client.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * What an agent waits for at the reply box, in Chromium against the built product with its model (`npm run build` first), milliseconds:
 * `follows`: from the input of a character to the frame whose ghost has gone on by it; `completes`: from a character that no open suggestion
 * begins with to the frame with a completion of what is typed (debounce and server included; drafts for which there is none are counted);
 * `shows`: from the frame with a customer's message to the frame with its ghost. Usage: node --import tsx bench/ghost.ts
 */
const KEYSTROKES = 200
const PATIENCE_MS = 10_000
/** Within it a ghost that follows at all has followed. */
const LONGEST_MS = 2_000
const QUESTIONS = [
  '发票怎么开',
  'how do i return this',
  '怎么退货',
  'do you ship abroad',
  '能用花呗吗',
  '怎么修改收货地址',
]
const DRAFTS = ['您好，', 'Hello, ', '请您', 'Thank you for', '我帮您', 'Your ', '抱歉', 'Please ']

/** Runs in the page. Times are of frames: a callback before the screen is drawn sees what it will show. */
const WATCH = `
  const ghost = () => document.querySelector('.ghost-layer .ghost')?.textContent ?? ''
  const frames = (is) => new Promise((resolve) => {
    const began = performance.now()
    const look = () => is() ? resolve(performance.now()) : performance.now() - began > ${LONGEST_MS} ? resolve(undefined) : requestAnimationFrame(look)
    requestAnimationFrame(look)
  })
  window.watched = { follows: [], completes: [], shows: [], asking: false }
  addEventListener('beforeinput', (event) => {
    const at = performance.now()
    const before = ghost()
    if (window.watched.asking) frames(() => ghost() !== '').then((shown) => window.watched.completes.push(shown && shown - at))
    else {
      const wanted = before.startsWith(event.data) ? before.slice(event.data.length) : undefined
      frames(() => wanted === undefined || ghost() === wanted).then((shown) => window.watched.follows.push(wanted === undefined ? undefined : shown && shown - at))
    }
  }, true)
  window.nextShown = (text) => {
    const there = () => [...document.querySelectorAll('.message.customer')].some((one) => one.textContent.includes(text))
    frames(there).then((seen) => seen && frames(() => ghost() !== '').then((shown) => window.watched.shows.push(shown && shown - seen)))
  }`
interface Watched {
  follows: (number | null)[]
  completes: (number | null)[]
  shows: (number | null)[]
}

const product = await startBuilt()
const profile = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const context = await chromium.launchPersistentContext(profile, {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
  locale: 'zh-CN',
})
const page = await context.newPage()
const customer = await connect(product.url, await product.token('customer', 'demo'))
const { conversation } = await customer.say('转人工')
await page.goto(`${product.url}/#token=${await product.token('agent', 'ann')}`)
await page.locator('nav.inbox').waitFor()
await page.evaluate(`location.hash = 'c=${conversation}'`)
await page.locator('.message.customer').first().waitFor()
await page.keyboard.press('Alt+a')
await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
await page.evaluate(WATCH)
const box = page.locator('#reply')
const watched = (): Promise<Watched> => page.evaluate('window.watched') as Promise<Watched>
const arrived = async (of: keyof Watched, count: number): Promise<void> => {
  const began = performance.now()
  while ((await watched())[of].length < count && performance.now() - began < PATIENCE_MS) await page.waitForTimeout(20)
}

let typed = 0
for (let n = 0; typed < KEYSTROKES; n++) {
  const text = `${QUESTIONS[n % QUESTIONS.length]}${n < QUESTIONS.length ? '' : ` (${n})`}`
  await box.fill('')
  await page.evaluate(`window.nextShown(${JSON.stringify(text)})`)
  await customer.say(text)
  await arrived('shows', n + 1)
  await box.focus()
  const suggestion = (await page.locator('.ghost-layer .ghost').textContent()) ?? ''
  for (const character of [...suggestion].slice(0, 40)) {
    await page.keyboard.insertText(character)
    await arrived('follows', ++typed)
  }
  if (n > KEYSTROKES) break
}
await page.evaluate('window.watched.asking = true')
let asked = 0
for (const draft of [...DRAFTS, ...DRAFTS]) {
  await box.fill('')
  await page.evaluate('window.watched.asking = false')
  await page.keyboard.insertText(draft.slice(0, -1))
  await page.waitForTimeout(LONGEST_MS)
  await page.evaluate('window.watched.asking = true')
  await page.keyboard.insertText(draft.slice(-1))
  await arrived('completes', ++asked)
}
const of = (samples: readonly (number | null)[]): object => {
  const shown = samples.filter((one) => typeof one === 'number')
  return {
    n: samples.length,
    none: samples.length - shown.length,
    p50: round(quantile(shown, 0.5)),
    p99: round(quantile(shown, 0.99)),
  }
}
const { follows, completes, shows } = await watched()
console.log(JSON.stringify({ bench: 'ghost', follows: of(follows), completes: of(completes), shows: of(shows) }))
await context.close()
await customer.close()
await product.stop()
await rm(profile, { recursive: true, force: true })
process.exit(0)
