import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'

export type Language = 'zh' | 'en'
export type Theme = 'light' | 'dark'
export const WIDTHS = [1440, 1024, 390] as const
const HEIGHTS = { 1440: 900, 1024: 768, 390: 844 } as const
/** Of WebP, 0 to 100: small text stays crisp, and the whole set stays below `MOST_BYTES`. */
const QUALITY = 26
/** Bytes of the whole folder. */
const MOST_BYTES = 8 * 1024 * 1024
const NAME = /^(?<screen>[a-z-]+)-(?<language>zh|en)-(?<theme>light|dark)-(?<width>\d+)\.webp$/

export const nameOf = (screen: string, language: Language, theme: Theme, width: number): string =>
  `${screen}-${language}-${theme}-${width}.webp`

/** A folder without the pictures of last time. */
export const emptyAlbum = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const file of await readdir(folder)) if (/\.(png|webp)$/.test(file)) await rm(join(folder, file))
}

/** Takes a page as it stands at all three widths. */
export const take = async (page: Page, folder: string, screen: string, of: { language: Language; theme: Theme }) => {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHTS[width] })
    // Two frames: one in which what listens to the size hears of it, one that draws it.
    await page.evaluate(
      'document.fonts.ready.then(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))).then(() => undefined)',
    )
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    const webp = await sharp(png).webp({ quality: QUALITY, effort: 5 }).toBuffer()
    await writeFile(join(folder, nameOf(screen, of.language, of.theme, width)), webp)
  }
  await page.setViewportSize({ width: WIDTHS[0], height: HEIGHTS[WIDTHS[0]] })
}

/** Writes `README.md`, which shows all pictures of the folder, and resolves with their number and bytes; throws where they are too large together. */
export const bindAlbum = async (
  folder: string,
  titles: Readonly<Record<string, string>>,
): Promise<{ pictures: number; bytes: number }> => {
  const files = await readdir(folder)
  const found = files.map((file) => NAME.exec(file)?.groups).filter((groups) => groups !== undefined)
  const screens = [...new Set(found.map(({ screen = '' }) => screen))]
  let bytes = 0
  for (const file of files) bytes += (await stat(join(folder, file))).size
  if (bytes > MOST_BYTES) throw new Error(`${folder} has ${bytes} bytes, at most ${MOST_BYTES}: lower the quality`)
  const order = Object.keys(titles).filter((screen) => screens.includes(screen))
  const parts = order.map((screen) => {
    const cell = (language: Language, theme: Theme, width: number) => {
      const name = nameOf(screen, language, theme, width)
      if (!files.includes(name)) return ''
      return `<a href="${name}"><img src="${name}" alt="${screen}, ${language}, ${theme}, ${width}" height="150"></a>`
    }
    const row = (width: number) =>
      `| ${width} | ${(['zh', 'en'] as const).flatMap((language) => (['light', 'dark'] as const).map((theme) => cell(language, theme, width))).join(' | ')} |`
    return `## ${titles[screen]}\n\n| px | zh, light | zh, dark | en, light | en, dark |\n|---|---|---|---|---|\n${WIDTHS.map(row).join('\n')}`
  })
  const text = `# Screens

Every screen at 1440, 1024 and 390 px, in Chinese and English, light and dark; sheets and states of a box in one of each: \`screen-language-theme-width.webp\`, WebP of quality ${QUALITY}.
The real pages before the real product with the shipped models and the demo shop; \`npm run build && npm run screens\` takes them all anew.

${parts.join('\n\n')}
`
  await writeFile(join(folder, 'README.md'), text)
  return { pictures: found.length, bytes }
}
