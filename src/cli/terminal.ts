/** Wrong use or bad input: exit code 2. */
export class WrongUse extends Error {}
/** A quality gate failed: exit code 100. */
export class GateFailed extends Error {}

export const EXIT = { good: 0, broke: 1, wrongUse: 2, gateFailed: 100 } as const

export interface Terminal {
  /** Data, to stdout. */
  out(line: string): void
  /** One JSON object, to stdout. */
  json(value: unknown): void
  /** What is going on, to stderr; silent when quiet. */
  say(line: string): void
  /** Progress: redrawn on a terminal, one line each 5 % elsewhere. */
  progress(label: string): (done: number, total: number) => void
}

/** Data goes to stdout, talk to stderr, so that a verb can be piped. */
export const createTerminal = (options: {
  quiet: boolean
  stdout?: NodeJS.WriteStream
  stderr?: NodeJS.WriteStream
}): Terminal => {
  const stdout = options.stdout ?? process.stdout
  const stderr = options.stderr ?? process.stderr
  const say = (line: string): void => {
    if (!options.quiet) stderr.write(`${line}\n`)
  }
  return {
    out: (line) => void stdout.write(`${line}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    say,
    progress: (label) => {
      let shown = -1
      return (done, total) => {
        const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
        if (options.quiet || percent === shown) return
        if (stderr.isTTY) stderr.write(`\r${label} ${percent} %${percent === 100 ? '\n' : ''}`)
        else if (percent % 5 === 0) stderr.write(`${label} ${percent} %\n`)
        shown = percent
      }
    },
  }
}
