/** The parts of a KeyboardEvent that decide what a key means. */
export interface KeyPress {
  key: string
  /** Physical key, for letters on any layout. */
  code: string
  keyCode: number
  isComposing: boolean
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
  metaKey: boolean
  getModifierState(name: 'AltGraph'): boolean
}

export interface ComposerState {
  /** Between compositionstart and compositionend. */
  composing: boolean
  ghostVisible: boolean
  /** Caret at the end of the text and nothing selected. */
  caretAtEnd: boolean
  /** A reply of this conversation can still be taken back, and the box is empty. */
  canUndo?: boolean
}

export type ComposerAction =
  | 'accept'
  | 'acceptWord'
  | 'dismiss'
  | 'leave'
  | 'next'
  | 'previous'
  | 'ask'
  | 'insertCard'
  | 'send'
  | 'sendNow'
  | 'sendAndResolve'
  | 'undoSend'

/**
 * Whether a key belongs to an input method. Chrome and Firefox say so; Safari ends the composition before the
 * keydown that ended it, and only the old key code 229 gives it away (WebKit 165004).
 */
export const isImeKey = (press: Pick<KeyPress, 'isComposing' | 'keyCode'>, composing: boolean): boolean =>
  press.isComposing || press.keyCode === 229 || composing

/** What a key does in the reply box; undefined leaves it to the browser. Total and without side effect. */
export const composerAction = (press: KeyPress, state: ComposerState): ComposerAction | undefined => {
  if (isImeKey(press, state.composing)) return undefined
  const { key, code, ctrlKey, altKey, shiftKey, metaKey } = press
  // European layouts report AltGr as Ctrl+Alt: those keys write characters.
  if (press.getModifierState('AltGraph')) return undefined
  const bare = !ctrlKey && !altKey && !shiftKey && !metaKey
  const onlyAlt = altKey && !ctrlKey && !shiftKey && !metaKey
  const ghostAtCaret = state.ghostVisible && state.caretAtEnd
  if (key === 'Tab' && bare) return ghostAtCaret ? 'accept' : undefined
  if (key === 'ArrowRight' && (ctrlKey || altKey) && !shiftKey && !metaKey)
    return ghostAtCaret ? 'acceptWord' : undefined
  const mod = ctrlKey || metaKey
  if (state.canUndo && ((key === 'Escape' && bare) || (code === 'KeyZ' && mod && !shiftKey && !altKey)))
    return 'undoSend'
  if (key === 'Escape' && bare) return state.ghostVisible ? 'dismiss' : 'leave'
  if (onlyAlt && (code === 'BracketRight' || key === 'ArrowDown')) return 'next'
  if (onlyAlt && (code === 'BracketLeft' || key === 'ArrowUp')) return 'previous'
  if (onlyAlt && code === 'Backslash') return 'ask'
  if (key === 'Enter' && onlyAlt) return 'insertCard'
  if (key === 'Enter' && mod && !altKey) return shiftKey ? 'sendAndResolve' : 'sendNow'
  if (key === 'Enter' && !shiftKey && !altKey) return 'send'
  return undefined
}
