import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import { createTokens } from '../src/gateway/auth.ts'
import { createServer, type Server, wholeLog } from './chaos/stage.ts'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { createFrontDoor } from './helpers/front-door.ts'
import { hasPostgres } from './helpers/postgres-server.ts'
import { SECRET } from './helpers/product.ts'
import { hasRedis, startRedis } from './helpers/redis-server.ts'
import { judgeScreens, type Numbered } from './helpers/screens-oracle.ts'
import { startQuickly } from './postgres-under-test.ts'

const TIMEOUT = { timeout: 600_000 }
const PATIENCE = { timeout: 120_000, interval: 50 }
/** Milliseconds of talk amid each fault, and between two messages of one side. */
const AMID_MS = 1_500
const EVERY_MS = 300

/** Writes down every state that the widget shows of each of the customer's messages, in the order in which it shows them. */
const WRITE_DOWN_STATES = `(() => {
  window.shownStates = {}
  const look = () => {
    for (const one of document.querySelectorAll('.message.customer')) {
      const text = one.querySelector('.plain')?.textContent ?? ''
      const ticks = one.querySelector('.ticks')?.className.replace('ticks ', '')
      const state = ticks ?? (one.querySelector('.failed') ? 'failed' : 'sending')
      const states = (window.shownStates[text] ??= [])
      if (states.at(-1) !== state) states.push(state)
    }
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true })
  look()
})()`

/** Numbered words into a box, until it is told to end. */
const talk = (side: string, page: Page, box: string, keys: string) => {
  const said: string[] = []
  let goesOn = true
  const done = (async () => {
    while (goesOn) {
      const text = `${side}${said.length + 1}：还在吗`
      await page.locator(box).fill(text)
      await page.locator(box).press(keys)
      said.push(text)
      await sleep(EVERY_MS)
    }
  })()
  return {
    said,
    end: () => {
      goesOn = false
      return done
    },
  }
}

const partsOf = async (url: string | undefined): Promise<{ status: number; parts: Record<string, Part> }> => {
  const answer = await fetch(`${url}/readyz`)
  return { status: answer.status, parts: ((await answer.json()) as { parts: Record<string, Part> }).parts }
}
interface Part {
  state: string
  since?: string
  reason?: string
  means?: { en: string; zh: string }
  do?: { en: string; zh: string }
  peers?: number
}

