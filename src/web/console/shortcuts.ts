import { isImeKey, type KeyPress } from '../shared/keys.ts'
import type { ConsoleText } from './texts.ts'

export type CommandId =
  | 'nextCustomer'
  | 'nextRow'
  | 'previousRow'
  | 'claim'
  | 'transfer'
  | 'handBack'
  | 'resolve'
  | 'snooze'
  | 'tags'
  | 'sendLater'
  | 'merge'
  | 'reply'
  | 'note'
  | 'attach'
  | 'preview'
  | 'undoSend'
  | 'inspect'
  | 'correct'
  | 'retryFailed'
  | 'search'
  | 'context'
  | 'pane'
  | 'palette'
  | 'help'
  | 'settings'
  | 'showMine'
  | 'showQueued'
  | 'showBot'
  | 'showAll'
  | 'showMentions'
  | 'showSnoozed'
  | 'showResolved'
  | 'beOnline'
  | 'beBusy'
  | 'beAway'
  | 'theme'
  | 'language'
  | 'knowledge'
  | 'honesty'
  | 'signOut'

/** A key with what is held beside it. Letters go by the physical key, so that every layout has them where they are. */
export interface Chord {
  code?: string
  key?: string
  alt?: true
  /** Ctrl, or Cmd on a Mac. */
  mod?: true
  /** Works without a modifier, so never in a text field, and it can be switched off. */
  single?: true
}

export interface Command {
  id: CommandId
  text: ConsoleText
  group: 'conversation' | 'desk' | 'go'
  chord?: Chord
  /** The same from within a text, where `chord` writes a character. */
  alsoBy?: Chord
}

const alt = (letter: string): Chord => ({ code: `Key${letter}`, alt: true })

/** Everything that can be done at the desk, once: the keys, the palette and the sheet of shortcuts are made of it. */
export const COMMANDS: readonly Command[] = [
  { id: 'nextCustomer', text: 'kNext', group: 'go', chord: alt('N') },
  { id: 'nextRow', text: 'kNextRow', group: 'go', chord: alt('J') },
  { id: 'previousRow', text: 'kPreviousRow', group: 'go', chord: alt('K') },
  { id: 'claim', text: 'kClaim', group: 'conversation', chord: alt('A') },
  { id: 'transfer', text: 'kTransfer', group: 'conversation', chord: alt('T') },
  { id: 'handBack', text: 'kHandBack', group: 'conversation', chord: alt('H') },
  { id: 'resolve', text: 'kResolve', group: 'conversation', chord: alt('E') },
  { id: 'snooze', text: 'kSnooze', group: 'conversation', chord: alt('S') },
  { id: 'tags', text: 'kTags', group: 'conversation', chord: alt('G') },
  { id: 'sendLater', text: 'kSendLater', group: 'conversation', chord: alt('W') },
  { id: 'merge', text: 'kMerge', group: 'conversation', chord: alt('M') },
  { id: 'reply', text: 'kReply', group: 'conversation', chord: alt('L') },
  { id: 'note', text: 'kNote', group: 'conversation', chord: alt('P') },
  { id: 'attach', text: 'kAttach', group: 'conversation', chord: alt('C') },
  { id: 'preview', text: 'kPreview', group: 'conversation', chord: alt('V') },
  { id: 'inspect', text: 'kInspect', group: 'conversation', chord: alt('I') },
  { id: 'correct', text: 'kCorrect', group: 'conversation', chord: alt('U') },
  { id: 'undoSend', text: 'kUndoSend', group: 'conversation', chord: alt('Z') },
  { id: 'retryFailed', text: 'kRetry', group: 'conversation', chord: alt('R') },
  { id: 'context', text: 'kContext', group: 'desk', chord: alt('O') },
  { id: 'search', text: 'kSearch', group: 'go', chord: { key: '/', single: true } },
  { id: 'pane', text: 'kPane', group: 'go', chord: { key: 'F6' } },
  { id: 'palette', text: 'kPalette', group: 'desk', chord: { code: 'KeyK', mod: true } },
  { id: 'help', text: 'kHelp', group: 'desk', chord: { key: '?', single: true }, alsoBy: { key: 'F1' } },
  { id: 'settings', text: 'settings', group: 'desk' },
  { id: 'showMine', text: 'kShowMine', group: 'go' },
  { id: 'showQueued', text: 'kShowQueued', group: 'go' },
  { id: 'showBot', text: 'kShowBot', group: 'go' },
  { id: 'showAll', text: 'kShowAll', group: 'go' },
  { id: 'showMentions', text: 'kShowMentions', group: 'go' },
  { id: 'showSnoozed', text: 'kShowSnoozed', group: 'go' },
  { id: 'showResolved', text: 'kShowResolved', group: 'go' },
  { id: 'beOnline', text: 'kBeOnline', group: 'desk' },
  { id: 'beBusy', text: 'kBeBusy', group: 'desk' },
  { id: 'beAway', text: 'kBeAway', group: 'desk' },
  { id: 'theme', text: 'kTheme', group: 'desk' },
  { id: 'language', text: 'kLanguage', group: 'desk' },
  { id: 'knowledge', text: 'knowledge', group: 'go' },
  { id: 'honesty', text: 'honesty', group: 'go' },
  { id: 'signOut', text: 'signOut', group: 'desk' },
]

/** The command of a key anywhere in the console; undefined leaves it to the browser. Total and without side effect. */
export const commandOf = (
  press: KeyPress,
  { inText, singleKeys }: { inText: boolean; singleKeys: boolean },
): CommandId | undefined => {
  // European layouts report AltGr as Ctrl+Alt: those keys write characters.
  if (isImeKey(press, false) || press.getModifierState('AltGraph')) return undefined
  const { altKey, ctrlKey, metaKey, shiftKey } = press
  const isPressed = (chord: Chord | undefined): boolean => {
    if (chord === undefined) return false
    if (chord.single === true && (inText || !singleKeys)) return false
    if (chord.code !== undefined ? chord.code !== press.code : chord.key !== press.key) return false
    if (chord.code !== undefined && shiftKey) return false
    if (altKey !== (chord.alt ?? false)) return false
    return chord.mod ? ctrlKey !== metaKey : !ctrlKey && !metaKey
  }
  return COMMANDS.find(({ chord, alsoBy }) => isPressed(chord) || isPressed(alsoBy))?.id
}

/** A chord as people read it. */
export const chordText = ({ code, key, alt, mod }: Chord, mac: boolean): string =>
  [mod ? (mac ? '⌘' : 'Ctrl') : '', alt ? (mac ? '⌥' : 'Alt') : '', code?.replace(/^Key/, '') ?? key]
    .filter(Boolean)
    .join(' ')
