import type { BrowserContext, Page } from 'playwright-core'
import type { Role } from '../../src/domain/message.ts'
import { type Looks, openBrowser, PAGES } from './browser.ts'
import { newCid } from './client.ts'
import { type Running, type StartOptions, startProduct } from './product.ts'

/** The product with the built pages. */
export const startConsole = (options: StartOptions = {}): Promise<Running> =>
  startProduct({ ...options, overrides: { pages: PAGES, ...options.overrides } })

/** A browser of its own with the console of an agent in it. */
export const openConsole = async (
  running: Running,
  {
    agent = 'ann',
    name = '安安',
    role = 'agent',
    ...looks
  }: Looks & { agent?: string; name?: string; role?: Role } = {},
): Promise<{ page: Page; context: BrowserContext }> => {
  const context = await openBrowser(looks)
  const page = await context.newPage()
  await page.goto(`${running.url}/#token=${await running.token(role, agent, { name })}`)
  await page.locator('nav.inbox').waitFor()
  return { page, context }
}

/** Chooses a list of the inbox that stands in the menu of the rare ones. */
export const openRareList = async (page: Page, name: string): Promise<void> => {
  await page.locator('.rare-filters > button').click()
  await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click()
}

export interface Said {
  customer: string
  name: string
  text: string
  channel?: string
}

/** Customers who have written and wait for a person, in this order. */
export const waitingCustomers = async ({ product }: Running, said: readonly Said[]): Promise<string[]> => {
  const ids: string[] = []
  for (const { customer, name, text, channel } of said) {
    const { conversation } = await product.store.append({
      tenant: 'default',
      cid: newCid(),
      from: { role: 'customer', id: customer, name },
      kind: 'text',
      text,
      owesTurn: false,
      ...(channel !== undefined && { channel }),
    })
    ids.push(conversation.id)
  }
  return ids
}

/** What `ghost` shows, once it shows something. */
export const ghostText = (page: Page): Promise<string | null> => page.locator('.ghost-layer .ghost').textContent()

/** Whether the reply box has the focus. */
export const isWriting = (page: Page): Promise<boolean> =>
  page.evaluate(`document.activeElement?.id === 'reply'`) as Promise<boolean>
