import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'

/** Sets a flag that `WATCHER` sees in whatever frame it is run. */
const RUN = 'top.hostileRan=1'
/** Characters of the longest text that a field is given. */
const LONG = 20_000

/** What people and programs put into fields: each would run, hide, turn or break something where it is not taken as text. */
export const HOSTILE = {
  script: `退款<script>${RUN}</script><img src=x onerror="${RUN}"><svg onload="${RUN}"></svg><iframe srcdoc='<script>${RUN}</script>'></iframe>"><details open ontoggle="${RUN}"> [退款](javascript:${RUN}) ![图](x" onerror="${RUN}) {{constructor.constructor('${RUN}')()}} javascript:${RUN}`,
  long: '退款怎么还没到账'.repeat(LONG / 8),
  unbroken: 'refund'.repeat(100),
  zeroWidth: '退\u200b款\u200d到\u2060哪\ufeff了\u00ad呀',
  control: '退款\u0000到哪\u0007了',
  turned: '\u202egnp.单订\u202c \u2066退款\u2069 \u200fשלום مرحبا',
  broken: '\ud83d退款\udc00怎么\ud800',
  emoji: '👨‍👩‍👧‍👦'.repeat(500),
} as const
export type HostileName = keyof typeof HOSTILE
export const HOSTILE_NAMES = Object.keys(HOSTILE) as HostileName[]

const MARK = '[hostile]'
/** Runs in each page and frame before its own scripts. */
export const WATCHER = `
Object.defineProperty(window, 'hostileRan', { configurable: true, set() { console.error('${MARK} ran in ' + location.pathname) } })
addEventListener('securitypolicyviolation', (event) =>
  console.error('${MARK} tried ' + event.violatedDirective + ' in ' + location.pathname))`

/**
 * What hostile texts did in the pages of a context that was opened with `WATCHER`: scripts that ran, things that the page's
 * CSP had to stop, dialogs. Empty is right.
 */
export const watchHostile = (context: BrowserContext): string[] => {
  const done: string[] = []
  context.on('console', (said) => {
    if (said.text().startsWith(MARK)) done.push(said.text())
  })
  context.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') done.push(`dialog ${dialog.message()}`)
    void dialog.dismiss().catch(() => undefined)
  })
  return done
}

/** Renders what stands in `selector` as markup, as a careless page would: the watcher must tell of it. */
export const careless = (selector: string): string => `
new MutationObserver(() => {
  for (const box of document.querySelectorAll(${JSON.stringify(selector)}))
    if (box.dataset.careless === undefined && box.textContent.includes('<')) {
      box.dataset.careless = '1'
      box.innerHTML = box.textContent
    }
}).observe(document, { childList: true, subtree: true, characterData: true })`

const KINDS = ['checkbox', 'radio', 'file', 'range', 'color', 'hidden', 'submit', 'button']
/** Fields that take text, a number or a moment. */
export const FIELDS = `:is(textarea, input${KINDS.map((kind) => `:not([type=${kind}])`).join('')}):not([readonly]):enabled:visible`

/** Puts a text into a field as a paste does, lone surrogates and all, which Playwright's own `fill` would mend. */
export const put = (field: Locator, text: string): Promise<void> =>
  field.evaluate((node, json) => {
    // Not by the field's own setter, which Preact would not hear of.
    const box = node as unknown as { dispatchEvent(event: Event): void }
    const { value } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(box))
    value?.set?.call(box, JSON.parse(json))
    box.dispatchEvent(new Event('input', { bubbles: true }))
  }, JSON.stringify(text))

/** Why a page cannot be worked with; empty where it can. */
export const unusable = (page: Page): Promise<string[]> => page.locator('body').evaluate(burst, '[]')

/**
 * Runs in the page: puts one text after the other into a field, each for as long as it takes to be drawn, and says after
 * which the page was empty or wider than its window; without texts how it is now.
 */
const burst = async (node: unknown, json: string): Promise<string[]> => {
  const box = node as { dispatchEvent(event: Event): void }
  const { document, innerWidth, requestAnimationFrame } = globalThis as unknown as {
    document: { body: { textContent: string }; documentElement: { scrollWidth: number } }
    innerWidth: number
    requestAnimationFrame(then: () => void): void
  }
  const faults: string[] = []
  const look = async (after: string) => {
    await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    if (document.body.textContent.trim() === '') faults.push(`the page is empty ${after}`)
    const over = document.documentElement.scrollWidth - innerWidth
    if (over > 0) faults.push(`the page is ${over} px wider than its window ${after}`)
  }
  const texts: string[] = JSON.parse(json)
  for (const text of texts) {
    Object.getOwnPropertyDescriptors(Object.getPrototypeOf(box))['value']?.set?.call(box, text)
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await look(`after ${text.slice(0, 20)}`)
  }
  if (texts.length === 0) await look('now')
  return faults
}

/**
 * Puts every hostile text into every field that is in sight within `scope`, one after the other, and leaves the fields empty.
 * Resolves with the names of the fields; faults go into `faults`.
 */
export const sweep = async (
  scope: Page | Locator | FrameLocator,
  where: string,
  faults: string[],
): Promise<string[]> => {
  const fields = scope.locator(FIELDS)
  const named: string[] = []
  // A list that offers another line as soon as one is written in would never end.
  const most = await fields.count()
  for (let at = 0; at < Math.min(most, await fields.count()); at++) {
    const field = fields.nth(at)
    const name = String(
      await field.evaluate((node) => {
        const box = node as unknown as Record<string, string> & {
          labels?: { textContent: string }[]
          ariaLabel?: string
        }
        const { ariaLabel, labels, id, placeholder } = box
        return ariaLabel || labels?.[0]?.textContent.split('\n')[0] || id || placeholder || 'a field'
      }),
    )
    named.push(`${where}: ${name}`)
    for (const fault of await field.evaluate(burst, JSON.stringify(Object.values(HOSTILE))))
      faults.push(`${where}, ${name}: ${fault}`)
    await put(field, '')
  }
  return named
}
