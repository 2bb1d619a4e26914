import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, it } from 'vitest'
import { openBrowser } from '../helpers/browser.ts'
import { startConsole } from '../helpers/console-pages.ts'
import { bindAlbum, emptyAlbum, type Language, type Theme, take } from './album.ts'
import { consoleScreens } from './console-screens.ts'
import { knowledgeScreens } from './knowledge-screens.ts'
import type { Session } from './session.ts'
import { DETAILS, SCREENS } from './titles.ts'
import { widgetScreens } from './widget-screens.ts'

/** `SCREENS_DIR` puts them elsewhere, to be looked at. */
const FOLDER = process.env['SCREENS_DIR'] ?? fileURLToPath(new URL('../../docs/screens', import.meta.url))

beforeAll(() => emptyAlbum(FOLDER))
afterAll(async () => {
  console.log(JSON.stringify(await bindAlbum(FOLDER, SCREENS)))
})

it.each([
  ['zh', 'light'],
  ['zh', 'dark'],
  ['en', 'light'],
  ['en', 'dark'],
] as const)('%s, %s', async (language: Language, theme: Theme) => {
  const running = await startConsole({ models: 'real' })
  const context = await openBrowser({
    width: 1440,
    height: 900,
    dark: theme === 'dark',
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
  })
  const session: Session = {
    running,
    language,
    say: (zh, en) => (language === 'zh' ? zh : en),
    open: async (path, role, sub = 'ann') => {
      const page = await context.newPage()
      await page.emulateMedia({ reducedMotion: 'reduce' })
      const name = session.say('安安', 'Ann')
      await page.goto(
        `${running.url}${path}${role === undefined ? '' : `#token=${await running.token(role, sub, { name })}`}`,
      )
      return page
    },
    take: async (page, screen) => {
      if (DETAILS.has(screen) && (language === 'zh') !== (theme === 'light')) return
      await take(page, FOLDER, screen, { language, theme })
    },
  }
  await widgetScreens(session)
  await consoleScreens(session)
  await knowledgeScreens(session)
})
