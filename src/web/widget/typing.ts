/** Tells the server that the customer types, and what where it wants to know. */
export interface Typing {
  /** The draft as it stands after a key. */
  typed(draft: string): void
  /** It was sent, or the box was emptied: what still waits to be told is old. */
  over(): void
}

export interface TypingParts {
  /** False when the line is down. */
  post(frame: { type: 'typing'; conversation?: string; text?: string }): boolean
  conversation(): string | undefined
  /** Whether the server wants the unsent text: it reads ahead, or agents may see it. */
  wantsText(): boolean
  now(): number
  /** Calls back after `ms`; returns the cancel. */
  after(ms: number, then: () => void): () => void
}

/** Milliseconds between two signs without text. */
const SIGN_EVERY_MS = 2_500
/** A rest between keys after which the draft is told: shorter than the way from the last key to Enter. */
export const REST_MS = 180
/** While somebody types without a rest, the draft is told so often. */
export const AT_LEAST_EVERY_MS = 1_000

export const createTyping = ({ post, conversation, wantsText, now, after }: TypingParts): Typing => {
  let cancel = () => {}
  let signAt = Number.NEGATIVE_INFINITY
  /** When the first key came that was not told yet. */
  let since: number | undefined
  let told = ''

  const tell = (text: string): void => {
    since = undefined
    const open = conversation()
    if (text !== told && post({ type: 'typing', ...(open === undefined ? {} : { conversation: open }), text }))
      told = text
  }
  const sign = (): void => {
    const open = conversation()
    if (open === undefined || now() - signAt < SIGN_EVERY_MS) return
    signAt = now()
    post({ type: 'typing', conversation: open })
  }

  return {
    typed: (draft) => {
      cancel()
      const text = draft.trim()
      if (text === '') return
      if (!wantsText()) return sign()
      since ??= now()
      const due = since + AT_LEAST_EVERY_MS - now()
      if (due <= 0) tell(text)
      else cancel = after(Math.min(REST_MS, due), () => tell(text))
    },
    over: () => {
      cancel()
      since = undefined
      told = ''
    },
  }
}
