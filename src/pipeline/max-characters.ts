/** Characters of a message that are read. */
export const MAX_CHARACTERS = 4_000
