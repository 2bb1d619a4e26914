import { openBrowser, PAGES } from './browser.ts'
import { type StartOptions, startProduct } from './product.ts'

/** The demo shop of a product of its own in a browser, its widget open and ready to write in. */
export const openWidget = async (looks: Parameters<typeof openBrowser>[0] = {}, options: StartOptions = {}) => {
  const running = await startProduct({ ...options, overrides: { pages: PAGES, ...options.overrides } })
  const context = await openBrowser(looks)
  const page = await context.newPage()
  await page.goto(`${running.url}/demo`)
  await page.waitForFunction('window.tabdesk !== undefined')
  await page.evaluate('window.tabdesk.open()')
  const widget = page.frameLocator('iframe')
  const box = widget.locator('.composer textarea')
  await box.waitFor()
  const ask = async (text: string): Promise<void> => {
    await box.fill(text)
    await box.press('Enter')
  }
  return { running, context, page, widget, box, ask }
}
