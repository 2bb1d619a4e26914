import { writeSync } from 'node:fs'
import fs, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename } from 'node:path'

/**
 * Takes the place of what changes files in `node:fs/promises`: once armed, every such operation is printed, and the process kills itself with
 * SIGKILL instead of the one asked for; a write is done by half before. `inPlace` plants a bug: what should be written aside and
 * then put in its place is written where it belongs at once.
 */
export const armKill = async ({
  at,
  inPlace,
}: {
  at: number
  inPlace: boolean
}): Promise<{ step(name: string): Promise<void> }> => {
  let count = 0
  const killNow = (): Promise<never> => {
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => {})
  }
  const step = async (name: string, half?: () => Promise<unknown>): Promise<void> => {
    writeSync(1, `${name.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')}\n`)
    if (++count !== at) return
    await half?.()
    await killNow()
  }

  const real = { ...fs }
  const names = new WeakMap<FileHandle, string>()
  const placeOf = (path: unknown): string => (inPlace ? String(path).replace(ASIDE, '') : String(path))
  const isAside = (path: unknown): boolean => inPlace && ASIDE.test(String(path))
  const probe = await real.open(process.execPath, 'r')
  const handle = Object.getPrototypeOf(probe) as FileHandle
  await probe.close()
  const realHandle = { writeFile: handle.writeFile, sync: handle.sync }

  Object.assign(fs, {
    open: async (path: string, flags?: string) => {
      if (flags !== 'r') await step(`open ${basename(placeOf(path))}`)
      const file = await real.open(placeOf(path), isAside(path) ? 'w' : flags)
      names.set(file, basename(placeOf(path)))
      return file
    },
    mkdir: async (path: string, options?: object) => {
      await step(`mkdir ${basename(path)}`)
      return real.mkdir(path, options)
    },
    rm: async (path: string, options?: object) => {
      if (isAside(path)) return
      await step(`rm ${basename(path)}`)
      return real.rm(path, options)
    },
    link: async (from: string, to: string) => {
      if (isAside(from)) return
      await step(`link ${basename(to)}`)
      return real.link(from, to)
    },
    rename: async (from: string, to: string) => {
      if (isAside(from)) return
      await step(`rename ${basename(to)}`)
      return real.rename(from, to)
    },
  })
  handle.writeFile = async function (this: FileHandle, text: string) {
    const half = text.slice(0, text.length / 2)
    await step(`write ${names.get(this)}`, () => realHandle.writeFile.call(this, half))
    await realHandle.writeFile.call(this, text)
  } as FileHandle['writeFile']
  handle.sync = async function (this: FileHandle) {
    await step(`sync ${names.get(this)}`)
    await realHandle.sync.call(this)
  }
  syncBuiltinESMExports()
  return { step }
}

const ASIDE = /\.[0-9a-f-]{36}\.tmp$/
