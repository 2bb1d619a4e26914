import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'

const STYLE = '\0late-style:'
const PRELOAD = /preload-helper\.js$/

/**
 * Parts of a page that are fetched later bring their styles in their script: one request a part, and the page carries nothing that
 * fetches styles. Those of the modules in `first` (absolute paths) stay a style sheet of the page. `wear` names the module whose
 * `wearStyle(css)` puts a style on.
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
      if (PRELOAD.test(id)) return 'export const __vitePreload = (load) => load()'
      if (!id.startsWith(STYLE)) return null
      const file = id.slice(STYLE.length, -'.js'.length)
      return `import css from ${JSON.stringify(`${file}?inline`)}; import { wearStyle } from ${JSON.stringify(wear)}; wearStyle(css)`
    },
  },
})
