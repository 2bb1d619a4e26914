import { CurlFault } from '../adapters/sources/curl-command.ts'
import { sourceFromCurl } from '../adapters/sources/from-curl.ts'
import { OPERATION_NAMES, type OperationName } from '../adapters/sources/shapes.ts'
import { createTerminal, WrongUse } from './terminal.ts'

interface Options {
  read: string
  id: string
  name: string
}

/** `mesh import curl`: a file of one source on stdout, the names of its secrets on stderr. Nothing is sent. @throws WrongUse */
export const importCurl = (command: string, { read, id, name }: Options): void => {
  const operation = OPERATION_NAMES.find((one) => one === read)
  if (operation === undefined) throw new WrongUse(`--read ${read}: write one of ${OPERATION_NAMES.join(', ')}`)
  if (!/^[a-z][\w-]{0,39}$/i.test(name)) throw new WrongUse(`--name ${name}: write letters, digits, - and _, up to 40`)
  const { file, secrets } = made(command, operation, id, name)
  const terminal = createTerminal({ quiet: false })
  terminal.out(file.trimEnd())
  if (secrets.length > 0)
    terminal.say(`set before the start: ${secrets.join(', ')} (the values are in your command, and in no file)`)
}

const made = (command: string, read: OperationName, id: string, name: string): ReturnType<typeof sourceFromCurl> => {
  try {
    return sourceFromCurl({ command, read, id, name })
  } catch (error) {
    if (error instanceof CurlFault) throw new WrongUse(error.message)
    throw error
  }
}
