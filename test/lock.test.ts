import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Locked {
  optionalDependencies?: Record<string, string>
  dependencies?: Record<string, string>
}

/** A lock file made where some platform's package could not be seen leaves it out, and then `npm ci` fails everywhere. */
it('the lock file knows every platform package, so that npm ci works', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, Locked>
  }
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => {
      for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
        if (`${at}${at === '' ? '' : '/'}node_modules/${name}` in lock.packages) return false
        if (at === '') return true
      }
    }),
  )
  expect(Object.keys(lock.packages).length).toBeGreaterThan(300)
  expect(missing).toEqual([])
})
