/** The words of one shell command: quotes of each kind, `$'…'` as browsers copy it, and lines that go on. Undefined where a quote is not closed. */
export const shellWords = (command: string): string[] | undefined => {
  const words: string[] = []
  let word: string | undefined
  let at = 0
  while (at < command.length) {
    WORD.lastIndex = at
    const { space, ansi, single, double, escaped, plain } = (WORD.exec(command)?.groups ?? {}) as Record<
      string,
      string | undefined
    >
    const found = WORD.lastIndex
    if (found <= at) return undefined
    at = found
    if (space !== undefined) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (escaped !== undefined) word = (word ?? '') + (escaped === '\n' ? '' : escaped)
    else if (ansi !== undefined) word = (word ?? '') + ansi.replace(ANSI, unescapedAnsi)
    else
      word =
        (word ?? '') +
        (single ?? double?.replace(/\\(["\\$`]|\n)/g, (_, sign: string) => (sign === '\n' ? '' : sign)) ?? plain ?? '')
  }
  if (word !== undefined) words.push(word)
  return words
}

const WORD =
  /(?<space>(?:\s|\\\n)+)|\$'(?<ansi>(?:[^'\\]|\\[\s\S])*)'|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|\\(?<escaped>[\s\S])|(?<plain>[^\s'"\\$]+|\$)/y

const ANSI = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g
const SIGNS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescapedAnsi = (_: string, unit: string | undefined, byte: string | undefined, sign: string): string =>
  unit === undefined && byte === undefined
    ? (SIGNS[sign] ?? sign)
    : String.fromCharCode(Number.parseInt(unit ?? byte ?? '', 16))
