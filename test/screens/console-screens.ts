import type { Page } from 'playwright-core'
import { SETTINGS_AREAS } from '../../src/domain/settings.ts'
import { aWeekOfOutcomes, deskAtWork } from '../helpers/desk-at-work.ts'
import type { Session } from './session.ts'

/** The agent's side: desk, sheets, inspector, honesty page and settings. */
export const consoleScreens = async (session: Session): Promise<void> => {
  const { running, language, open, say, take } = session
  const out = await open('/')
  await out.locator('.sign-in-card').waitFor()
  await take(out, 'sign-in')
  await out.close()

  const conversation = await deskAtWork(running, language)
  await aWeekOfOutcomes(running, language === 'zh')
  const page = await open('/', 'admin')
  await page.locator('.rows .row').first().waitFor()
  await take(page, 'inbox')
  await page.evaluate(`location.hash = 'c=${conversation}'`)
  await page.locator('.message.agent').first().waitFor()
  await page.locator('.context .customer-card').waitFor()
  await page.locator('#reply').focus()
  await page.locator('.ghost-layer .ghost').filter({ hasText: /\S/ }).waitFor()
  await take(page, 'work')
  await page.keyboard.press('Alt+o')
  await take(page, 'context')
  await page.keyboard.press('Alt+o')
  await atBox(session, page)
  await sheets(session, page)

  await page.locator('.message.customer').last().hover()
  await page
    .locator('.message.customer')
    .last()
    .getByRole('button', { name: say('怎么理解的', 'How it was understood') })
    .click()
  await page.locator('dialog.inspector .verdict').waitFor()
  await take(page, 'inspector')
  await page.keyboard.press('Escape')

  await page.evaluate(`location.hash = 'honesty'`)
  await page.locator('.acceptance-chart canvas').waitFor()
  await take(page, 'honesty')
  await page.evaluate(`location.hash = 'honesty?bin=8'`)
  await page.locator('.honest-turns tbody tr').first().waitFor()
  await take(page, 'honesty-turns')

  for (const area of SETTINGS_AREAS) {
    await page.evaluate(`location.hash = 'settings/${area}'`)
    await page.locator(`.areas [href="#settings/${area}"][aria-current=page]`).waitFor()
    await page.locator('.area-form').waitFor()
    if (area === 'hours') await page.getByRole('checkbox').first().check()
    if (area === 'canned' || area === 'tags')
      await page.getByRole('button', { name: say('添加', 'Add'), exact: true }).click()
    if (area === 'widget')
      await page.frameLocator('.look-preview iframe').frameLocator('iframe').locator('.greeting').waitFor()
    await take(page, `settings-${area}`)
  }
  await page.close()
}

const atBox = async ({ take }: Session, page: Page): Promise<void> => {
  await page.keyboard.press('Alt+p')
  await page.locator('.composer.note').waitFor()
  await take(page, 'note')
  await page.keyboard.press('Alt+l')
  await page.keyboard.type('/')
  await page.locator('.picker').waitFor()
  await take(page, 'canned')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Backspace')
}

const sheets = async ({ say, take }: Session, page: Page): Promise<void> => {
  for (const [key, screen] of [
    ['Control+k', 'palette'],
    ['Alt+t', 'transfer'],
    ['Alt+e', 'resolve'],
    ['Alt+s', 'snooze'],
    ['Alt+g', 'tags'],
  ] as const) {
    await page.keyboard.press(key)
    await page.locator('dialog[open]').waitFor()
    await take(page, screen)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  const closing = async (screen: 'rollback' | 'desk-settings' | 'help') => {
    await page.locator('dialog[open]').waitFor()
    await take(page, screen)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  await page.locator('.message.agent').first().hover()
  await page.locator('.message.agent .message-actions button').nth(1).click()
  await closing('rollback')
  const bar = page.locator('.top-bar')
  await bar
    .getByRole('button', { name: say('设置', 'Settings') })
    .first()
    .click()
  await closing('desk-settings')
  await bar
    .getByRole('button', { name: say('快捷键', 'Keyboard') })
    .first()
    .click()
  await closing('help')
}
