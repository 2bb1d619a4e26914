import { fileURLToPath } from 'node:url'
import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The pages: agent console, knowledge, demo shop, and the widget's inside (shown in an iframe). */
export default defineConfig({
  root: here('.'),
  plugins: [preact({ devToolsEnabled: false })],
  server: { proxy: { '/v1': { target: 'http://127.0.0.1:4600', ws: true } } },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The policy of the server allows no data: fonts or scripts, and a file is cached better.
    assetsInlineLimit: 0,
    rolldownOptions: { input: [here('index.html'), here('demo.html'), here('widget.html'), here('knowledge.html')] },
  },
})
