import { copyFile, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { compressed } from './vite-compressed.ts'

/** GraphiQL as its package brings it, for the demo's page: bundling it would take longer than all our pages together. */
const GRAPHIQL = [
  'graphiql/graphiql.min.js',
  'graphiql/graphiql.min.css',
  'react/umd/react.production.min.js',
  'react-dom/umd/react-dom.production.min.js',
]

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The pages: agent console, knowledge, demo shop. The widget's is built apart, in `vite.widget.config.ts`. */
export default defineConfig({
  root: here('.'),
  plugins: [
    preact({ devToolsEnabled: false }),
    {
      name: 'graphiql',
      writeBundle: async ({ dir }) => {
        const to = join(dir ?? '', 'graphiql')
        await mkdir(to, { recursive: true })
        for (const file of GRAPHIQL) await copyFile(here(`../../node_modules/${file}`), join(to, basename(file)))
      },
    },
    compressed(),
  ],
  server: { proxy: { '/v1': { target: 'http://127.0.0.1:4600', ws: true } } },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The policy of the server allows no data: fonts or scripts, and a file is cached better.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [here('index.html'), here('demo.html'), here('knowledge.html'), here('graphiql.html')],
    },
  },
})
