/** Pieces that a notice names, and of each so many characters. */
const MOST_NAMED = 20
const LONGEST_NAMED = 60

/** A sentence for the report about text that is in no article; undefined where there is none. `name`: of the file inside an archive, else empty. */
export const sayLeftOut = (left: readonly string[], name: string): string | undefined => {
  const lines = left
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => (/[\p{L}\p{N}]/u.test(line) ? [line.trim()] : []))
  if (lines.length === 0) return undefined
  const characters = lines.reduce((sum, line) => sum + line.length, 0)
  const named = lines.slice(0, MOST_NAMED).map((line) => `“${shorten(line)}”`)
  const more = lines.length > MOST_NAMED ? ` and ${lines.length - MOST_NAMED} more` : ''
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`
  return `${name === '' ? '' : `${name}: `}${count} of its text (${characters} characters) ${lines.length === 1 ? 'is' : 'are'} in no article: ${named.join(', ')}${more}`
}

const shorten = (line: string): string => (line.length > LONGEST_NAMED ? `${line.slice(0, LONGEST_NAMED - 1)}…` : line)
