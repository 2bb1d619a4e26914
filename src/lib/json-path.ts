/** A path into JSON: `$`, `.name`, `['any name']`, `[0]`, `[-1]`, and one `[*]` at the end, which says that a list is meant. */
export interface JsonPath {
  /** As it was written. */
  text: string
  /** What stands there; undefined where there is nothing on the way. */
  read(from: unknown): unknown
  /** Names and places from the start on, joined by dots: `data.items`. */
  dotted: string
}

/**
 * The part of JSONPath (RFC 9535) that names one place. No filters or scripts: a path cannot do anything but read.
 * @throws Error saying what is wrong with the path, and the fix
 */
export const parseJsonPath = (text: string): JsonPath => {
  if (!text.startsWith('$')) throw new Error(`a path starts with $: write $.${text || 'name'}`)
  const steps: (string | number)[] = []
  let at = 1
  while (at < text.length) {
    STEP.lastIndex = at
    const step = STEP.exec(text)
    if (step === null)
      throw new Error(
        `the path cannot be read from ${JSON.stringify(text.slice(at))} on: write $.name, $['a name'], $[0]`,
      )
    const { name, quoted, doubled, place } = step.groups as Record<string, string | undefined>
    at += step[0].length
    if (place === '*') {
      if (at < text.length) throw new Error('[*] stands at the end only: map the list, then the fields of its entries')
    } else if (place !== undefined) steps.push(Number(place))
    else steps.push(name ?? quoted ?? doubled ?? '')
  }
  return { text, dotted: steps.join('.'), read: (from) => steps.reduce(go, from) }
}

const STEP = /\.(?<name>[\p{L}\p{N}_-]+)|\['(?<quoted>[^']+)'\]|\["(?<doubled>[^"]+)"\]|\[(?<place>-?\d+|\*)\]/uy

const go = (from: unknown, step: string | number): unknown => {
  if (Array.isArray(from)) return typeof step === 'number' ? from.at(step) : undefined
  // Own properties only: `$.constructor` of an answer is not what JavaScript has there.
  return typeof from === 'object' && from !== null && Object.hasOwn(from, step)
    ? (from as Record<string, unknown>)[step]
    : undefined
}
