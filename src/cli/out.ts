import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { WrongUse } from './terminal.ts'

/**
 * Refuses a file that could not be written once the work is done: a folder, one in a folder that is not there or takes no
 * files, one that is read only, one of the inputs by any name. `inputs` are options and their paths. Nothing is written.
 * @throws WrongUse naming the option, the path and the fix
 */
export const checkOutFile = async (
  option: string,
  path: string,
  inputs: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new WrongUse(`${option} ${path} is a folder: name a file in it`)
  if (found !== undefined && !found.isFile()) return
  if (found === undefined) await checkFolder(option, path, dirname(resolve(path)))
  else
    for (const [other, paths] of Object.entries(inputs))
      for (const input of [paths].flat())
        if (await isSame(input, path))
          throw new WrongUse(`${option} ${path} is the same file as ${other} ${input}: name another one`)
  if (found !== undefined && !(await isWritable(path)))
    throw new WrongUse(`${option} ${path} cannot be written: change its permissions, or name another file`)
}

/**
 * Refuses a folder that could not be made or written into.
 * @throws WrongUse naming the option, the path and the fix
 */
export const checkOutFolder = async (option: string, path: string): Promise<void> => {
  let there = resolve(path)
  for (;;) {
    const found = await stat(there).catch(() => undefined)
    if (found !== undefined && !found.isDirectory())
      throw new WrongUse(`${option} ${path}: ${there} is a file, no folder; name another folder`)
    if (found !== undefined) return checkFolder(option, path, there)
    there = dirname(there)
  }
}

/**
 * Writes a file whole or not at all: what was there before stays until the new one is complete and on the disk. What is no
 * regular file (a pipe, /dev/stdout) is written straight.
 */
export const writeWhole = async (path: string, content: string | Uint8Array): Promise<void> => {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) return writeFile(path, content)
  const target = found === undefined ? path : await realpath(path)
  const temporary = `${target}.${process.pid}.tmp`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new Error(`${path} could not be written (${(error as NodeJS.ErrnoException).code}): nothing was changed`)
  }
}

const checkFolder = async (option: string, path: string, folder: string): Promise<void> => {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined || !found.isDirectory())
    throw new WrongUse(`${option} ${path}: there is no folder ${folder}; make it first`)
  if (!(await isWritable(folder)))
    throw new WrongUse(
      `${option} ${path}: the folder ${folder} cannot be written; change its permissions, or name another`,
    )
}

const isWritable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  )

/** By device and inode: the same file under another name or through a link counts too. */
const isSame = async (a: string, b: string): Promise<boolean> => {
  const [one, other] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)))
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino
}
