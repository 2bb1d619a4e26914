/** Milliseconds between two changes of a page that nobody sees: browsers draw no frames then. */
const UNSEEN_MS = 250

/** Calls back before the screen is drawn next, or soon where the page is out of sight. */
export const nextFrame = (then: () => void): void => {
  if (document.visibilityState === 'visible') requestAnimationFrame(then)
  else setTimeout(then, UNSEEN_MS)
}
