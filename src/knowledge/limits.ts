/** Longest id of an article, characters. */
export const LONGEST_ID = 100
/** Longest line beside the texts (source, owner), characters. */
export const LONGEST_LINE = 500
/** Phrasings of an article in one language. */
export const MOST_QUESTIONS = 1_000
/** Channels that an article can name. */
export const MOST_CHANNELS = 20
/** Buttons of a card. */
export const MOST_BUTTONS = 3
/** Characters of a card's parts. */
export const LONGEST_CARD_TITLE = 80
export const LONGEST_CARD_TEXT = 300
export const LONGEST_LABEL = 40
export const LONGEST_SAY = 200
export const LONGEST_ADDRESS = 2_000
