import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The libraries that stand in for failing disks are for Linux with a C compiler; elsewhere their tests are skipped, by name. */
export const canFailDisks = ((): boolean => {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' })
    return process.platform === 'linux'
  } catch {
    return false
  }
})()

/** Compiles one of this folder's C files into `directory`; its path, for LD_PRELOAD. */
export const compileDisk = (directory: string, name: string): string => {
  const library = join(directory, `${name}.so`)
  const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url))
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-w', '-o', library, source, '-ldl', '-lpthread'])
  return library
}
