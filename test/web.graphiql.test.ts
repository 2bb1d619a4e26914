import { expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { startProduct } from './helpers/product.ts'

it.skipIf(!canBrowse)(
  'GraphiQL in demo mode: reads the schema and runs a query, without a request to anybody else',
  {
    timeout: 120_000,
  },
  async () => {
    const running = await startProduct({ overrides: { pages: PAGES } })
    const context = await openBrowser()
    const asked: string[] = []
    context.on('request', (request) => asked.push(new URL(request.url()).host))
    const page = await context.newPage()
    await page.goto(`${running.url}/graphiql`)
    await page.locator('.graphiql-query-editor').waitFor()
    await page.getByRole('button', { name: /Execute query/ }).click()
    await page.locator('.result-window', { hasText: '3345' }).waitFor()
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    await page.locator('.graphiql-doc-explorer', { hasText: 'Query' }).waitFor()
    expect([...new Set(asked)]).toEqual([new URL(running.url).host])
  },
)

it('there is no GraphiQL outside demo mode', async () => {
  const running = await startProduct({ config: { demo: false } })
  expect((await running.call('/graphiql')).status).toBe(404)
})
