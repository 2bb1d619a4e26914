import { describe, expect, it } from 'vitest'
import { canBrowse, openBrowser, PAGES } from './helpers/browser.ts'
import { FIELDS, HOSTILE, put, sweep, unusable, WATCHER, watchHostile } from './helpers/hostile.ts'
import { startProduct } from './helpers/product.ts'

const TIMEOUT = { timeout: 240_000 }
/** Each page that has fields, what is there once they are, and how many there are at least. */
const PLACES = [
  ['articles', '.article-row', 1],
  ['articles/payment-methods', '#answer-zh', 10],
  ['try', '#try-question', 1],
  ['never', '#never-questions', 4],
  ['synonyms', '#try-question', 2],
  ['products', '.products-tools .field', 1],
] as const

/** A table whose every cell is hostile, and whose name is too. */
const TABLE = {
  name: '退款"><img src=x onerror=top.hostileRan=1>\u202egnp.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    `﻿问题,答案,分类\n${[HOSTILE.script, HOSTILE.turned, HOSTILE.zeroWidth, HOSTILE.unbroken]
      .map((text) => `"${text.replaceAll('"', '""')}","答 ${text.replaceAll('"', '""')}","=cmd|' /C calc'!A0"`)
      .join('\n')}\n`,
  ),
}

describe.skipIf(!canBrowse)('hostile text on the knowledge pages', () => {
  it(
    'in every field, in saved articles and in imported files is shown as text or refused in words',
    TIMEOUT,
    async () => {
      const running = await startProduct({ models: 'real', overrides: { pages: PAGES } })
      const context = await openBrowser({ script: WATCHER, width: 1024 })
      const done = watchHostile(context)
      const page = await context.newPage()
      await page.goto(
        `${running.url}/knowledge#token=${await running.token('knowledge', 'lin', { name: HOSTILE.script.slice(0, 100) })}`,
      )
      await page.locator('.menu').waitFor()
      const faults: string[] = []
      for (const [place, there, fields] of PLACES) {
        await page.evaluate(`location.hash = '#/${place}'`)
        await page.locator(there).first().waitFor()
        if (place === 'synonyms') await page.getByRole('button', { name: '添加' }).first().click()
        const found = await sweep(page.locator('main'), place, faults)
        expect(found.length, found.join()).toBeGreaterThanOrEqual(fields)
      }

      // What is saved is read back as text, in the list, the editor, the trial and the history.
      await page.evaluate(`location.hash = '#/articles/_new'`)
      await page.locator('#title').waitFor()
      const title = HOSTILE.script.slice(0, 80)
      await put(page.locator('#title'), title)
      await put(page.locator('#answer-zh'), HOSTILE.script)
      await page.keyboard.press('Control+s')
      await page.getByText('链接只能是 http、https、mailto 或 tel').waitFor()
      // Without its links and the slot that nobody knows it is an answer like any other.
      await put(page.locator('#answer-zh'), HOSTILE.script.split('">')[0] ?? '')
      await put(page.getByLabel('添加问法'), HOSTILE.turned)
      await put(page.locator('#intent'), 'hostile_text')
      await page.keyboard.press('Control+s')
      await page.getByText('马上生效').waitFor()
      expect(await unusable(page)).toEqual([])
      await page.evaluate(`location.hash = '#/articles'`)
      await page.locator('.article-row').first().waitFor()
      await put(page.locator('main').locator(FIELDS).first(), title)
      await page.locator('.article-row', { hasText: '<script>' }).first().waitFor()
      await page.evaluate(`location.hash = '#/try'`)
      await put(page.locator('#try-question'), HOSTILE.turned)
      await page.locator('#try-question').press('Enter')
      await page.locator('.hit', { hasText: '<script>' }).first().waitFor()
      expect(await unusable(page)).toEqual([])

      await page.evaluate(`location.hash = '#/import'`)
      await page.locator('input[type=file]').setInputFiles(TABLE)
      // A single file leads straight to what it would change.
      await page.locator('main h1', { hasText: '<img' }).waitFor()
      expect(await unusable(page)).toEqual([])
      expect(done).toEqual([])
      expect(faults).toEqual([])
    },
  )
})
