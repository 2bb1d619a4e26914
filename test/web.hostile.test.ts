import type { FrameLocator, Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { NO_SETTINGS } from '../src/domain/settings.ts'
import { canBrowse, openBrowser } from './helpers/browser.ts'
import { openConsole, startConsole, waitingCustomers } from './helpers/console-pages.ts'
import {
  careless,
  HOSTILE,
  HOSTILE_NAMES,
  type HostileName,
  put,
  sweep,
  unusable,
  WATCHER,
  watchHostile,
} from './helpers/hostile.ts'
import { openWidget } from './helpers/widget.ts'

const TIMEOUT = { timeout: 240_000 }
/** What is longer than a message, or holds what is no character, is refused; everything else is somebody's way of writing. */
const REFUSED: ReadonlySet<HostileName> = new Set(['long', 'control', 'broken'])
const became = (name: HostileName) => (REFUSED.has(name) ? 'refused' : 'shown')
/** Passes for a name: the server refuses names of callers that turn text around or hold control characters. */
const NAME = HOSTILE.script.slice(0, 120)

/** Whether one of `bubbles` has the text; of long ones the beginning is looked for. */
const isIn = async (bubbles: Locator, text: string): Promise<boolean> =>
  (await bubbles.allTextContents()).some((shown) => shown.includes(text.trim().slice(0, 200)))

/** What the widget or the console made of a text that was put into `box` and sent with `key`: a message, or words why not. */
const sent = async (page: Page, of: Page | FrameLocator, box: Locator, text: string, key: string): Promise<string> => {
  const own = of.locator('.message:is(.customer, .agent)')
  const refusals = own.getByText(/没有发出去|未发出/)
  const before = await refusals.count()
  const state = async () => {
    if (await isIn(own.and(of.locator(':not(.pending)')).locator('.bubble'), text)) return 'shown'
    const over = await of.locator('.length.over').count()
    return over > 0 || (await refusals.count()) > before ? 'refused' : 'nothing'
  }
  await put(box, text)
  await box.press(key)
  await expect.poll(state, { message: JSON.stringify(text.slice(0, 30)) }).not.toBe('nothing')
  expect(await unusable(page)).toEqual([])
  const end = await state()
  await put(box, '')
  return end
}

describe.skipIf(!canBrowse)('hostile text', () => {
  it('of customers is shown or refused in words, in widget and console; nothing of it runs', TIMEOUT, async () => {
    const { running, context, page, widget } = await openWidget({ script: WATCHER })
    const done = watchHostile(context)
    await page.evaluate(
      `window.tabdesk.identify(${JSON.stringify(await running.token('customer', 'c1', { name: NAME }))})`,
    )
    await widget.locator('.greeting').waitFor()
    const say = (text: string) => sent(page, widget, widget.locator('.composer textarea'), text, 'Enter')
    for (const name of HOSTILE_NAMES) expect(await say(HOSTILE[name]), name).toBe(became(name))
    await say('转人工')
    await widget.locator('.banner.queue').waitFor()

    const desk = await openConsole(running, { script: WATCHER })
    const deskDone = watchHostile(desk.context)
    await desk.page.locator('.rows .row', { hasText: '<script>' }).click()
    await expect.poll(() => desk.page.locator('h1').textContent()).toBe(NAME)
    const said = desk.page.locator('.message.customer .bubble')
    for (const name of HOSTILE_NAMES)
      if (!REFUSED.has(name)) await expect.poll(() => isIn(said, HOSTILE[name]), { message: name }).toBe(true)
    expect(await unusable(desk.page)).toEqual([])
    await desk.page.keyboard.press('Alt+i')
    await desk.page.locator('dialog.inspector').waitFor()
    expect([...done, ...deskDone]).toEqual([])
  })

  it('is told of by the walk where a page renders it (control)', TIMEOUT, async () => {
    const { context, page, widget } = await openWidget({
      script: `${WATCHER}\n${careless('.message.customer .bubble')}`,
    })
    const done = watchHostile(context)
    await widget.locator('.composer textarea').fill(HOSTILE.script)
    await widget.locator('.composer textarea').press('Enter')
    await expect.poll(() => done).toContainEqual(expect.stringContaining('script-src'))
    // And where no CSP stands in its way, it runs.
    await page.goto('about:blank')
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(HOSTILE.script)}; undefined`)
    await expect.poll(() => done).toContainEqual(expect.stringContaining('ran'))
    await page.evaluate(`document.body.innerHTML = '<div style="width: 5000px">wide</div>'`)
    expect(await unusable(page)).toHaveLength(1)
  })

  it('of agents does the same in every field of the console, and goes out as what it is', TIMEOUT, async () => {
    const running = await startConsole()
    const [first = ''] = await waitingCustomers(running, [
      { customer: 'demo', name: '林晓', text: '我的货到哪了呀' },
      { customer: 'c2', name: HOSTILE.turned, text: HOSTILE.unbroken, channel: 'email' },
    ])
    const { page, context } = await openConsole(running, { script: WATCHER, width: 1440 })
    const done = watchHostile(context)
    const faults: string[] = []
    const fields: string[] = []
    const walk = async (scope: Page | Locator, where: string) => fields.push(...(await sweep(scope, where, faults)))

    await page.evaluate(`location.hash = 'c=${first}'`)
    await page.locator('.message.customer').waitFor()
    await page.keyboard.press('Alt+a')
    await page.locator('#reply:not([readonly])').waitFor()
    await page.getByRole('button', { name: /^筛选/ }).click()
    const reveal = page.locator('.context .customer-card').getByRole('button', { name: '查看完整电话' })
    await reveal.click()
    await page.locator('.context .why').waitFor()
    await walk(page, 'desk')
    await put(page.getByRole('textbox', { name: '其他原因' }), HOSTILE.script.slice(0, 150))
    await page.getByRole('textbox', { name: '其他原因' }).press('Enter')
    await page.locator('.context .whole').waitFor()

    for (const [key, mode] of [
      ['Alt+l', 'reply'],
      ['Alt+p', 'note'],
    ] as const)
      for (const name of HOSTILE_NAMES) {
        await page.keyboard.press(key)
        const text = name === 'long' ? HOSTILE.long : `${mode} ${HOSTILE[name]}`
        expect(await sent(page, page, page.locator('#reply'), text, 'Control+Enter'), `${mode} ${name}`).toBe(
          became(name),
        )
      }
    await page.keyboard.press('Alt+l')

    for (const [key, sheet] of [
      ['Control+k', 'palette'],
      ['Alt+t', 'transfer'],
      ['Alt+s', 'snooze'],
      ['Alt+g', 'tags'],
      ['Alt+m', 'merge'],
      ['Alt+e', 'resolve'],
    ] as const) {
      await page.keyboard.press(key)
      const dialog = page.locator('dialog[open]')
      await dialog.waitFor()
      await walk(dialog, sheet)
      await page.keyboard.press('Escape')
      await expect.poll(() => dialog.count()).toBe(0)
    }
    await page.keyboard.press('Alt+g')
    await put(page.locator('dialog[open] input').first(), HOSTILE.script)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await put(page.locator('#reply'), `稍后 ${HOSTILE.script}`)
    await page.keyboard.press('Alt+w')
    await page.locator('dialog[open]').waitFor()
    await walk(page.locator('dialog[open]'), 'send later')
    await page.keyboard.press('Escape')

    await page.keyboard.press('Alt+t')
    await put(page.locator('dialog[open] textarea'), `交接 ${HOSTILE.script}`)
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => isIn(page.locator('.message.note .bubble'), `交接 ${HOSTILE.script}`)).toBe(true)

    expect(done).toEqual([])
    expect(faults).toEqual([])
    expect(fields.length, fields.join('\n')).toBeGreaterThanOrEqual(9)
    // And the page goes on working.
    await put(page.locator('#inbox-search'), '林晓')
    await expect.poll(() => page.locator('.rows .row').count()).toBe(1)
  })

  it('does the same in every field of the settings, whose server says what it will not have', TIMEOUT, async () => {
    const running = await startConsole()
    const { page, context } = await openConsole(running, { role: 'admin', agent: 'sue', script: WATCHER })
    const done = watchHostile(context)
    const faults: string[] = []
    const fields: string[] = []
    for (const area of ['canned', 'tags', 'thresholds', 'hours', 'widget']) {
      await page.evaluate(`location.hash = 'settings/${area}'`)
      const form = page.locator('.area-form')
      await page.locator(`.areas [href="#settings/${area}"][aria-current=page]`).waitFor()
      await form.waitFor()
      for (const add of await form.getByRole('button', { name: /^添加/ }).all()) await add.click()
      fields.push(...(await sweep(form, area, faults)))
      // What the fields take is saved, or refused with the field and the reason.
      for (const field of await form.locator('textarea, input:not([type]), input[type=text]').all())
        await put(field, HOSTILE.script)
      const save = form.getByRole('button', { name: '保存' })
      if (await save.isEnabled()) {
        await save.click()
        await form.locator('.area-failed').or(page.getByText('已保存，马上生效。')).first().waitFor()
      }
    }
    expect(done).toEqual([])
    expect(faults).toEqual([])
    expect(fields.length, fields.join('\n')).toBeGreaterThanOrEqual(12)
    // What somebody wrote into the log of settings by another way is shown as text too.
    const text = { zh: HOSTILE.script, en: HOSTILE.turned }
    const canned = [{ shortcut: 'x', group: HOSTILE.script.slice(0, 20), text }]
    await running.call('/v1/settings/canned', { role: 'admin', method: 'PUT', body: { version: 0, value: canned } })
    const value = { ...NO_SETTINGS.widget, greeting: { zh: HOSTILE.script.slice(0, 100), en: '' } }
    await running.call('/v1/settings/widget', { role: 'admin', method: 'PUT', body: { version: 0, value } })
    const shop = await (await openBrowser({ script: WATCHER })).newPage()
    const shopDone = watchHostile(shop.context())
    await shop.goto(`${running.url}/demo`)
    await shop.waitForFunction('window.tabdesk !== undefined')
    await shop.evaluate('window.tabdesk.open()')
    await shop.frameLocator('iframe').locator('.greeting').waitFor()
    expect(shopDone).toEqual([])
  })
})
