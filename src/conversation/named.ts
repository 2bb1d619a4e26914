/** Somebody whom a note can name. */
export interface Nameable {
  agent: string
  name: string
}

/**
 * The agents whom a text names with `@`, by name or id, each once. The longest name that fits is meant: 小王 is not 小王子. After a name in
 * letters no letter or digit follows; Chinese is written without spaces, so after 小王 anything may.
 */
export const namedIn = (text: string, agents: readonly Nameable[]): string[] => {
  if (!/[@＠]/.test(text)) return []
  const names = agents
    .flatMap(({ agent, name }) =>
      [name, agent].filter((word) => word !== '').map((word) => ({ agent, word: fold(word) })),
    )
    .sort((a, b) => b.word.length - a.word.length)
  const found = fold(text)
    .split('@')
    .slice(1)
    .map((after) => names.find(({ word }) => after.startsWith(word) && isWhole(word, after.slice(word.length)))?.agent)
  return [...new Set(found.filter((agent) => agent !== undefined))]
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

const isWhole = (word: string, rest: string): boolean =>
  !/[\p{Script=Latin}\p{N}_-]$/u.test(word) || !/^[\p{Script=Latin}\p{N}_]/u.test(rest)
