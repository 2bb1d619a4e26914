import { fileURLToPath } from 'node:url'
import { preact } from '@preact/preset-vite'
import { defineConfig } from 'vite'
import { compressed } from './vite-compressed.ts'
import { lateParts } from './vite-late-parts.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * What customers download, apart from the other pages so that nothing of theirs comes along: `/widget.js`, the one script that other
 * sites embed, which makes the launcher and the iframe; and the iframe's page.
 */
export default defineConfig({
  root: here('.'),
  publicDir: false,
  builder: {},
  plugins: [
    preact({ devToolsEnabled: false }),
    lateParts({ first: [here('widget/main.tsx')], wear: here('shared/wear-style.ts') }),
    compressed(),
  ],
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: false,
    modulePreload: false,
    assetsInlineLimit: 0,
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          input: here('widget.html'),
          // What the first message needs comes in one file: apart its parts compress worse.
          output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
        },
      },
    },
    loader: {
      consumer: 'client',
      build: {
        target: 'es2020',
        lib: { entry: here('widget/loader.ts'), formats: ['iife'], name: 'tabdeskLoader', fileName: () => 'widget.js' },
      },
    },
  },
})
