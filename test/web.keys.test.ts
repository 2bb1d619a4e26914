import { describe, expect, it } from 'vitest'
import { composerAction, deskAction, type KeyPress } from '../src/web/shared/keys.ts'

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

describe('keys of the desk', () => {
  it('go by the place of the letter, with Alt alone', () => {
    expect(deskAction(press('∆', { code: 'KeyJ', altKey: true }), true)).toBe('nextRow')
    expect(deskAction(press('j', { code: 'KeyJ' }), false)).toBeUndefined()
    expect(deskAction(press('j', { code: 'KeyJ', altKey: true, ctrlKey: true }), false)).toBeUndefined()
  })

  it('? asks for help, but is a question mark in a text field', () => {
    expect(deskAction(press('?', { shiftKey: true }), false)).toBe('help')
    expect(deskAction(press('?', { shiftKey: true }), true)).toBeUndefined()
  })
})
