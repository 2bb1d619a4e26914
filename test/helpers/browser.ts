import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'

export const CHROMIUM = '/usr/bin/chromium'
/** The built pages; `PAGES_DIR` names others than those of the last `npm run build`. */
export const PAGES = process.env['PAGES_DIR'] ?? new URL('../../dist/web', import.meta.url).pathname

/** Without Chromium or built pages the browser tests are skipped by name; CI sets REQUIRE_BROWSER and gets a failure instead. */
export const canBrowse =
  process.env['REQUIRE_BROWSER'] === '1' ||
  [CHROMIUM, join(PAGES, 'index.html'), join(PAGES, 'knowledge.html')].every((path) => existsSync(path))

export interface Looks {
  width?: number
  height?: number
  dark?: boolean
  locale?: 'zh-CN' | 'en-GB'
  /** More switches of Chromium's command line. */
  args?: readonly string[]
  /** Runs in each page before its own. */
  script?: string
}

/** A browser profile of its own, closed when the test ends. Page errors fail the test. */
export const openBrowser = async ({
  width = 1280,
  height = 800,
  dark = false,
  locale = 'zh-CN',
  args = [],
  script,
}: Looks = {}): Promise<BrowserContext> => {
  const profile = await mkdtemp(join(tmpdir(), 'tabdesk-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  })
  if (script !== undefined) await context.addInitScript(script)
  const errors: Error[] = []
  context.on('weberror', (error) => errors.push(error.error()))
  onTestFinished(async () => {
    await context.close()
    await rm(profile, { recursive: true, force: true })
    if (errors.length > 0) throw errors[0]
  })
  return context
}
