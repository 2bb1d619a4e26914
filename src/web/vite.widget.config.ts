import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** `/widget.js`: the one script that other sites embed; it makes the launcher and the iframe. */
export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: false,
    target: 'es2019',
    lib: { entry: here('widget/loader.ts'), formats: ['iife'], name: 'tabdeskLoader', fileName: () => 'widget.js' },
  },
})
