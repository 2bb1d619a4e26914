import { readFileSync } from 'node:fs'
import type { Locator, Page, Route } from 'playwright-core'
import type { Role } from '../../src/domain/message.ts'
import { type Looks, openBrowser, PAGES } from './browser.ts'
import { type Running, startProduct } from './product.ts'

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

/** What the server answers to calls below /v1/knowledge, by `METHOD path`; the query is not part of it. Status 200 unless the answer is a `Reply`. */
export type Answers = Record<string, unknown | ((route: Route) => unknown)>

export class Reply {
  readonly status: number
  readonly body: unknown
  constructor(status: number, body: unknown) {
    this.status = status
    this.body = body
  }
}

/** `application/problem+json` as the server sends it. */
export const problem = (status: number, code: string, detail: string): Reply =>
  new Reply(status, { status, code, detail })

export interface Opened {
  running: Running
  page: Page
  /** Calls below /v1/knowledge that were made, with their bodies. */
  calls: { call: string; body: string | null }[]
  /** Changed by a test as it goes. */
  answers: Answers
}

/** The knowledge pages in a browser before a server whose knowledge is made of `answers`. */
export const openKnowledge = async (
  hash: string,
  { answers, role = 'knowledge', ...looks }: Looks & { answers: Answers; role?: Role },
): Promise<Opened> => {
  const running = await startProduct({ overrides: { pages: PAGES } })
  const context = await openBrowser(looks)
  const page = await context.newPage()
  const calls: Opened['calls'] = []
  const now = { ...answers }
  await page.route('**/v1/knowledge/**', async (route) => {
    const request = route.request()
    const call = `${request.method()} ${new URL(request.url()).pathname.replace('/v1/knowledge', '')}`
    calls.push({ call, body: request.postData() })
    const answer = now[call]
    const given = typeof answer === 'function' ? await answer(route) : answer
    if (given === undefined)
      return route.fulfill({ status: 404, json: { code: 'not_found', detail: `no answer for ${call}` } })
    if (given === 'abort') return route.abort()
    const { status, body } = given instanceof Reply ? given : new Reply(200, given)
    await (status === 204 ? route.fulfill({ status }) : route.fulfill({ status, json: body }))
  })
  await page.goto(`${running.url}/knowledge#token=${await running.token(role, 'lin', { name: '林晓' })}`)
  await page.locator('.menu').waitFor()
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
  return { running, page, calls, answers: now }
}

/** Rules of WCAG 2.1 A and AA that the page breaks, each with the first element. */
export const axeFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE)
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
  )) as { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }
  return found.violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  )
}

/** A picture to be looked at, taken only where `SCREENS_DIR` says into which folder. Those of docs/screens: `npm run screens`. */
export const screen = async (what: Page | Locator, name: string): Promise<void> => {
  const folder = process.env['SCREENS_DIR']
  if (folder !== undefined) await what.screenshot({ path: `${folder}/${name}.png` })
}
