/**
 * Inserts at the caret, or in place of everything, as if typed: one step for the browser's undo, which
 * `setRangeText` is not. The old command is the only one that does this; where it is gone, undo is lost, not the text.
 */
export const insertText = (box: HTMLTextAreaElement, text: string, whole = false): void => {
  box.focus()
  if (whole) box.select()
  if (document.execCommand('insertText', false, text)) return
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end')
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
}
