import { isImeKey, type KeyPress } from '../shared/keys.ts'

export type ListAction = 'next' | 'previous' | 'new' | 'search'

const KEYS: Record<string, ListAction> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  n: 'new',
  '/': 'search',
}

/** What a key does in the list of articles; nothing while an input method writes, and in a text field only the arrows move. */
export const listAction = (
  press: Pick<KeyPress, 'key' | 'keyCode' | 'isComposing' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  where: 'search' | 'field' | 'page',
): ListAction | undefined => {
  if (isImeKey(press, false) || press.ctrlKey || press.altKey || press.metaKey) return undefined
  const action = KEYS[press.key]
  if (where === 'page') return action
  return where === 'search' && press.key === 'ArrowDown' ? 'next' : undefined
}
