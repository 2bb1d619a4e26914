import { writeLines, writeNew } from '../../src/adapters/local/whole-file.ts'

/** Writes a file of `CHARACTERS` in one line: `tsx short-of-room.ts PATH CHARACTERS`; says whether it is there, or why not. */
const [path = '', characters = '0'] = process.argv.slice(2)
writeNew(path, (file) => writeLines(file, ['x'.repeat(Number(characters))])).then(
  (written) => process.stdout.write(`written ${written}`),
  (error: NodeJS.ErrnoException) => process.stdout.write(`refused ${error.code}`),
)
