/** The open conversation stands in the address, so the browser's back button leads from it to the list. */
export const openInAddress = (conversation: string | undefined): void => {
  location.hash = conversation === undefined ? '' : `c=${conversation}`
  // Browsers tell of it a task later, and the next key must find the conversation open.
  dispatchEvent(new HashChangeEvent('hashchange'))
}

export const conversationInAddress = (): string | undefined => /^#c=(.+)$/.exec(location.hash)?.[1]
