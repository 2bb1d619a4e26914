import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'

const STYLE = '\0late-style:'
const PRELOAD = /preload-helper\.js$/
/** A part that is fetched later, and the mark that Vite sets after it for what would be fetched beside it. */
const PART = /\bimport\(("[^"]+")\)([\s\S]*?)__VITE_PRELOAD__/g

/**
 * Fetched first, and imported when it is all there, out of the browser's cache: most browsers keep a failed import for the page's life and
 * never ask again. Written for the browser.
 */
const LOAD = `export const __vitePreload = async (load, part) => {
  const answer = await fetch(new URL(part, import.meta.url))
  await answer.text()
  if (!answer.ok) throw Error(part)
  return load()
}`

/**
 * Parts of a page that are fetched later bring their styles in their script: one request a part, and the page carries nothing that
 * fetches styles. Those of the modules in `first` (absolute paths) stay a style sheet of the page. `wear` names the module whose
 * `wearStyle(css)` puts a style on. A part that did not come can be asked for again. All parts lie in one folder.
 */
export const lateParts = ({ first, wear }: { first: readonly string[]; wear: string }): Plugin => ({
  name: 'late-parts',
  apply: 'build',
  enforce: 'pre',
  resolveId: (source, importer) =>
    importer !== undefined && source.endsWith('.css') && !first.includes(importer)
      ? `${STYLE}${resolve(dirname(importer), source)}.js`
      : null,
  load: {
    handler: (id) => {
      if (PRELOAD.test(id)) return LOAD
      if (!id.startsWith(STYLE)) return null
      const file = id.slice(STYLE.length, -'.js'.length)
      return `import css from ${JSON.stringify(`${file}?inline`)}; import { wearStyle } from ${JSON.stringify(wear)}; wearStyle(css)`
    },
  },
  renderChunk: (code) => (code.includes('__VITE_PRELOAD__') ? code.replace(PART, 'import($1)$2$1') : null),
})
