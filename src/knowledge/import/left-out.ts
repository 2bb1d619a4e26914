import { type Said, say } from '../../domain/said.ts'

/** Pieces that a notice names, and of each so many characters. */
const MOST_NAMED = 20
const LONGEST_NAMED = 60

/** For the report, what is said about text that is in no article; undefined where there is none. `name`: of the file inside an archive, else empty. */
export const sayLeftOut = (left: readonly string[], name: string): Said | undefined => {
  const lines = left
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => (/[\p{L}\p{N}]/u.test(line) ? [line.trim()] : []))
  if (lines.length === 0) return undefined
  const characters = lines.reduce((sum, line) => sum + line.length, 0)
  const named = lines.slice(0, MOST_NAMED).map((line) => `“${shorten(line)}”`)
  const more = lines.length - MOST_NAMED
  const code = lines.length === 1 ? 'text_left_out_one' : more > 0 ? 'text_left_out_more' : 'text_left_out_many'
  const said = say(code, { lines: lines.length, characters, named: named.join(', '), more })
  return name === '' ? said : say('text_left_out', { name, said })
}

const shorten = (line: string): string => (line.length > LONGEST_NAMED ? `${line.slice(0, LONGEST_NAMED - 1)}…` : line)
