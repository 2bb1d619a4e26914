/** What two sides said in numbered words, and what came of it. */
export interface Numbered {
  /** Of each side, in its order; no two are the same. */
  said: readonly (readonly string[])[]
  /** The texts of both in the order of the log; others may lie between. */
  log: readonly string[]
  /** The same as each screen shows them. */
  screens: Readonly<Record<string, readonly string[]>>
  /** Of the first side's texts the states that its screen showed, one after the other. */
  states: Readonly<Record<string, readonly string[]>>
}

const STATES = ['sending', 'sent', 'delivered', 'read']

/** What is wrong, in words: each text stands once, in its side's order, in the log and on each screen alike; its states only rise, up to the other side's device. */
export const judgeScreens = ({ said, log, screens, states }: Numbered): string[] => {
  const known = new Set(said.flat())
  const numbered = (texts: readonly string[]) => texts.filter((text) => known.has(text))
  const places = {
    log: numbered(log),
    ...Object.fromEntries(Object.entries(screens).map(([n, t]) => [n, numbered(t)])),
  }
  const faults = Object.entries(places).flatMap(([place, texts]) => [
    ...[...known].filter((text) => !texts.includes(text)).map((text) => `${place} lacks ${text}`),
    ...texts.filter((text, at) => texts.indexOf(text) !== at).map((text) => `${place} doubles ${text}`),
    ...said.flatMap((own) => outOfOrder(own, texts).map((text) => `${place} moves ${text}`)),
  ])
  for (const [place, texts] of Object.entries(places))
    if (faults.length === 0 && texts.join('\n') !== places.log.join('\n')) faults.push(`${place} has another order`)
  for (const text of said[0] ?? []) {
    const ranks = (states[text] ?? []).map((state) => STATES.indexOf(state))
    const rises = ranks.every((rank, at) => rank > (ranks[at - 1] ?? -1))
    if (!rises || (ranks.at(-1) ?? -1) < STATES.indexOf('delivered'))
      faults.push(`${text}: ${states[text]?.join(', ')}`)
  }
  return faults
}

/** Those of `own` that stand before one that was said earlier. */
const outOfOrder = (own: readonly string[], texts: readonly string[]): string[] => {
  const at = own.map((text) => texts.indexOf(text)).filter((place) => place >= 0)
  return at.flatMap((place, n) => (place < Math.max(-1, ...at.slice(0, n)) ? [texts[place] ?? ''] : []))
}
