/** Whether the keyboard has Cmd and Option where others have Ctrl and Alt. */
export const isMac = (): boolean => /mac/i.test(navigator.platform)
