import { describe, expect, it } from 'vitest'
import { COMMANDS, chordText, commandOf } from '../src/web/console/shortcuts.ts'
import { composerAction, type KeyPress } from '../src/web/shared/keys.ts'

const press = (
  key: string,
  more: Partial<Omit<KeyPress, 'getModifierState'>> & { altGraph?: boolean } = {},
): KeyPress => {
  const { altGraph = false, ...rest } = more
  return {
    key,
    code: '',
    keyCode: 0,
    isComposing: false,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    metaKey: false,
    ...rest,
    getModifierState: () => altGraph,
  }
}
const ghost = { composing: false, ghostVisible: true, caretAtEnd: true }
const bare = { composing: false, ghostVisible: false, caretAtEnd: true }

describe('keys in the reply box', () => {
  it('Tab takes the ghost only where there is one, at the caret, without modifiers; else it moves the focus', () => {
    expect(composerAction(press('Tab'), ghost)).toBe('accept')
    expect(composerAction(press('Tab'), bare)).toBeUndefined()
    expect(composerAction(press('Tab'), { ...ghost, caretAtEnd: false })).toBeUndefined()
    expect(composerAction(press('Tab', { shiftKey: true }), ghost)).toBeUndefined()
    expect(composerAction(press('Tab', { ctrlKey: true }), ghost)).toBeUndefined()
  })

  it('Ctrl or Alt with right takes a word, and moves by one where there is no ghost', () => {
    expect(composerAction(press('ArrowRight', { ctrlKey: true }), ghost)).toBe('acceptWord')
    expect(composerAction(press('ArrowRight', { altKey: true }), ghost)).toBe('acceptWord')
    expect(composerAction(press('ArrowRight', { ctrlKey: true }), { ...ghost, caretAtEnd: false })).toBeUndefined()
    expect(composerAction(press('ArrowRight'), ghost)).toBeUndefined()
  })

  it('Esc dismisses first and leaves second, so Tab is no trap', () => {
    expect(composerAction(press('Escape'), ghost)).toBe('dismiss')
    expect(composerAction(press('Escape'), bare)).toBe('leave')
  })

  it('Enter sends, Shift-Enter breaks the line', () => {
    expect(composerAction(press('Enter'), bare)).toBe('send')
    expect(composerAction(press('Enter', { shiftKey: true }), bare)).toBeUndefined()
    expect(composerAction(press('Enter', { altKey: true }), bare)).toBe('insertCard')
    expect(composerAction(press('Enter', { ctrlKey: true }), bare)).toBe('sendNow')
    expect(composerAction(press('Enter', { metaKey: true, shiftKey: true }), bare)).toBe('sendAndResolve')
  })

  it('Esc and Ctrl-Z take a reply back only while that can be done; else Ctrl-Z is the browser’s', () => {
    const undoable = { ...bare, canUndo: true }
    expect(composerAction(press('Escape'), undoable)).toBe('undoSend')
    expect(composerAction(press('z', { code: 'KeyZ', ctrlKey: true }), undoable)).toBe('undoSend')
    expect(composerAction(press('Z', { code: 'KeyZ', ctrlKey: true, shiftKey: true }), undoable)).toBeUndefined()
    expect(composerAction(press('z', { code: 'KeyZ', ctrlKey: true }), bare)).toBeUndefined()
  })

  it.each(['Tab', 'Enter', 'Escape', 'ArrowRight'])('%s belongs to the input method while it composes', (key) => {
    const word = { ctrlKey: key === 'ArrowRight' }
    expect(composerAction(press(key, { ...word, isComposing: true }), ghost)).toBeUndefined()
    // Safari: the composition is over, only the key code tells.
    expect(composerAction(press(key, { ...word, keyCode: 229 }), ghost)).toBeUndefined()
    expect(composerAction(press(key, word), { ...ghost, composing: true })).toBeUndefined()
  })

  it('cycles with brackets by their place and with the arrows, but not with AltGr', () => {
    expect(composerAction(press('‘', { code: 'BracketRight', altKey: true }), ghost)).toBe('next')
    expect(composerAction(press('ArrowUp', { altKey: true }), ghost)).toBe('previous')
    expect(composerAction(press(']', { code: 'BracketRight', altKey: true, altGraph: true }), ghost)).toBeUndefined()
  })
})

const inText = { inText: true, singleKeys: true }
const outside = { inText: false, singleKeys: true }

describe('keys of the desk', () => {
  it('go by the place of the letter, with Alt alone', () => {
    expect(commandOf(press('∆', { code: 'KeyJ', altKey: true }), inText)).toBe('nextRow')
    expect(commandOf(press('j', { code: 'KeyJ' }), outside)).toBeUndefined()
    expect(commandOf(press('j', { code: 'KeyJ', altKey: true, ctrlKey: true }), outside)).toBeUndefined()
    expect(commandOf(press('J', { code: 'KeyJ', altKey: true, shiftKey: true }), outside)).toBeUndefined()
  })

  it('? and / are letters in a text field, and can be switched off', () => {
    expect(commandOf(press('?', { shiftKey: true }), outside)).toBe('help')
    expect(commandOf(press('?', { shiftKey: true }), inText)).toBeUndefined()
    expect(commandOf(press('F1'), inText), 'the same from within a text').toBe('help')
    expect(commandOf(press('F1'), outside)).toBe('help')
    expect(commandOf(press('/'), outside)).toBe('search')
    expect(commandOf(press('/'), { inText: false, singleKeys: false })).toBeUndefined()
  })

  it('Ctrl-K and Cmd-K open the palette, also in a text field, but not with AltGr and not from an input method', () => {
    expect(commandOf(press('k', { code: 'KeyK', ctrlKey: true }), inText)).toBe('palette')
    expect(commandOf(press('k', { code: 'KeyK', metaKey: true }), inText)).toBe('palette')
    expect(commandOf(press('k', { code: 'KeyK', ctrlKey: true, metaKey: true }), inText)).toBeUndefined()
    expect(commandOf(press('k', { code: 'KeyK', ctrlKey: true, keyCode: 229 }), inText)).toBeUndefined()
    expect(commandOf(press('ĸ', { code: 'KeyK', ctrlKey: true, altGraph: true }), inText)).toBeUndefined()
    expect(commandOf(press('J', { code: 'KeyJ', altKey: true, isComposing: true }), inText)).toBeUndefined()
  })

  it('no two commands have the same key, and each is said once', () => {
    const chords = COMMANDS.flatMap(({ chord, alsoBy }) =>
      [chord, alsoBy].flatMap((one) => (one === undefined ? [] : chordText(one, false))),
    )
    expect(new Set(chords).size).toBe(chords.length)
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
    expect(chordText({ code: 'KeyK', mod: true }, true)).toBe('⌘ K')
  })
})
