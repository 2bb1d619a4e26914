import { fileURLToPath } from 'node:url'
import type { Session } from './session.ts'

/** The first in Chinese, the second in English. */
const FILES = ['taobao-wenda.xlsx', 'help-centre.html'] as const
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/knowledge/${name}`, import.meta.url))

/** The pages of the people who write what the bot says. */
export const knowledgeScreens = async ({ open, say, take }: Session): Promise<void> => {
  const page = await open('/knowledge', 'knowledge', 'lin')
  await page.locator('.article-row').first().waitFor()
  await take(page, 'knowledge-articles')
  const go = async (place: string, there: string) => {
    await page.evaluate(`location.hash = '#/${place}'`)
    await page.locator(there).first().waitFor()
  }
  await go('articles/payment-methods', '#answer-zh, #answer-en')
  await take(page, 'knowledge-editor')
  await go('try', '#try-question')
  await page.locator('#try-question').fill(say('我要退货，运费谁出', 'who pays the postage if i send it back'))
  await page.keyboard.press('Enter')
  await page.locator('.hit').first().waitFor()
  await take(page, 'knowledge-try')
  await go('import', 'main h1')
  await page.locator('input[type=file]').setInputFiles(FILES.map(fixture))
  const look = (file: string) => page.getByRole('link', { name: new RegExp(`: ${file}`) })
  for (const file of FILES) await look(file).waitFor()
  await take(page, 'knowledge-import')
  await look(say(...FILES)).click()
  await page.locator('.commit button[type=submit]:enabled').waitFor({ timeout: 240_000 })
  await page.evaluate('scrollTo(0, 0)')
  await take(page, 'knowledge-review')
  await page.locator('.commit button[type=submit]').click()
  await page.getByRole('heading', { name: say('已上线', 'Live') }).waitFor()
  await page.locator('.notice button').click()
  await go('history', '.version-head, main li, main tr')
  await take(page, 'knowledge-history')
  await go('products', 'main table')
  await take(page, 'knowledge-products')
  await go('coverage', 'main h1')
  await page.locator('main [aria-busy=true]').waitFor({ state: 'detached' })
  await take(page, 'knowledge-coverage')
  await go('never', '#never-questions')
  await take(page, 'knowledge-never')
  await go('synonyms', '#try-question')
  await take(page, 'knowledge-synonyms')
  await page.close()
}