describe.skipIf(!canBrowse || !hasPostgres || !hasRedis)(
  'two processes, with a customer and an agent in the browser',
  () => {
    it(
      '[W1] [W3] [W4] killed, stopped, without Redis, without PostgreSQL, restarted: every word stands once and in order on both screens',
      TIMEOUT,
      async () => {
        const postgres = await startQuickly()
        onTestFinished(() => postgres.close())
        const redis = await startRedis()
        onTestFinished(redis.close)
        const DATABASE_URL = await postgres.database()
        const env = { DATABASE_URL, REDIS_URL: redis.url, PAGES }
        const [a, b] = (await Promise.all([createServer({ env }), createServer({ env })])) as [Server, Server]
        await Promise.all([a.start(), b.start()])
        const door = await createFrontDoor(() => [a, b].flatMap((one) => one.where() ?? []))
        onTestFinished(door.close)

        const browser = await openBrowser()
        const dialled = { customer: 0, agent: 0 }
        const customer = await browser.newPage()
        customer.on('websocket', () => (dialled.customer += 1))
        await customer.goto(`${door.url}/widget`)
        await customer.locator('.composer textarea').fill('转人工')
        await customer.locator('.composer textarea').press('Enter')
        const agent = await browser.newPage()
        agent.on('websocket', () => (dialled.agent += 1))
        const token = await createTokens(SECRET).sign(
          { role: 'agent', sub: 'ann', tenant: 'default', name: '安安' },
          3_600,
        )
        await agent.goto(`${door.url}/#token=${token}`)
        await agent.locator('.rows .row').first().click()
        await agent.keyboard.press('Alt+a')
        await expect.poll(() => agent.locator('#reply').isEditable(), PATIENCE).toBe(true)
        await customer.evaluate(WRITE_DOWN_STATES)
        const talks = [
          talk('客', customer, '.composer textarea', 'Enter'),
          talk('答', agent, '#reply', 'Control+Enter'),
        ]
        const unsent = async () =>
          (await customer.locator('.message.pending').count()) + (await agent.locator('.message.pending').count())
        /** Nothing that was said so far waits any more. */
        const allStored = async (what: string) => {
          const last = talks.map(({ said }) => said.at(-1) ?? '')
          for (const [n, page] of [customer, agent].entries())
            await expect
              .poll(() => page.locator('.message.pending', { hasText: last[n] ?? '' }).count(), {
                ...PATIENCE,
                message: what,
              })
              .toBe(0)
        }
        const amid = async (
          what: string,
          fault: () => unknown,
          heal: () => unknown,
          meanwhile?: () => Promise<void>,
        ) => {
          await fault()
          await sleep(AMID_MS)
          await meanwhile?.()
          await heal()
          await allStored(what)
        }
        /** Degraded or down parts say since when, why, what it means and what to do. */
        const says = async (one: Server, part: string, state: string, status: number) => {
          await expect
            .poll(async () => {
              const { status, parts } = await partsOf(one.where())
              return [status, parts[part]?.state]
            }, PATIENCE)
            .toEqual([status, state])
          const { since, reason, means, do: remedy } = (await partsOf(one.where())).parts[part] as Part
          expect(Date.parse(since ?? '')).toBeLessThanOrEqual(Date.now())
          for (const text of [reason, means?.en, means?.zh, remedy?.en, remedy?.zh]) expect(text).toBeTruthy()
        }
        const well = (one: Server) =>
          expect
            .poll(async () => {
              const { status, parts } = await partsOf(one.where())
              return [status, parts['store']?.state, parts['bus']?.state, parts['bus']?.peers]
            }, PATIENCE)
            .toEqual([200, 'ready', 'ready', 1])

        await allStored('before')
        await well(a)
        await amid('kill', a.kill, a.start)
        await well(a)
        // The stopped one takes calls and says nothing: both sides find the other before it wakes.
        await amid(
          'stopped',
          () => process.kill(b.pid(), 'SIGSTOP'),
          () => process.kill(b.pid(), 'SIGCONT'),
          () => allStored('while one stands still'),
        )
        await amid('Redis', redis.kill, redis.start, () => says(a, 'bus', 'degraded', 200))
        await amid('PostgreSQL', postgres.kill, postgres.start, async () => {
          await says(a, 'store', 'down', 503)
          await says(b, 'store', 'down', 503)
          await expect.poll(unsent, { ...PATIENCE, message: 'control: nothing is stored meanwhile' }).toBeGreaterThan(2)
        })
        await Promise.all([a, b].map(well))
        for (const one of [a, b]) await amid('restart', one.stop, one.start)
        await Promise.all([a, b].map(well))

        expect(Math.min(dialled.customer, dialled.agent), 'control: each page had to come back').toBeGreaterThan(1)

        await Promise.all(talks.map(({ end }) => end()))
        await expect.poll(unsent, PATIENCE).toBe(0)
        const [asked, answered] = talks.map(({ said }) => said) as [string[], string[]]
        const store = await createPostgresStore({ url: DATABASE_URL })
        onTestFinished(() => store.close())
        const { log } = await wholeLog(store)
        const textsOn = async (page: Page): Promise<string[]> =>
          (await page.locator('.message.customer .bubble, .message.agent .bubble').allInnerTexts()).map((text) =>
            text.trim(),
          )
        const seen = async (): Promise<Numbered> => ({
          said: [asked, answered],
          log: log.flatMap(({ from, text }) => (from.role === 'customer' || from.role === 'agent' ? [text ?? ''] : [])),
          screens: { widget: await textsOn(customer), console: await textsOn(agent) },
          states: (await customer.evaluate('window.shownStates')) as Record<string, string[]>,
        })
        await expect.poll(async () => judgeScreens(await seen()), PATIENCE).toEqual([])
        // Control: what is missing on a screen is found.
        await customer.evaluate(`[...document.querySelectorAll('.message.customer')].at(-3).remove()`)
        expect(judgeScreens(await seen())).toEqual([`widget lacks ${asked.at(-3)}`])
      },
    )
  },
)
